import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessClock } from '#measures/calendar/business-time.js';
import { caseDurationsOf, caseTimesOf } from '#measures/process/case-times.js';
import { rankedOf, summarizeDurations } from '#measures/process/duration-summary.js';
import { msBetweenMilestones, milestoneTimesOf, type Milestone } from '#measures/process/milestones.js';
import { caseBy, type ProcessCase } from '#measures/process/process-case.js';
import { activityTimesOf } from '#measures/process/step-times.js';
import { traceOf } from '#measures/process/testing.js';
import { caseDurationMs, type Trace } from '#measures/process/trace.js';
import { expectDuration } from './expect-process.js';
import { logOnce, readLogTruth } from './log-truth.js';
import { durations } from './naive-process.js';
import { naiveBusyByEnds, naiveBusyMs, naiveCases, naiveStepTimes, type NaiveStep } from './naive-times.js';
import { logNames } from './process-log.js';
import { casesOfLog } from './traces-of-log.js';

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '07:00', close: '17:00' }));
const officeHours = businessClock({ zone: 'UTC', hours: weekdays, holidays: [] });

describe('the durations of cases', () => {
  it.each(logNames)('are those of %s, in calendar time and in business hours', (name) => {
    const truth = readLogTruth(name);
    const traces = casesOfLog(logOnce(name)).map(({ trace }) => trace);
    expectDuration(caseDurationsOf(traces), truth.caseDuration);
    expectDuration(caseDurationsOf(traces, officeHours), truth.caseDurationBusinessHoursUtcMonFri07to17);
    expectUpperMedian(traces, truth.medianCaseDurationUpper);
  });

  it('are those of the completed steps of bpic2012', () => {
    const truth = readLogTruth('bpic2012').completeOnly!;
    const steps = logOnce('bpic2012').filter(({ lifecycle }) => lifecycle === 'COMPLETE');
    const traces = casesOfLog(steps).map(({ trace }) => trace);
    expectDuration(caseDurationsOf(traces), truth.caseDuration);
    expectDuration(caseDurationsOf(traces, officeHours), truth.caseDurationBusinessHoursUtcMonFri07to17);
    expectUpperMedian(traces, truth.medianCaseDurationUpper);
  });
});

/** The other reading of a median: the upper of the middle two. It is no less than ours, and more on half of these logs. */
function expectUpperMedian(traces: readonly Trace[], seconds: number): void {
  const ranked = rankedOf(traces.map((trace) => caseDurationMs(trace)!));
  expect(ranked.at(ranked.count >> 1) / 1000).toBe(seconds);
  expect(caseDurationsOf(traces).median).toBeLessThanOrEqual(seconds);
}

describe('the times of bpic2012, whose starts are recorded', () => {
  const events = logOnce('bpic2012');
  const cases = casesOfLog(events, 'lifecycle');
  const naive = naiveCases(events);

  it('are service, waiting and sojourn of each activity', () => {
    const times = naiveStepTimes(naive.values());
    const found = activityTimesOf(cases.map(({ trace }) => trace));
    expect(found.map(({ activity }) => activity).toSorted()).toEqual(
      [...new Set(events.filter(({ lifecycle }) => lifecycle === 'COMPLETE').map(({ activity }) => activity))].sort(),
    );
    for (const { activity, service, waiting, sojourn } of found) {
      for (const [summary, ms] of [
        [service, times.service.get(activity)],
        [waiting, times.waiting.get(activity)],
        [sojourn, times.sojourn.get(activity)],
      ] as const) {
        if (ms === undefined) expect(summary.n).toBe(0);
        else expectDuration(summary, durations(ms));
      }
    }
    expect(found.reduce((sum, { service }) => sum + service.n, 0)).toBeGreaterThan(70_000);
  });

  it('are busy and idle time of each case', () => {
    let overlapping = 0;
    for (const { key, trace } of cases) {
      const spans = naive.get(key)!.map(({ start, end }): [number, number] => [start ?? end, end]);
      const busyMs = naiveBusyByEnds(spans);
      const durationMs = Math.max(...spans.flat()) - Math.min(...spans.flat());
      expect(caseTimesOf({ trace })).toEqual({ durationMs, busyMs, idleMs: durationMs - busyMs });
      overlapping += Number(busyMs < spans.reduce((sum, [from, to]) => sum + to - from, 0));
    }
    // Work ran side by side in few of them: what the union is for is tried out below.
    expect(overlapping).toBe(2);
  });
});

const shortStep = fc.record({
  activity: fc.constantFrom('a', 'b', '__proto__'),
  end: fc.integer({ min: 0, max: 40 }),
  start: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
});
const shortCase = fc
  .array(shortStep, { maxLength: 8 })
  .map((steps): NaiveStep[] =>
    steps
      .map(({ start, end, activity }) => ({ activity, end, start: start === null ? null : Math.min(start, end) }))
      .sort((a, b) => a.end - b.end),
  );
