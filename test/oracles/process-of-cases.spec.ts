import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseStateOf } from '#measures/process/case-state.js';
import { rankedOf, summarizeDurations, type RankedDurations } from '#measures/process/duration-summary.js';
import { columnsOf } from '#measures/process/case-columns.js';
import { figuresBy, figuresOfCases } from '#measures/process/figures-of-cases.js';
import { caseBy } from '#measures/process/process-case.js';
import type { ProcessFigures } from '#measures/process/process-figures.js';
import { activitiesOf } from '#measures/process/trace.js';
import { processFlow } from '#read-models/process-flow.projection.js';
import { foldAll, caseOf } from '#read-models/testing.js';
import { figuresOfCells } from '#workspace/processes/total-figures.js';

const declared = { version: '1', process: 'support', terminal: ['c'], reopening: ['d'] };
const valid = { ProcessDefined: declared };

/** All of it in one order, durations as their summaries: what is equal, is equal. */
function plain(figures: ProcessFigures): unknown {
  const summary = (durations: RankedDurations) => summarizeDurations(durations);
  return JSON.parse(
    JSON.stringify({
      ...figures,
      variants: undefined,
      caseDuration: summary(figures.caseDuration),
      activities: figures.activities
        .map((one) => ({ ...one, service: summary(one.service) }))
        .sort((a, b) => (a.activity < b.activity ? -1 : 1)),
      flows: figures.flows
        .map((one) => ({ ...one, duration: summary(one.duration), wait: summary(one.wait) }))
        .sort((a, b) => (`${a.from}\t${a.to}` < `${b.from}\t${b.to}` ? -1 : 1)),
    }),
  );
}

describe('the figures of a process out of its cases', () => {
  const step = fc.record({
    case: fc.integer({ min: 1, max: 4 }),
    type: fc.constantFrom('ActivityRecorded', 'ActivityRecorded', 'CaseOpened', 'CaseResolved', 'CaseReopened'),
    activity: fc.constantFrom('a', 'b', 'c', 'd', '__proto__', ''),
    lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'start', 'withdraw'),
    at: fc.integer({ min: 0, max: 15 }),
  });

  it('are those of its totals, as of any moment', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), fc.integer({ min: -1, max: 16 }), (steps, by) => {
        const byCase = Map.groupBy(steps, (one) => one.case);
        const events = [...byCase].flatMap(([number, ofCase]) =>
          caseOf(
            number,
            ofCase.map(({ type, activity, lifecycle, at }) => ({ type, activity, lifecycle, occurredAt: at })),
          ),
        );
        const whole = [...foldAll(processFlow, events, { valid }).documents.values()];
        const before = foldAll(
          processFlow,
          events.filter(({ occurredAt }) => occurredAt <= by),
          { valid },
        );
        const totals = figuresOfCells({
          cases: before.cells('case')[0],
          activities: before.cells('activity'),
          flows: before.cells('flow'),
        });
        const { variants, ...figures } = figuresBy(columnsOf(whole, declared), by);
        expect(plain(figures)).toEqual(plain(totals));

        const rows = [...before.rows.values()].filter((row) => row.steps > 0);
        const ofRows = [...Map.groupBy(rows, ({ variant }) => variant).values()].map(({ length }) => length);
        const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
        expect(ascending(variants.map(({ count }) => count))).toEqual(ascending(ofRows));
        expect(variants.every(({ count }) => count > 0)).toBe(true);
        const cut = whole.flatMap((one) => caseBy(one, by) ?? []).filter(({ trace }) => trace.steps.length > 0);
        expect(plain(figuresOfCases(cut, declared))).toEqual(plain(totals));
        const states = cut.map(({ trace, said }) => caseStateOf(trace, said, declared).state);
        expect([figures.open, figures.ended]).toEqual(
          ['open', 'ended'].map((wanted) => states.filter((state) => state === wanted).length),
        );
        const ways = Map.groupBy(cut, ({ trace }) => JSON.stringify(activitiesOf(trace)));
        expect(new Map(variants.map(({ activities, count }) => [JSON.stringify(activities), count]))).toEqual(
          new Map(Array.from(ways, ([way, { length }]) => [way, length])),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('are nothing without a case', () => {
    expect(figuresOfCases([], declared)).toMatchObject({ cases: 0, steps: 0, activities: [], flows: [], variants: [] });
  });

  it('keep sums exact', () => {
    const most = 2 ** 52 + 1;
    expect(rankedOf([most, most, most, 1]).sum()).toBe(3n * BigInt(most) + 1n);
  });
});
