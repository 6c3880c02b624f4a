import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../../local-tend.js';
import { fileOf, testFolder } from '../../testing.js';
import type { ProcessAnswer, ProcessQuery } from '../process-answers.js';
import { caseOf, hour, none, only, textOf } from './parts-testing.js';

jest.setTimeout(120_000);

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const hourOfJanuary = (hours: number): string => `${twoDigits(1 + Math.floor(hours / 24))}T${twoDigits(hours % 24)}:00`;
/** Twenty deals that were leads for 1 to 20 hours, then an hour with an offer; twelve of them were won. One is a lead since. */
const deals = [
  ...Array.from({ length: 20 }, (_, i) => {
    const worth = { type: 'StageEntered', data: { stage: 'Lead', value: 100 * (i + 1), currency: 'EUR' } };
    const lost = {
      type: 'StageLeft',
      data: { stage: 'Offer', outcome: 'lost' },
      ...(i < 19 && { reasonCode: 'price' }),
    };
    const won = { type: 'StageLeft', data: { stage: 'Offer', outcome: 'won' } };
    return caseOf('deals', `S-${i}`, [
      ['Lead', hourOfJanuary(i), worth],
      ['Offer', hourOfJanuary(2 * i + 1)],
      ['Decide', hourOfJanuary(2 * i + 2), i < 12 ? won : lost],
    ]);
  }).flat(),
  ...caseOf('deals', 'S-20', [
    ['Lead', '03T10:00', { type: 'StageEntered', data: { stage: 'Lead', value: 5000.5, currency: 'EUR' } }],
  ]),
  ...caseOf('deals', 'S-21', [['Lead', '08T09:00', { type: 'StageEntered', data: { stage: 'Lead' } }]]),
];

describe('the parts that stages make', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock: fixedClock(Date.parse('2026-01-08T10:00:00Z')), zone: 'Europe/Berlin' });
    const data = { version: 'deals 1', process: 'deals', terminal: [], stages: ['Lead', 'Offer'] };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2026-01-01', data }], {});
    const file = fileOf('deals.ndjson', textOf(deals));
    const { refusals } = await tend.import(file, { dataset: 'deals', format: 'ndjson' }, {});
    expect(refusals).toEqual([]);
  });
  afterAll(() => folder.dispose());

  const ask = (name: string, query: ProcessQuery): Promise<ProcessAnswer> => tend.process(name, query);

  it('tell how long cases stay in stages, and who is stuck there', async () => {
    const { stages } = await ask('deals', { show: ['stages'] });
    expect(stages).toMatchObject({
      version: 'deals 1',
      stages: [
        {
          stage: 'Lead',
          cases: 22,
          visits: 22,
          reenteredBy: 0,
          moved: 20,
          ended: 0,
          completed: { n: 20, min: hour, median: 10.5 * hour, max: 20 * hour },
          current: { n: 2, min: hour, max: 120 * hour },
          unknown: 0,
          // Half of 22: one of an hour is not over yet, so that the share is 1/2 later than of those that are.
          dwell: { stays: 22, median: 11 * hour },
        },
        {
          stage: 'Offer',
          cases: 20,
          ended: 20,
          completed: only(20, hour),
          current: none,
          dwell: { stays: 20, median: hour },
        },
      ],
      stuckTotal: 1,
    });
    expect(stages!.stuck).toEqual([
      {
        case: { id: expect.any(String), name: 'S-20' },
        key: expect.any(String),
        relationships: [{ id: expect.any(String), kind: 'organisation', name: 'Customer S-20' }],
        stage: 'Lead',
        since: '2026-01-03T11:00:00.000+01:00',
        age: 120 * hour,
        p90: 65_160,
        n: 20,
      },
    ]);
    const before = await ask('deals', { show: ['stages'], asOf: '2026-01-03T10:00:00Z' });
    expect(before.stages!.stuckTotal).toBe(0);
  });

  it('tell what is in the pipeline, how fast it comes out, and for what it was lost', async () => {
    const { pipeline } = await ask('deals', { show: ['pipeline'] });
    const { velocity, ...euros } = pipeline!.currencies[0]!;
    expect(pipeline).toMatchObject({ version: 'deals 1', open: 2, withoutWorth: 1, undeclared: 0 });
    expect(pipeline!.currencies).toHaveLength(1);
    expect(euros).toEqual({
      currency: 'EUR',
      open: { cases: 1, value: 5000.5 },
      stages: [
        { stage: 'Lead', cases: 1, value: 5000.5 },
        { stage: 'Offer', cases: 0, value: 0 },
        { cases: 0, value: 0 },
      ],
    });
    // From the lead to the decision 2 to 13 hours: 1 open · 12/20 · 650 ÷ 7.5 h.
    expect(velocity).toMatchObject({
      open: 1,
      winRate: { count: 12, of: 20, share: 0.6 },
      worth: { n: 12, mean: 650 },
    });
    expect(velocity.cycle.mean).toBeCloseTo(7.5 * hour, 6);
    expect(velocity.perDay).toBeCloseTo(1248, 9);
    expect(pipeline!.outcomes).toMatchObject({
      winRate: { count: 12, of: 20 },
      reasons: {
        lost: [
          { reason: 'price', count: 7 },
          { reason: null, count: 1 },
        ],
      },
    });
    const few = await ask('deals', { show: ['pipeline'], asOf: '2026-01-01T12:00:00Z' });
    expect(few.pipeline!.currencies[0]!.velocity).toMatchObject({ noneBecause: 'too-few' });
    expect(few.pipeline!.currencies[0]!.velocity).not.toHaveProperty('perDay');
  });
});