const asTrace = (steps: readonly NaiveStep[]): Trace =>
  traceOf(...steps.map(({ activity, end, start }) => [activity, end, start] as const));

describe('busy time', () => {
  it('is as many ms as some work ran in', () => {
    fc.assert(
      fc.property(shortCase, (steps) => {
        const times = caseTimesOf({ trace: asTrace(steps) });
        if (steps.length === 0) return expect(times).toBeUndefined();
        const spans = steps.map(({ start, end }) => [start ?? end, end] as const);
        const [from, to] = [Math.min(...spans.flat()), Math.max(...spans.flat())];
        const busyMs = naiveBusyMs(spans, from, to);
        expect(times).toEqual({ durationMs: to - from, busyMs, idleMs: to - from - busyMs });
        expect(naiveBusyByEnds(spans)).toBe(busyMs);
        return undefined;
      }),
      { numRuns: 500 },
    );
  });

  it('of a case that is open goes on with its unfinished work until it is asked for', () => {
    const begun = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 40 })), { maxLength: 3 });
    const given = fc.array(
      fc.tuple(fc.constant('b'), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 20, max: 40 })),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(shortCase, begun, given, fc.integer({ min: 0, max: 45 }), (steps, running, stopped, at) => {
        const one = caseBy(processCase(asTrace(steps), running.flat(), stopped.flat()), at);
        const times = one === undefined ? undefined : caseTimesOf(one, at);
        const doneBy = steps.filter(({ end }) => end <= at);
        const runs = [
          ...running.map(([, start]) => start),
          ...steps.flatMap(({ start, end }) => (end > at && start !== null ? [start] : [])),
          ...stopped.flatMap(([, start, end]) => (end > at ? [start] : [])),
        ].filter((start) => start <= at);
        const began = Math.min(...doneBy.map(({ start, end }) => start ?? end), ...runs);
        if (began === Infinity) return expect(times).toBeUndefined();
        const spans = [
          ...doneBy.map(({ start, end }) => [start ?? end, end] as const),
          ...runs.map((start) => [start, at] as const),
          ...stopped.filter(([, , end]) => end <= at).map(([, start, end]) => [start, end] as const),
        ];
        const busyMs = naiveBusyMs(spans, began, at);
        return expect(times).toEqual({ durationMs: at - began, busyMs, idleMs: at - began - busyMs });
      }),
      { numRuns: 500 },
    );
  });
});

function processCase(trace: Trace, begun: (string | number)[], givenUp: (string | number)[]): ProcessCase {
  const nothing = { said: [], outcomes: [], attributes: [], worths: [], customers: [] };
  return { process: 'p', trace, ...nothing, work: { begun, givenUp } };
}

describe('from milestone to milestone', () => {
  const milestone = fc.record({
    occurrence: fc.constantFrom<'first' | 'last'>('first', 'last'),
    activities: fc.option(fc.subarray(['a', 'b', '__proto__', 'never']), { nil: undefined }),
  });

  it('lasts what lies between the two steps, if they come in that order', () => {
    fc.assert(
      fc.property(fc.array(shortCase, { maxLength: 5 }), milestone, milestone, (cases, from, to) => {
        const naive = cases.map((steps) => naiveBetween(steps, from, to));
        const traces = cases.map(asTrace);
        expect(traces.map((trace) => msBetweenMilestones(trace, from, to))).toEqual(naive);
        const both = cases.filter((steps) => naivePlace(steps, from) !== null && naivePlace(steps, to) !== null);
        expect(milestoneTimesOf(traces, from, to)).toEqual({
          cases: cases.length,
          withBoth: both.length,
          duration: summarizeDurations(rankedOf(naive.filter((ms) => ms !== null))),
        });
      }),
      { numRuns: 500 },
    );
  });
});

/** Which steps a milestone means, as a list of one; the case itself as a place before or behind all steps. */
function naivePlace(steps: readonly NaiveStep[], { occurrence, activities }: Milestone): number | null {
  if (steps.length === 0) return null;
  if (activities === undefined) return occurrence === 'first' ? -1 : 1_000;
  const places = steps.flatMap(({ activity }, i) => (activities.includes(activity) ? [i] : []));
  return (occurrence === 'first' ? places[0] : places[places.length - 1]) ?? null;
}

function naiveBetween(steps: readonly NaiveStep[], from: Milestone, to: Milestone): number | null {
  const [start, end] = [naivePlace(steps, from), naivePlace(steps, to)];
  if (start === null || end === null || start >= end) return null;
  const began = start === -1 ? Math.min(...steps.map((step) => step.start ?? step.end)) : steps[start]!.end;
  return (end === 1_000 ? steps[steps.length - 1]! : steps[end]!).end - began;
}
