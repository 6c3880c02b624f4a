import { describe, expect, it } from '@jest/globals';
import type { Cell } from '#read-store/port.js';
import { SortedColumn } from '#read-store/sorted-column.js';
import { processAnswer, processesAnswer, type ProcessLookup, type ProcessParts } from './process-answer.js';
import { figuresOfCells, type ProcessCells } from './total-figures.js';

const answered = { build: 'process-flow.1', position: { from: 9, to: 9 }, horizon: '2026-01-01T00:00:00.000Z' };

function cell(
  at: Cell['at'],
  sums: Readonly<Record<string, number>>,
  columns: Readonly<Record<string, number[]>> = {},
): Cell {
  return {
    at,
    sums: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, BigInt(sum)])),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, list]) => [
        name,
        new SortedColumn(
          Float64Array.from(list),
          list.map(() => 1),
        ),
      ]),
    ),
  };
}

const minutes = (...numbers: readonly number[]): number[] => numbers.map((number) => number * 60_000);

function cells({ cases, ...given }: Partial<ProcessParts> & Pick<Partial<ProcessCells>, 'cases'> = {}): ProcessParts {
  const figures = figuresOfCells({
    cases:
      cases ?? cell(['case', 'p'], { cases: 3, steps: 7, rework: 1, reworked: 1 }, { durationMs: minutes(1, 2, 6) }),
    activities: [
      cell(['activity', 'p', 'b'], { steps: 3, cases: 3, ends: 3 }, { serviceMs: minutes(3) }),
      cell(['activity', 'p', '__proto__'], { steps: 4, cases: 3, repeated: 1, selfLoops: 1, starts: 3 }),
    ],
    flows: [
      cell(['flow', 'p', '__proto__', '__proto__'], { count: 1, cases: 1 }, { durationMs: minutes(2) }),
      cell(
        ['flow', 'p', '__proto__', 'b'],
        { count: 3, cases: 3, clamped: 1 },
        { durationMs: minutes(1, 2, 4), waitMs: minutes(0, 2) },
      ),
    ],
  });
  return {
    figures,
    variants: [
      { variant: 'v1', count: 1 },
      { variant: 'v2', count: 2 },
    ],
    work: undefined,
    ...given,
  };
}

function lookup(given: Partial<ProcessLookup> = {}): ProcessLookup {
  const activities = new Map([
    ['v1', ['__proto__', '__proto__', 'b']],
    ['v2', ['__proto__', 'b']],
  ]);
  return {
    variants: 10,
    activitiesOf: () => activities,
    ...given,
  };
}

describe('the answer about a process', () => {
  it('is what its cells say', () => {
    const answer = processAnswer('p', cells(), answered, lookup());
    expect(answer).toMatchObject({ ...answered, process: 'p', cases: 3, events: 7 });
    expect(answer.activities).toEqual([
      { activity: '__proto__', count: 4, cases: 3 },
      {
        activity: 'b',
        count: 3,
        cases: 3,
        service: { n: 1, min: 180, median: 180, mean: 180, p90: 180, max: 180, sum: 180 },
      },
    ]);
    expect(answer.start).toEqual([{ activity: '__proto__', count: 3 }]);
    expect(answer.end).toEqual([{ activity: 'b', count: 3 }]);
    expect(answer.flows.map(({ from, to, count, cases }) => [from, to, count, cases])).toEqual([
      ['__proto__', 'b', 3, 3],
      ['__proto__', '__proto__', 1, 1],
    ]);
    expect(answer.flows[0]!.duration).toEqual({ n: 3, min: 60, median: 120, mean: 140, p90: 216, max: 240, sum: 420 });
    expect(answer.flows[0]!.wait).toEqual({
      n: 2,
      min: 0,
      median: 60,
      mean: 60,
      p90: 108,
      max: 120,
      sum: 120,
      clamped: 1,
    });
    expect(answer.flows[1]).not.toHaveProperty('wait');
    expect(answer.caseDuration).toEqual({ n: 3, min: 60, median: 120, mean: 180, p90: 312, max: 360, sum: 540 });
  });

  it('keeps counts of activities whatever they are called', () => {
    const { rework } = processAnswer('p', cells(), answered, lookup());
    expect(JSON.stringify(rework)).toBe(
      '{"casesWithRework":1,"totalRework":1,"casesPerActivity":{"__proto__":1},"selfLoops":{"__proto__":1}}',
    );
  });

  it('shows as many variants as are wanted, and counts all', () => {
    expect(processAnswer('p', cells(), answered, lookup({ variants: 1 })).variants).toEqual({
      count: 2,
      top: [{ count: 2, activities: ['__proto__', 'b'] }],
    });
    expect(processAnswer('p', cells(), answered, lookup({ variants: 0 })).variants).toEqual({ count: 2, top: [] });
  });

  it('orders equal variants by name', () => {
    const equal = cells({ variants: ['v2', 'v1'].map((variant) => ({ variant, count: 1 })) });
    const answer = processAnswer('p', equal, answered, lookup());
    expect(answer.variants.top.map(({ activities }) => activities.length)).toEqual([3, 2]);
  });

  it('leaves out a variant whose cases are gone meanwhile', () => {
    const gone = lookup({ activitiesOf: () => new Map() });
    expect(processAnswer('p', cells(), answered, gone).variants).toEqual({ count: 2, top: [] });
  });

  it('says how many cases are open only where something says that cases open or end', () => {
    expect(processAnswer('p', cells(), answered, lookup())).not.toHaveProperty('open');
    const cases = cell(['case', 'p'], { cases: 3, steps: 7, open: 1, ended: 1 }, { durationMs: minutes(1, 2, 6) });
    expect(processAnswer('p', cells({ cases }), answered, lookup())).toHaveProperty('open', 1);
  });

  it('is that there is none', () => {
    const figures = figuresOfCells({ cases: undefined, activities: [], flows: [] });
    const none = { figures, variants: [], work: undefined };
    expect(() => processAnswer('p', none, answered, lookup())).toThrow('No step of a process “p” is known.');
    const startedOnly = cells({ cases: cell(['case', 'p'], { others: 4 }) });
    expect(() => processAnswer('p', startedOnly, answered, lookup())).toThrow('No step of a process “p” is known.');
  });
});

describe('the answer about all processes', () => {
  it('counts activities of each, in the zone of the workspace', () => {
    const spans = new Map([['p', { first: 0, last: 120_000 }]]);
    const answer = processesAnswer(
      [cell(['case', 'p'], { cases: 2, steps: 4 }), cell(['case', 'q'], { others: 1 })],
      [cell(['activity', 'p', 'a'], { steps: 2 }), cell(['activity', 'p', 'b'], { steps: 2 })],
      spans,
      { answered, zone: 'Europe/Berlin' },
    );
    expect(answer.processes).toEqual([
      {
        process: 'p',
        cases: 2,
        events: 4,
        activities: 2,
        firstEvent: '1970-01-01T01:00:00.000+01:00',
        lastEvent: '1970-01-01T01:02:00.000+01:00',
      },
    ]);
  });
});
