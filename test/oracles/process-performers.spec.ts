import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { activityCountsOf, reworkOf } from '#measures/process/activity-counts.js';
import { reworkByPerformer, type ByPerformer, type PerformedSteps } from '#measures/process/rework.js';
import { subcontractingOf } from '#measures/process/subcontracting.js';
import { traceOf } from '#measures/process/testing.js';
import { activitiesOf } from '#measures/process/trace.js';
import { collapsedVariantOf, shortenedVariantOf, variantOf } from '#measures/process/variants.js';
import { workingTogetherOf } from '#measures/process/working-together.js';
import { logOnce, readLogTruth } from './log-truth.js';
import { logNames } from './process-log.js';
import { casesOfLog } from './traces-of-log.js';

const sumOf = (list: readonly { readonly count: number }[]): number => list.reduce((sum, { count }) => sum + count, 0);
const allOf = ({ repeat, redo, unknown }: ByPerformer): number => repeat + redo + unknown;

describe('who works with whom on receipt', () => {
  const performers = casesOfLog(logOnce('receipt')).map((one) => one.performers);

  it('is Resource10 with admin1 in 200 of 1,434 cases: 0.1395, not 200 of 8,577 events', () => {
    const { cases, pairs } = workingTogetherOf(performers);
    expect(cases).toBe(1_434);
    expect(pairs[0]).toEqual({ a: 'Resource10', b: 'admin1', cases: 200, share: 200 / 1_434 });
    expect(pairs[0]!.share.toFixed(4)).toBe('0.1395');
    expect((200 / 8_577).toFixed(4)).toBe('0.0233');
    expect(pairs.reduce((sum, pair) => sum + pair.cases, 0)).toBe(1_544);
    expect(pairs).toHaveLength(209);
  });

  it('subcontracts 4,507 times, 4,395 of them to oneself', () => {
    const found = subcontractingOf(performers);
    expect(sumOf(found)).toBe(4_507);
    expect(sumOf(found.filter(({ from, to }) => from !== to))).toBe(112);
    expect(found[0]).toEqual({ from: 'Resource01', to: 'Resource01', count: 751 });
    expect(found.filter(({ from, to }) => from !== to).slice(0, 2)).toEqual([
      { from: 'Resource07', to: 'Resource19', count: 8 },
      { from: 'Resource11', to: 'Resource19', count: 8 },
    ]);
  });
});

describe('rework by performer', () => {
  it.each(logNames)('adds up to the truth of %s', (name) => {
    const { rework: truth } = readLogTruth(name);
    const cases = casesOfLog(logOnce(name));
    const found = reworkByPerformer(
      cases.map(({ trace, performers }) => ({ activities: activitiesOf(trace), performers })),
    );
    expect(Object.fromEntries(found.map(({ activity, cases: count }) => [activity, count]))).toEqual(
      truth.casesPerActivity,
    );
    const loops = found.map(({ activity, selfLoops }) => [activity, allOf(selfLoops.steps)] as const);
    expect(Object.fromEntries(loops.filter(([, count]) => count > 0))).toEqual(truth.selfLoops);
    const all = found.reduce((sum, { selfLoops, repetitions }) => {
      return sum + allOf(selfLoops.steps) + allOf(repetitions.steps);
    }, 0);
    expect(all).toBe(truth.totalRework);
  });
});

const step = fc.record({
  activity: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  performer: fc.option(fc.constantFrom('x', 'y', '__proto__', ''), { nil: undefined }),
});
const someCases = fc.array(fc.array(step, { maxLength: 12 }), { maxLength: 6 });
type Step = { readonly activity: string; readonly performer: string | undefined };

