import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf } from '#measures/contracts/money.js';
import { toldCase, type Told } from '#measures/process/case-testing.js';
import { customerEffortOf, effortTermsOf } from '#measures/process/customer-effort.js';
import { effortSummaryOf } from '#measures/process/customer-effort-summary.js';
import { funnelOf } from '#measures/process/funnel.js';
import { outcomesOf } from '#measures/process/outcomes.js';
import { pipelineOf } from '#measures/process/pipeline.js';
import { stageTimesOf } from '#measures/process/stage-times.js';
import { expectFunnel, expectStageTimes } from './expect-funnel.js';
import { naiveFunnel, naiveOutcomes } from './naive-funnel.js';
import { naivePipeline, naiveStays, naiveWaits } from './naive-stays.js';

const activities = ['a', 'b', 'c', 'd', 'e', '__proto__', 'constructor'] as const;
const some = (max: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...activities), { maxLength: max });

const declaration = fc.record({
  stages: fc.uniqueArray(fc.constantFrom(...activities, 'never'), { minLength: 1, maxLength: 5 }),
  terminal: some(2),
  reopening: some(1),
  outcomes: fc.uniqueArray(
    fc.record({
      activity: fc.constantFrom(...activities),
      outcome: fc.constantFrom('won' as const, 'lost' as const, 'abandoned' as const),
    }),
    { maxLength: 3, selector: ({ activity }) => activity },
  ),
  waiting: fc.uniqueArray(
    fc.record({ activity: fc.constantFrom(...activities), whom: fc.constantFrom('customer', 'us', 'supplier') }),
    { maxLength: 4, selector: ({ activity }) => activity },
  ),
});

const step: fc.Arbitrary<Told> = fc
  .record({
    at: fc.integer({ min: 0, max: 14 }),
    activity: fc.constantFrom(...activities),
    lasts: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    worth: fc.option(
      fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('EUR', 'USD')) as fc.Arbitrary<[number, string]>,
      { nil: undefined },
    ),
  })
  .map(({ lasts, ...told }) => ({ ...told, start: lasts === undefined ? undefined : told.at - lasts }));
const statement: fc.Arbitrary<Told> = fc.record({
  at: fc.integer({ min: 0, max: 14 }),
  activity: fc.option(fc.constantFrom(...activities), { nil: undefined }),
  says: fc.constantFrom('opened', 'resolved', 'reopened', 'won', 'lost', 'abandoned'),
  reason: fc.option(fc.constantFrom('price', 'time', '__proto__'), { nil: undefined }),
});
const history = fc.array(fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: statement }), {
  maxLength: 12,
});
const log = fc
  .array(history, { maxLength: 8 })
  .map((histories) => new Map(histories.map((told, number) => [`${number}`, told])));
const instant = fc.integer({ min: -4, max: 18 });

const casesOf = (told: ReadonlyMap<string, readonly Told[]>): Map<string, ReturnType<typeof toldCase>> =>
  new Map(Array.from(told, ([key, events]) => [key, toldCase(events)]));

