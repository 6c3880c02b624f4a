import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deviationsFrom, temporalProfileOf, type TemporalProfile } from '#measures/process/temporal-profile.js';
import { traceOf } from '#measures/process/testing.js';
import type { Trace } from '#measures/process/trace.js';
import { unusualLastingWaits } from '#measures/process/lasting-waits.js';
import { unusualWaits } from '#measures/process/unusual-waits.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { logOnce, readLogTruth } from './log-truth.js';
import {
  naiveCases,
  naiveDeviation,
  naiveJudgement,
  naiveMean,
  naivePassages,
  naiveProfile,
  type NaiveJudgement,
  type NaiveStep,
} from './naive-times.js';

import { casesOfLog } from './traces-of-log.js';

const withProfile = ['running-example', 'receipt', 'helpdesk'] as const;

describe('the temporal profile', () => {
  it.each(withProfile)('is the truth of %s', (name) => {
    const truth = readLogTruth(name).temporalProfile!;
    const traces = casesOfLog(logOnce(name)).map(({ trace }) => trace);
    const profile = temporalProfileOf(traces);
    expect(profile.pairs).toHaveLength(truth.pairs);
    expect(profile.observations).toBe(truth.observations);
    expect(profile.overlapping).toBe(0);
    for (const [zeta, deviations] of Object.entries(truth.deviationsByZeta)) {
      expect([zeta, deviationsFrom(profile, traces, Number(zeta))]).toEqual([zeta, deviations]);
    }
    expect(profile.pairs.slice(0, 25).map(({ from, to, n }) => ({ from, to, n }))).toEqual(
      truth.top25.map(({ from, to, n }) => ({ from, to, n })),
    );
    for (const [i, { mean, stdev }] of truth.top25.entries()) {
      expect(Math.abs(profile.pairs[i]!.mean - mean)).toBeLessThan(0.51e-6);
      expect(Math.abs(profile.pairs[i]!.stdev! - stdev)).toBeLessThan(0.51e-6);
    }
  });

  it('is that of bpic2012, with its starts, by walking through all pairs of steps of one case in ten', () => {
    const events = logOnce('bpic2012').filter(({ case: key }) => key.endsWith('7'));
    expectProfile(
      casesOfLog(events, 'lifecycle').map(({ trace }) => trace),
      [...naiveCases(events).values()],
    );
  }, 120_000);

  it('is that of any cases by walking through all pairs', () => {
    fc.assert(
      fc.property(fc.array(caseOf(12, 1_000), { maxLength: 6 }), (cases) => expectProfile(cases.map(asTrace), cases)),
      { numRuns: 300 },
    );
  });

  it('keeps its digits over years of long cases', () => {
    const steps = { minLength: 30, maxLength: 60 };
    fc.assert(
      fc.property(fc.array(caseOf(60, 5e11, steps), { minLength: 1, maxLength: 3 }), (cases) =>
        expectProfile(cases.map(asTrace), cases),
      ),
      { numRuns: 30 },
    );
  });
});

function expectProfile(traces: readonly Trace[], cases: readonly (readonly NaiveStep[])[]): void {
  const profile: TemporalProfile = temporalProfileOf(traces);
  const naive = naiveProfile(cases);
  const allPairs = cases.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const observations = [...naive.values()].reduce((sum, { length }) => sum + length, 0);
  expect(profile.observations).toBe(observations);
  expect(profile.overlapping).toBe(allPairs - observations);
  expect(profile.pairs).toHaveLength(naive.size);
  for (const { from, to, n, mean, stdev } of profile.pairs) {
    const values = naive.get(JSON.stringify([from, to]))!;
    expect(n).toBe(values.length);
    expectClose(mean, naiveMean(values), Math.max(...values));
    if (n === 1) expect(stdev).toBeNull();
    else expectClose(stdev!, naiveDeviation(values), Math.max(...values));
  }
  // No round number: a value that lies exactly on the limit may fall on either side of it by the last digit.
  for (const zeta of [0.314159, 1.234567, 2.345678]) {
    let deviations = 0;
    for (const values of naive.values()) {
      const [mean, stdev] = [naiveMean(values), naiveDeviation(values)];
      if (values.length > 1 && stdev > 0) deviations += values.filter((x) => Math.abs(x - mean) > zeta * stdev).length;
    }
    expect(deviationsFrom(profile, traces, zeta)).toBe(deviations);
  }
}

function expectClose(found: number, expected: number, scale: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(scale, 1e-3));
}

