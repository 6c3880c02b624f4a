import { afterAll, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { importLines, now, refusalOf, testFolder } from '../testing.js';

jest.setTimeout(60_000);

const folder = testFolder();
afterAll(() => folder.dispose());

it('is the overview of a minute ago, as long as nothing was recorded, and of the same question alone', async () => {
  const clock = fixedClock(now);
  const tend = await folder.open({ clock });
  const ask = (query: object = {}) => tend.portfolio.overview(query);
  const atRisk = ({ numbers }: Awaited<ReturnType<typeof ask>>) => numbers.find(({ id }) => id === 'at-risk')!.now.n;
  await importLines(tend, [{ id: '1', at: '2026-01-01T09:00:00Z', customer: 'Amber Mills' }]);
  const first = await ask();
  expect(atRisk(first)).toBe(1);
  clock.advance(60_000);
  expect(await ask()).toBe(first);
  expect((await ask({ asOf: '2026-03-01' })).quarter.name).toBe('2026-Q1');
  expect(atRisk(await ask({ channel: 'none' }))).toBe(0);
  // What is refused is refused each time.
  for (const team of ['Team West', 'Team West']) expect((await refusalOf(() => ask({ team }))).code).toBe('not-found');

  clock.advance(1);
  const later = await ask();
  expect(later).not.toBe(first);
  expect(later.numbers).toEqual(first.numbers);
  expect(later.quarter.to).not.toBe(first.quarter.to);

  await importLines(tend, [{ id: '2', at: '2026-01-02T09:00:00Z', customer: 'Birch Mills' }]);
  expect(atRisk(await ask())).toBe(2);
});
