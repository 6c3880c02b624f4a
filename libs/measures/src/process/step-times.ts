import { atOnce, type Pieces } from '#core/pieces.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import { serviceMsOf } from './service-times.js';
import type { Trace } from './trace.js';

/** How long one step took (definitions.md §3, "service time"), in whole ms, none of it negative. */
export interface StepTimes {
  readonly activity: string;
  /** Completion − start; null where no start is known. */
  readonly serviceMs: number | null;
  /** Start − completion of the step before; null where no start is known, and for the first step, which waited for none. */
  readonly waitingMs: number | null;
  /** Completion − completion of the step before: waiting and service, and known without a start; null for the first step. */
  readonly sojournMs: number | null;
  /** The work began before the step before it was done: it waited for less than nothing, which counts as 0. */
  readonly clamped: boolean;
}

/** One entry a step, in the order of the case. Where work overlaps, waiting + service is more than the sojourn. */
export function stepTimesOf(trace: Trace): StepTimes[] {
  const { activities, steps, completedAt, startedAt } = trace;
  return steps.map((step, i) => {
    const start = startedAt[i]!;
    const before = completedAt[i - 1];
    const waited = start === null || before === undefined ? null : start - before;
    return {
      activity: activities[step]!,
      serviceMs: serviceMsOf(trace, i),
      waitingMs: waited === null ? null : Math.max(0, waited),
      sojournMs: before === undefined ? null : completedAt[i]! - before,
      clamped: waited !== null && waited < 0,
    };
  });
}

/** How long the steps of an activity took, over many cases. */
export interface ActivityTimes {
  readonly activity: string;
  readonly steps: number;
  /** Of the steps whose start is known. */
  readonly service: DurationSummarySeconds;
  /** Of the steps whose start is known and that are not the first of their case. */
  readonly waiting: DurationSummarySeconds;
  /** How many of the waiting times would have been negative and are 0. */
  readonly clamped: number;
  /** Of the steps that are not the first of their case. */
  readonly sojourn: DurationSummarySeconds;
}

/** One entry an activity, in the order in which they first came. */
export function activityTimesOf(traces: Iterable<Trace>): ActivityTimes[] {
  return atOnce(activityTimesInPieces(traces));
}

/** The same with pauses: one a case and one an activity. */
export function* activityTimesInPieces(traces: Iterable<Trace>): Pieces<ActivityTimes[]> {
  const byActivity = new Map<string, Times>();
  for (const trace of traces) {
    for (const { activity, serviceMs, waitingMs, sojournMs, clamped } of stepTimesOf(trace)) {
      let times = byActivity.get(activity);
      if (times === undefined) {
        times = { steps: 0, service: [], waiting: [], sojourn: [], clamped: 0 };
        byActivity.set(activity, times);
      }
      times.steps++;
      if (serviceMs !== null) times.service.push(serviceMs);
      if (waitingMs !== null) times.waiting.push(waitingMs);
      if (sojournMs !== null) times.sojourn.push(sojournMs);
      if (clamped) times.clamped++;
    }
    yield;
  }
  const found: ActivityTimes[] = [];
  for (const [activity, { steps, service, waiting, sojourn, clamped }] of byActivity) {
    found.push({
      activity,
      steps,
      service: summarizeDurations(rankedOf(service)),
      waiting: summarizeDurations(rankedOf(waiting)),
      clamped,
      sojourn: summarizeDurations(rankedOf(sojourn)),
    });
    yield;
  }
  return found;
}

interface Times {
  steps: number;
  clamped: number;
  readonly service: number[];
  readonly waiting: number[];
  readonly sojourn: number[];
}