describe('unusual waits', () => {
  it.each([
    ['receipt', 'durations', 1],
    ['helpdesk', 'durations', 0.1],
    ['bpic2012', 'waits', 0.01],
    ['bpic2012', 'durations', 0.01],
  ] as const)(
    'are those of %s (%s) by gathering the sample of a passage anew, for a share of %d of all passages',
    (name, of, share) => {
      const events = logOnce(name);
      const cases = casesOfLog(events, 'lifecycle');
      const found = new Map(
        unusualWaits(
          cases.map(({ key, trace }) => [key, trace]),
          of,
        ).map((wait) => [`${wait.case} ${wait.step}`, asJudgement(wait)]),
      );
      const random = mulberry32(2012);
      let unusual = 0;
      for (const flow of naivePassages(naiveCases(events), of).values()) {
        for (const passage of flow) {
          const key = `${passage.case} ${passage.step}`;
          // Those that are found are few among all: of them four times as many.
          if (random() > share * (found.has(key) ? 4 : 1)) continue;
          const naive = naiveJudgement(passage, flow);
          expect(found.get(key)).toEqual(naive);
          unusual += Number(naive !== undefined);
        }
      }
      expect(unusual).toBeGreaterThan(30);
    },
    240_000,
  );

  it('are those of any cases by gathering the sample of each passage anew', () => {
    let unusual = 0;
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom<'waits' | 'durations'>('waits', 'durations'), (seed, of) => {
        const lists = casesOneAfterAnother(mulberry32(seed));
        const cases = new Map(lists.map((steps, i) => [`case ${i}`, steps]));
        const found = unusualWaits(
          lists.map((steps, i) => [`case ${i}`, asTrace(steps)]),
          of,
        );
        const flows = [...naivePassages(cases, of).values()];
        const naive = flows.flatMap((flow) => flow.flatMap((passage) => naiveJudgement(passage, flow) ?? []));
        expect(found.map(asJudgement).sort(byCase)).toEqual(naive.sort(byCase));
        unusual += naive.length;
      }),
      { numRuns: 40 },
    );
    expect(unusual).toBeGreaterThan(20);
  });
});

describe('unusual waits that last', () => {
  it('are those of any cases by gathering what was waited behind the same activity anew', () => {
    let unusual = 0;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 1_200 }),
        fc.constantFrom<'waits' | 'durations'>('waits', 'durations'),
        (seed, later, of) => {
          const random = mulberry32(seed);
          const lists = casesOneAfterAnother(random);
          const isWaiting = lists.map(() => random() < 0.3);
          const at = Math.max(...lists.flat().map(({ end }) => end)) + later;
          const found = unusualLastingWaits(
            lists.map((steps, i) => [`case ${i}`, asTrace(steps), isWaiting[i]!]),
            at,
            of,
          );
          const naive = lists.flatMap((steps, i) => {
            const last = steps.at(-1)!;
            if (!isWaiting[i]) return [];
            const behind = lists.flatMap((each, n) =>
              each.flatMap(({ start, end }, k) => {
                const [before, until] = [each[k - 1], of === 'waits' ? start : end];
                if (before?.activity !== last.activity || until === null) return [];
                return [{ case: `case ${n}`, step: k, since: before.end, until: Math.max(before.end, until) }];
              }),
            );
            const lasting = { case: `case ${i}`, step: -1, since: last.end, until: at };
            const judged = naiveJudgement(lasting, behind);
            return judged === undefined ? [] : [judged];
          });
          expect(found.map((wait) => asJudgement({ ...wait, step: -1 })).sort(byCase)).toEqual(naive.sort(byCase));
          unusual += naive.length;
        },
      ),
      { numRuns: 60 },
    );
    expect(unusual).toBeGreaterThan(20);
  });
});

const asJudgement = (
  wait: Pick<ReturnType<typeof unusualWaits>[number], 'case' | 'step' | 'p99Ms' | 'sample'>,
): NaiveJudgement => ({
  case: wait.case,
  step: wait.step,
  p99Ms: wait.p99Ms,
  ...wait.sample,
});

function byCase(a: NaiveJudgement, b: NaiveJudgement): number {
  return a.case === b.case ? a.step - b.step : a.case < b.case ? -1 : 1;
}

const asTrace = (steps: readonly NaiveStep[]): Trace =>
  traceOf(...steps.map(({ activity, end, start }) => [activity, end, start] as const));

/**
 * Cases that begin one after another, a few at a time, so that samples grow and cases have passages of their own in them;
 * mostly short waits of whole ms, so that many are equal, and now and then a long one.
 */
function casesOneAfterAnother(random: () => number): NaiveStep[][] {
  return Array.from({ length: 60 }, (_, i) => {
    let end = i * 30 + Math.floor(random() * 60);
    return Array.from({ length: 1 + Math.floor(random() * 24) }, (): NaiveStep => {
      const wait = Math.floor(random() * (random() < 0.03 ? 200 : 12));
      const start = random() < 0.9 ? end + wait - (random() < 0.1 ? 5 : 0) : null;
      end = Math.max(end + wait, start ?? 0) + Math.floor(random() * 4);
      return { activity: random() < 0.9 ? 'a' : '__proto__', start, end };
    });
  });
}

/** A case of few activities, ties among its instants, with and without starts. */
function caseOf(
  maxLength: number,
  latest: number,
  length: { readonly minLength?: number; readonly maxLength?: number } = { maxLength },
): fc.Arbitrary<NaiveStep[]> {
  const step = fc.record({
    activity: fc.constantFrom('a', 'b', '__proto__'),
    end: fc.integer({ min: 0, max: latest }),
    worked: fc.option(fc.integer({ min: 0, max: Math.floor(latest / 3) }), { nil: null }),
  });
  return fc
    .array(step, length)
    .map((steps) =>
      steps
        .map(({ activity, end, worked }) => ({ activity, end, start: worked === null ? null : end - worked }))
        .sort((a, b) => a.end - b.end),
    );
}
