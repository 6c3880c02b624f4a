import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../../local-tend.js';
import { fileOf, testFolder } from '../../testing.js';
import type { ProcessAnswer, ProcessQuery } from '../process-answers.js';
import { caseOf, hour, start, textOf, type Line } from './parts-testing.js';

jest.setTimeout(120_000);

/** A hundred cases that were answered after 1 to 100 minutes, and two open ones that wait since: one is worked on. */
const queue = [
  ...Array.from({ length: 100 }, (_, i) => {
    const opened = Date.UTC(2026, 0, 2, 0, i);
    const minute = (ms: number): string => new Date(ms).toISOString().slice(8, 16);
    return caseOf('queue', `Q-${i}`, [
      ['Open', minute(opened)],
      ['Answer', minute(opened + (i + 1) * 60_000), start],
      ['Answer', minute(opened + (i + 6) * 60_000)],
    ]);
  }).flat(),
  ...caseOf('queue', 'Q-100', [['Open', '03T00:00']]),
  ...caseOf('queue', 'Q-101', [
    ['Open', '03T00:01'],
    ['Answer', '07T00:00', start],
  ]),
];

/** One activity more than the pairs of which are told apart. */
const wide = Array.from({ length: 501 }, (_, i): Line => ({
  id: `wide/${i}`,
  at: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
  customer: 'Customer',
  step: ['wide', '1', `Activity ${i}`],
}));

describe('the waits of a process', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock: fixedClock(Date.parse('2026-01-08T10:00:00Z')), zone: 'Europe/Berlin' });
    const data = { version: 'queue 1', process: 'queue', terminal: ['Answer'] };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2026-01-01', data }], {});
    const file = fileOf('cases.ndjson', textOf([...queue, ...wide]));
    const { refusals } = await tend.import(file, { dataset: 'cases', format: 'ndjson' }, {});
    expect(refusals).toEqual([]);
  });
  afterAll(() => folder.dispose());

  const ask = (name: string, query: ProcessQuery): Promise<ProcessAnswer> => tend.process(name, query);

  it('name the open cases that wait for longer than was usual, but for those that are worked on', async () => {
    const { waits } = await ask('queue', { show: ['waits'] });
    expect(waits!.unusual).toMatchObject({ of: 'waits', total: 0 });
    expect(waits!.lasting).toMatchObject({
      total: 1,
      rows: [{ case: { name: 'Q-100' }, behind: 'Open', seconds: 130 * hour, p99: 99.01 * 60 }],
    });
    const then = await ask('queue', { show: ['waits'], asOf: '2026-01-06T00:00:00Z' });
    // Before the second was begun on.
    expect(then.waits!.lasting).toMatchObject({
      total: 2,
      rows: [
        { case: { name: 'Q-100' }, behind: 'Open', since: '2026-01-03T01:00:00.000+01:00', seconds: 72 * hour },
        { case: { name: 'Q-101' }, sample: { passages: 100, cases: 100 } },
      ],
    });
  });

  it('begin no profile that would take too long, and say so', async () => {
    const { waits } = await ask('wide', { show: ['waits'] });
    expect(waits).toEqual({
      profileTooLarge: { groups: 251_001, pairs: 251_001, groupsMax: 50_000_000, pairsMax: 250_000 },
      unusual: { of: 'durations', total: 0, inOpenCases: 0, rows: [] },
    });
    // One step less is the most.
    const then = await ask('wide', { show: ['waits'], asOf: '2026-01-01T08:19:00Z' });
    expect(then.waits).not.toHaveProperty('profileTooLarge');
    expect(then.waits!.profile).toMatchObject({ pairsTotal: 124_750, observations: 124_750 });
    expect(then.waits!.profile!.pairs).toHaveLength(50);
    // Equals by their names, as one sorted list has them.
    expect(then.waits!.profile!.pairs.slice(0, 3).map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'Activity 0 → Activity 1',
      'Activity 0 → Activity 10',
      'Activity 0 → Activity 100',
    ]);
  });
});
