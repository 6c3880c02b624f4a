import type { LogEvent } from './process-log.js';

/**
 * Times, loads and profiles of cases by the plainest loops that give them, sharing no code with the program. A case is a
 * list of its steps.
 */
export interface NaiveStep {
  readonly activity: string;
  readonly start: number | null;
  readonly end: number;
}

/** The cases of a log in the order of its file: each completion with the earliest start of its activity that is left. */
export function naiveCases(events: readonly LogEvent[]): Map<string, NaiveStep[]> {
  const ofCase = Map.groupBy(events, (event) => event.case);
  const cases = new Map<string, NaiveStep[]>();
  for (const [key, list] of ofCase) {
    const inOrder = [...list].sort((a, b) => a.at - b.at);
    const used = new Set<LogEvent>();
    const steps: NaiveStep[] = [];
    for (const [i, event] of inOrder.entries()) {
      if ((event.lifecycle ?? 'complete').toLowerCase() !== 'complete') continue;
      const start = inOrder
        .slice(0, i)
        .find((each) => each.lifecycle === 'START' && each.activity === event.activity && !used.has(each));
      if (start !== undefined) used.add(start);
      steps.push({ activity: event.activity, start: start?.at ?? null, end: event.at });
    }
    cases.set(key, steps);
  }
  return cases;
}

/** Busy ms of a case by asking of each ms whether any span holds it: for short cases. */
export function naiveBusyMs(spans: readonly (readonly [from: number, to: number])[], from: number, to: number): number {
  let busy = 0;
  for (let ms = from; ms < to; ms++) if (spans.some((span) => span[0] <= ms && ms < span[1])) busy++;
  return busy;
}

/** The same by the ends of the spans: between two neighbouring ones nothing changes. For cases of any length. */
export function naiveBusyByEnds(spans: readonly (readonly [from: number, to: number])[]): number {
  const ends = [...new Set(spans.flat())].sort((a, b) => a - b);
  let busy = 0;
  for (let i = 1; i < ends.length; i++) {
    const [low, high] = [ends[i - 1]!, ends[i]!];
    if (spans.some((span) => span[0] <= low && span[1] >= high)) busy += high - low;
  }
  return busy;
}

/** All times of a kind, an activity at a time. */
export function naiveStepTimes(cases: Iterable<readonly NaiveStep[]>): {
  readonly service: Map<string, number[]>;
  readonly waiting: Map<string, number[]>;
  readonly sojourn: Map<string, number[]>;
} {
  const times = {
    service: new Map<string, number[]>(),
    waiting: new Map<string, number[]>(),
    sojourn: new Map<string, number[]>(),
  };
  const put = (map: Map<string, number[]>, activity: string, ms: number): void => {
    map.set(activity, map.get(activity) ?? []);
    map.get(activity)!.push(ms);
  };
  for (const steps of cases) {
    for (let i = 0; i < steps.length; i++) {
      const { activity, start, end } = steps[i]!;
      if (start !== null) put(times.service, activity, end - start);
      if (i === 0) continue;
      put(times.sojourn, activity, end - steps[i - 1]!.end);
      if (start !== null) put(times.waiting, activity, start > steps[i - 1]!.end ? start - steps[i - 1]!.end : 0);
    }
  }
  return times;
}

/** All observations of each ordered pair, under JSON of its two activities: seconds. */
export function naiveProfile(cases: Iterable<readonly NaiveStep[]>): Map<string, number[]> {
  const observed = new Map<string, number[]>();
  for (const steps of cases) {
    for (let i = 0; i < steps.length; i++) {
      for (let j = i + 1; j < steps.length; j++) {
        const seconds = ((steps[j]!.start ?? steps[j]!.end) - steps[i]!.end) / 1000;
        if (seconds < 0) continue;
        const pair = JSON.stringify([steps[i]!.activity, steps[j]!.activity]);
        if (!observed.has(pair)) observed.set(pair, []);
        observed.get(pair)!.push(seconds);
      }
    }
  }
  return observed;
}

export function naiveMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample, in two passes. */
export function naiveDeviation(values: readonly number[]): number {
  const mean = naiveMean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

export interface NaivePassage {
  readonly case: string;
  readonly step: number;
  readonly since: number;
  readonly until: number;
}

/** The passages of each flow, under JSON of its two activities. */
export function naivePassages(
  cases: ReadonlyMap<string, readonly NaiveStep[]>,
  of: 'waits' | 'durations',
): Map<string, NaivePassage[]> {
  const flows = new Map<string, NaivePassage[]>();
  for (const [key, steps] of cases) {
    for (let i = 1; i < steps.length; i++) {
      const until = of === 'waits' ? steps[i]!.start : steps[i]!.end;
      if (until === null) continue;
      const since = steps[i - 1]!.end;
      const flow = JSON.stringify([steps[i - 1]!.activity, steps[i]!.activity]);
      if (!flows.has(flow)) flows.set(flow, []);
      flows.get(flow)!.push({ case: key, step: i, since, until: until < since ? since : until });
    }
  }
  return flows;
}

export interface NaiveJudgement {
  readonly case: string;
  readonly step: number;
  readonly p99Ms: number;
  readonly passages: number;
  readonly cases: number;
}

/** A passage against all of its flow in other cases that ended before it began; undefined where it is not unusual. */
export function naiveJudgement(passage: NaivePassage, flow: readonly NaivePassage[]): NaiveJudgement | undefined {
  const others = flow.filter((other) => other.case !== passage.case && other.until < passage.since);
  if (others.length < 100) return undefined;
  const sorted = others.map(({ since, until }) => until - since).sort((a, b) => a - b);
  const hundredths = 99 * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(hundredths / 100)]!, sorted[Math.ceil(hundredths / 100)]!];
  // A hundred times the percentile: a whole number, so that a wait which equals it is not above it.
  const limit = 100 * low + (high - low) * (hundredths % 100);
  if (100 * (passage.until - passage.since) <= limit) return undefined;
  return {
    case: passage.case,
    step: passage.step,
    p99Ms: limit / 100,
    passages: others.length,
    cases: new Set(others.map((other) => other.case)).size,
  };
}
