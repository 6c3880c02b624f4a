import { expect } from '@jest/globals';
import type { Conversion, DeclaredFunnel, Funnel } from '#measures/process/funnel.js';
import type { DurationSummarySeconds } from '#measures/process/duration-summary.js';
import type { StageTimesOfProcess } from '#measures/process/stage-times.js';
import { leastStays } from '#measures/process/stuck-stays.js';
import type { CourseEvent } from './naive-course.js';
import type { naiveFunnel } from './naive-funnel.js';
import { durations } from './naive-process.js';
import { naiveMedian, naiveStays, naiveStuck } from './naive-stays.js';

const none = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };

export function expectFunnel(funnel: Funnel, naive: ReturnType<typeof naiveFunnel>): void {
  const { cases, withoutStage, tied } = naive;
  expect({ cases: funnel.cases, withoutStage: funnel.withoutStage, tied: funnel.tied }).toEqual({
    cases,
    withoutStage,
    tied,
  });
  expect(funnel.stages).toHaveLength(naive.stages.length);
  for (const [i, stage] of funnel.stages.entries()) {
    const expected = naive.stages[i]!;
    const { both, after, withFirst, skipped, timeFromPrevious, timeFromFirst, ...counts } = expected;
    const { skippedPrevious, returned, last, reached } = stage;
    expect({ stage: stage.stage, reached, returned, last }).toEqual(counts);
    expect(skippedPrevious).toBe(skipped);
    const plain = (conversion: Conversion | undefined): unknown =>
      conversion && [conversion.count, conversion.of, conversion.pending];
    const conversions = [stage.fromPrevious, stage.afterPrevious, stage.fromFirst].map(plain);
    expect(conversions).toEqual(i === 0 ? [undefined, undefined, undefined] : [both, after, withFirst]);
    for (const conversion of [stage.fromPrevious, stage.afterPrevious, stage.fromFirst])
      if (conversion !== undefined && conversion.of > 0)
        expect(conversion.share).toBe(conversion.count / conversion.of);
    expectDuration(stage.timeFromPrevious, timeFromPrevious as DurationSummarySeconds);
    expectDuration(stage.timeFromFirst, timeFromFirst as DurationSummarySeconds);
  }
}

export function expectStageTimes(
  { stages, stuck }: StageTimesOfProcess,
  log: ReadonlyMap<string, readonly CourseEvent[]>,
  declared: DeclaredFunnel,
  at: number,
): void {
  const stays = naiveStays(log, declared, at);
  for (const [place, times] of stages.entries()) {
    const here = stays.filter(({ stage }) => stage === place);
    const lasted = (...hows: readonly string[]): number[] =>
      here.filter(({ how }) => hows.includes(how)).map(({ since, until }) => until - since);
    const summary = (ms: readonly number[]): DurationSummarySeconds => (ms.length === 0 ? none : durations(ms));
    expectDuration(times.completed, summary(lasted('moved', 'ended')));
    expectDuration(times.current, summary(lasted('open')));
    expect([times.moved, times.ended, times.unknown, times.dwell.stays]).toEqual([
      lasted('moved').length,
      lasted('ended').length,
      lasted('unknown').length,
      here.length,
    ]);
    const median = naiveMedian(
      here.map(({ since, until, how }) => [until - since, how === 'moved' || how === 'ended'] as const),
    );
    expect(times.dwell.median).toBe(median === undefined ? undefined : median / 1000);
  }
  const found = stuck.map(({ key, stage }) => `${key} ${declared.stages.indexOf(stage)}`);
  expect(found).toEqual(naiveStuck(stays, leastStays));
}

/** Exact, but for what is a quotient or a sum of doubles. */
function expectDuration(found: DurationSummarySeconds, expected: DurationSummarySeconds): void {
  const exact = ({ n, min, median, max }: DurationSummarySeconds): object => ({ n, min, median, max });
  expect(exact(found)).toEqual(exact(expected));
  for (const name of ['mean', 'p90', 'sum'] as const)
    expect(Math.abs(found[name] - expected[name])).toBeLessThanOrEqual(1e-12 * expected[name]);
}
