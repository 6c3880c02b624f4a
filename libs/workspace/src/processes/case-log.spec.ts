import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { idOf } from '#domain/testing.js';
import type { LocalTend } from '../local-tend.js';
import { momentOf } from '../moments/moment.js';
import { importLines, now, testFolder, type TestTouchpoint } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { casesOf, isOfTheHead } from './case-log.js';
import { processOf } from './processes.js';

jest.setTimeout(60_000);

const caseOf = (number: string, activities: string): TestTouchpoint[] =>
  [...activities].map((activity, hour) => ({
    id: `${number}/${hour}`,
    at: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
    customer: `Customer ${number}`,
    step: ['support', number, activity],
  }));

describe('the cases of a process', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock });
    await importLines(tend, caseOf('1', 'ABC'));
    await tend.process('support', {});
  });

  afterAll(() => folder.dispose());

  const momentAt = (asOf: string) => momentOf(tend.workspace, { asOf })!;
  const lengths = async (asOf: string) => {
    const { cases } = await casesOf(tend.workspace, 'support', momentAt(asOf));
    return cases.map(({ one }) => one.trace.steps.length).sort((a, b) => a - b);
  };

  it('of a moment are beginnings of what is kept', async () => {
    expect(isOfTheHead(tend.workspace, momentAt('2026-01-01T01:00:00Z'))).toBe(true);
    expect(await lengths('2026-01-01T01:00:00Z')).toEqual([2]);
    expect(await lengths('2025-12-31')).toEqual([]);
  });

  it('are read anew after some seconds: time alone may change whose facts may be used', async () => {
    const read = async () => (await casesOf(tend.workspace, 'support', undefined)).cases;
    const first = await read();
    expect(await read()).toBe(first);
    clock.set(now + 6_000);
    const later = await read();
    expect(later).not.toBe(first);
    expect(later).toEqual(first);
    clock.set(now);
  });

  it('that are dated ahead are among them as soon as time has passed, also where others are remembered', async () => {
    const ahead = caseOf('ahead', 'A').map((one) => ({ ...one, at: new Date(now + 2_000).toISOString() }));
    await importLines(tend, ahead);
    await tend.process('support', {});
    const keys = async (asOf: number) =>
      (await casesOf(tend.workspace, 'support', momentAt(new Date(asOf).toISOString()))).cases.length;
    const before = await keys(now);
    clock.set(now + 3_000);
    await (tend.workspace as WritableWorkspace).projections.waitForAll();
    for (let i = 0; i < 100 && !isOfTheHead(tend.workspace, momentAt(new Date(now + 2_000).toISOString())); i++)
      await setTimeout(50);
    expect(await keys(now + 2_000)).toBe(before + 1);
    clock.set(now);
  });

  it('of a moment are told while they are not folded yet, too', async () => {
    const { ledger } = tend.workspace as WritableWorkspace;
    const steps = [...ledger.readDimension('process', 'support')].slice(0, 2);
    // Appended behind the back of those who fold: nobody follows the ledger here.
    const events = steps.map(
      ({ sequence: _sequence, revision: _revision, recordedAt: _recordedAt, leaf: _leaf, ...step }, i) => ({
        ...step,
        id: idOf(i),
        stream: `process-${idOf(9)}`,
        process: { ...step.process!, case: idOf(9) },
      }),
    );
    await ledger.append({ stream: `process-${idOf(9)}`, expected: 'any', events });
    const moment = momentAt('2026-01-01T02:00:00Z');
    expect(isOfTheHead(tend.workspace, moment)).toBe(false);
    expect(await lengths('2026-01-01T02:00:00Z')).toEqual([2, 3]);
    const chosen = { filter: ['without=C'] };
    expect(await processOf(tend.workspace, 'support', {}, moment)).toMatchObject({ cases: 2, events: 5 });
    expect(await processOf(tend.workspace, 'support', chosen, moment)).toMatchObject({ cases: 1, events: 2 });
  });

  it('are those of one process alone, and none of one that is not known', async () => {
    expect((await casesOf(tend.workspace, 'nothing', undefined)).cases).toEqual([]);
  });
});
