import { afterAll, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { contactDaysOf } from '../relationships/contact-days.js';
import { importLines, now, refusalOf, testFolder } from '../testing.js';
import { readOneInPieces } from './read-at.js';

jest.setTimeout(120_000);

const folder = testFolder();

afterAll(() => folder.dispose());

it('lets others have their turn between the parts of a relationship of many facts, and can be given up there', async () => {
  const tend = await folder.open({ clock: fixedClock(now), user: 'ann' });
  const most = 5_000;
  const at = (i: number) => new Date(now - (most - i) * 600_000).toISOString();
  await importLines(
    tend,
    // The newest first: then no snapshot is of a time before all of it was known.
    Array.from({ length: most }, (_, i) => ({ id: `${i}`, at: at(most - i), customer: 'Amber' })),
  );
  const { id } = await tend.relationship('Amber');
  const { workspace } = tend;
  const moment = { asOf: now - 3 * 86_400_000, known: workspace.ledger.head().sequence };
  let turns = 0;
  let isThrough = false;
  const count = (): void => {
    turns++;
    if (!isThrough) setImmediate(count);
  };
  setImmediate(count);
  const early = { ...moment, known: moment.known - 500 };
  const read = await readOneInPieces(workspace, 'trajectory', id, early);
  isThrough = true;
  expect(read.found).toBeDefined();
  // One for every 1,024 of some 4,500 facts at least.
  expect(turns).toBeGreaterThanOrEqual(4);

  const gaveUp = { signal: AbortSignal.abort() };
  const refused = [
    () => readOneInPieces(workspace, 'trajectory', id, moment, gaveUp),
    () => contactDaysOf(workspace, id, moment, gaveUp),
    () => tend.relationship('Amber', { asOf: new Date(moment.asOf).toISOString() }, gaveUp),
  ];
  for (const ask of refused) expect((await refusalOf(ask)).code).toBe('cancelled');
});