describe('the measures of who did what', () => {
  it('count again what was done again', () => {
    fc.assert(
      fc.property(someCases, (cases) => {
        const found = reworkByPerformer(cases.map(asPerformed));
        for (const { activity, selfLoops, repetitions, cases: count } of found) {
          expect(count).toBe(cases.filter((steps) => steps.filter((s) => s.activity === activity).length > 1).length);
          for (const [kind, { steps, cases: inCases }] of Object.entries({
            loop: selfLoops,
            repetition: repetitions,
          })) {
            for (const who of ['repeat', 'redo', 'unknown'] as const) {
              const perCase = cases.map((each) => naiveRecurrences(each, activity, kind, who));
              expect(steps[who]).toBe(perCase.reduce((sum, n) => sum + n, 0));
              expect(inCases[who]).toBe(perCase.filter((n) => n > 0).length);
            }
          }
        }
        const traces = cases.map((steps) => traceOf(...steps.map(({ activity }, i) => [activity, i] as const)));
        const again = traces.reduce((sum, trace) => sum + reworkOf(trace), 0);
        expect(found.reduce((sum, each) => sum + allOf(each.selfLoops.steps) + allOf(each.repetitions.steps), 0)).toBe(
          again,
        );
        const loops = traces.flatMap(activityCountsOf).reduce((sum, { selfLoops }) => sum + selfLoops, 0);
        expect(found.reduce((sum, each) => sum + allOf(each.selfLoops.steps), 0)).toBe(loops);
      }),
      { numRuns: 300 },
    );
  });

  it('pair those who were in one case, and find what went there and back', () => {
    fc.assert(
      fc.property(someCases, (cases) => {
        const lists = cases.map((steps) => steps.map(({ performer }) => performer));
        const everybody = [...new Set(lists.flat())].filter((each) => each !== undefined).sort();
        const { cases: total, pairs, crowded } = workingTogetherOf(lists);
        expect([total, crowded]).toEqual([cases.length, 0]);
        const joint = everybody.flatMap((a) =>
          everybody.flatMap((b) => {
            const count = lists.filter((list) => list.includes(a) && list.includes(b)).length;
            return a < b && count > 0 ? [`${a}|${b}|${count}|${count / cases.length}`] : [];
          }),
        );
        expect(pairs.map((pair) => `${pair.a}|${pair.b}|${pair.cases}|${pair.share}`).sort()).toEqual(joint.sort());
        const patterns = everybody.flatMap((from) =>
          everybody.flatMap((to) => {
            const count = lists.reduce((sum, list) => sum + naivePatterns(list, [from, to, from]), 0);
            return count > 0 ? [`${from}|${to}|${count}`] : [];
          }),
        );
        expect(
          subcontractingOf(lists)
            .map(({ from, to, count }) => `${from}|${to}|${count}`)
            .sort(),
        ).toEqual(patterns.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('tell collapsed and shortened variants apart as a pattern over the tuple does', () => {
    const tuple = fc.array(fc.constantFrom('a', 'b', '\n', ''), { maxLength: 9 });
    fc.assert(
      fc.property(tuple, tuple, (left, right) => {
        const [l, r] = [left, right].map((activities) =>
          traceOf(...activities.map((activity, i) => [activity, i] as const)),
        ) as [ReturnType<typeof traceOf>, ReturnType<typeof traceOf>];
        expect(variantOf(left) === variantOf(right)).toBe(letters(left) === letters(right));
        expect(collapsedVariantOf(l) === collapsedVariantOf(r)).toBe(
          letters(left).replaceAll(/(.)\1+/g, '$1') === letters(right).replaceAll(/(.)\1+/g, '$1'),
        );
        expect(shortenedVariantOf(l) === shortenedVariantOf(r)).toBe(
          letters(left).replaceAll(/(.)\1\1+/g, '$1$1') === letters(right).replaceAll(/(.)\1\1+/g, '$1$1'),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('variants', () => {
  // Counted apart, with groupby of Python over the tuples of each case.
  it.each([
    ['running-example', 6, 6, 6],
    ['receipt', 116, 115, 116],
    ['helpdesk', 226, 106, 200],
    ['bpic2012', 4_366, 1_309, 2_166],
  ] as const)('of %s are %d, collapsed %d, shortened %d', (name, variants, collapsed, shortened) => {
    const traces = casesOfLog(logOnce(name)).map(({ trace }) => trace);
    const countOf = (ids: readonly string[]): number => new Set(ids).size;
    expect(countOf(traces.map((trace) => variantOf(activitiesOf(trace))))).toBe(variants);
    expect(countOf(traces.map(collapsedVariantOf))).toBe(collapsed);
    expect(countOf(traces.map(shortenedVariantOf))).toBe(shortened);
  });
});

/** One character an activity, so that a pattern can be read over the tuple. */
function letters(activities: readonly string[]): string {
  return activities.map((activity) => ['a', 'b', '\n', ''].indexOf(activity)).join('');
}

const asPerformed = (steps: readonly Step[]): PerformedSteps => ({
  activities: steps.map(({ activity }) => activity),
  performers: steps.map(({ performer }) => performer),
});

/** Each step of the activity looks back for the nearest one of it. */
function naiveRecurrences(steps: readonly Step[], activity: string, kind: string, who: string): number {
  return steps.filter((now, i) => {
    if (now.activity !== activity) return false;
    const earlier = steps.slice(0, i);
    const back = earlier.toReversed().findIndex((each) => each.activity === activity);
    if (back < 0) return false;
    const before = earlier.at(-1 - back)!;
    const known = before.performer !== undefined && now.performer !== undefined;
    const performer = known ? (before.performer === now.performer ? 'repeat' : 'redo') : 'unknown';
    return performer === who && (back === 0 ? 'loop' : 'repetition') === kind;
  }).length;
}

function naivePatterns(list: readonly (string | undefined)[], pattern: readonly string[]): number {
  return list.filter((_, i) => pattern.every((each, at) => list[i + at] === each)).length;
}