describe('of any histories, as of any instant,', () => {
  it('the funnel is a naive recomputation, and each case is in it once', () => {
    fc.assert(
      fc.property(log, declaration, instant, (told, declared, at) => {
        const funnel = funnelOf(casesOf(told).values(), declared, at);
        expectFunnel(funnel, naiveFunnel(told, declared, at));
        const places = funnel.stages.flatMap(({ last }) => Object.values(last) as number[]);
        expect(places.reduce((sum, count) => sum + count, funnel.withoutStage)).toBe(funnel.cases);
      }),
      { numRuns: 2_000 },
    );
  });

  it('outcomes are a naive recomputation', () => {
    fc.assert(
      fc.property(log, declaration, instant, (told, declared, at) => {
        const { cases, counts, reasons, winRate, wonOfEnded, wonOfAll } = outcomesOf(
          casesOf(told).values(),
          declared,
          at,
        );
        const naive = naiveOutcomes(told, declared, at);
        expect(counts).toEqual(naive.counts);
        expect(reasons.lost.map(({ reason, count }) => [reason, count])).toEqual(naive.lost);
        expect(reasons.abandoned.reduce((sum, { count }) => sum + count, 0)).toBe(counts.abandoned);
        expect([winRate, wonOfEnded, wonOfAll].map(({ count }) => count)).toEqual(Array(3).fill(counts.won));
        expect(wonOfAll.of).toBe(cases);
        expect(wonOfEnded.of).toBe(cases - counts.open - counts.undeclared);
        expect(winRate.of).toBe(counts.won + counts.lost);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays are a naive recomputation', () => {
    fc.assert(
      fc.property(log, declaration, instant, (told, declared, at) => {
        const times = stageTimesOf(casesOf(told), declared, at);
        expectStageTimes(times, told, declared, at);
        // A visit is a stay, but for what comes when there is no time to be in; a reopening makes one more of it.
        for (const { completed, current, unknown, dwell, visits, cases, reenteredBy } of times.stages) {
          expect(completed.n + current.n + unknown).toBe(dwell.stays);
          expect(visits - cases).toBeGreaterThanOrEqual(reenteredBy);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('what is stuck is a naive recomputation', () => {
    const fate = fc.record({
      came: fc.integer({ min: 0, max: 40 }),
      stays: fc.integer({ min: 0, max: 9 }),
      goesOn: fc.integer({ min: 0, max: 5 }),
    });
    let seen = 0;
    fc.assert(
      fc.property(fc.array(fate, { minLength: 25, maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (fates, at) => {
        const told = new Map(
          fates.map(({ came, stays, goesOn }, number): [string, Told[]] => [
            `${number}`,
            [{ at: came, activity: 'a' }, ...(goesOn === 0 ? [] : [{ at: came + stays, activity: 'b' }])],
          ]),
        );
        const declared = { stages: ['a', 'b'], terminal: ['b'] };
        const times = stageTimesOf(casesOf(told), declared, at);
        expectStageTimes(times, told, declared, at);
        seen += times.stuck.length;
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('what customers waited is counted ms by ms', () => {
    fc.assert(
      fc.property(history, declaration, instant, (told, declared, at) => {
        const effort = customerEffortOf(toldCase(told), effortTermsOf(declared), at, 3);
        const naive = naiveWaits(told, declared, at);
        expect(
          effort && {
            us: effort.waitMs,
            longest: effort.longestWaitMs,
            others: effort.waitForOthersMs,
            customer: effort.waitForCustomerMs,
            toEnd: effort.toEndMs,
          },
        ).toEqual(naive);
        if (effort === undefined) return;
        expect(effort.handovers).toBe(3);
        expect(effort.steps).toBe(told.filter((one) => one.activity !== undefined && one.at <= at).length);
        if (effort.reopenings === 0) expect(effort.waitMs + effort.waitForCustomerMs).toBe(effort.knownMs);
        expect(effortSummaryOf([effort]).byState[effort.state].cases).toBe(1);
      }),
      { numRuns: 3_000 },
    );
  });

  it('open value is a naive sum of its currency', () => {
    fc.assert(
      fc.property(log, declaration, instant, (told, declared, at) => {
        const { currencies, open, withoutWorth, undeclared } = pipelineOf(casesOf(told).values(), declared, at);
        const naive = naivePipeline(told, declared, at);
        expect(currencies.map(({ currency }) => currency)).toEqual([...naive.keys()].sort());
        for (const { currency, stages, velocity, open: all } of currencies) {
          const sums = naive.get(currency)!;
          for (const [place, { stage, value }] of stages.entries()) {
            expect(stage).toBe(declared.stages[place] ?? null);
            expect(amountOf(value)).toBe(sums.open.get(stage === null ? -1 : place) ?? 0);
          }
          expect(amountOf(all.value)).toBe([...sums.open.values()].reduce((sum, value) => sum + value, 0));
          expect(velocity.winRate).toMatchObject({ count: sums.won, of: sums.won + sums.lost });
          expect((velocity.worth.mean ?? 0) * sums.won).toBeCloseTo(sums.wonWorth, 9);
        }
        expect(currencies.reduce((sum, one) => sum + one.open.cases, withoutWorth)).toBe(open);
        const { counts } = outcomesOf(casesOf(told).values(), declared, at);
        expect({ open, undeclared }).toEqual({ open: counts.open, undeclared: counts.undeclared });
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing that comes after the instant changes a figure', () => {
    fc.assert(
      fc.property(log, declaration, instant, (told, declared, at) => {
        const all = casesOf(told);
        // Work that was begun is known by its start, though its completion comes later.
        const before = new Map(
          Array.from(told, ([key, events]): [string, Told[]] => [key, events.filter((one) => one.at <= at)]),
        );
        const begun = [...told].filter(([, events]) =>
          events.some((one) => one.at > at && (one.start ?? one.at) <= at),
        );
        if (begun.length > 0) return;
        const early = casesOf(before);
        expect(funnelOf(all.values(), declared, at)).toEqual(funnelOf(early.values(), declared, at));
        expect(outcomesOf(all.values(), declared, at)).toEqual(outcomesOf(early.values(), declared, at));
        expect(stageTimesOf(all, declared, at)).toEqual(stageTimesOf(early, declared, at));
        expect(pipelineOf(all.values(), declared, at)).toEqual(pipelineOf(early.values(), declared, at));
        expect(naiveStays(told, declared, at)).toEqual(naiveStays(before, declared, at));
      }),
      { numRuns: 1_000 },
    );
  });
});
