import { firstTime, inOrderOfTime, shareSlack } from './observed-times.js';

/** How long somebody was watched, and whether what was waited for happened then; if not, it may happen later. */
export interface TimeToEvent {
  /** In any unit; the curve has the same. Not negative. */
  readonly time: number;
  /** False: censored at `time`, that is, watched so far and nothing happened. */
  readonly happened: boolean;
}

/** A time at which something happened. */
export interface SurvivalStep {
  readonly time: number;
  /** Watched until here or longer: events of this time and censorings of this time are both still in it. */
  readonly atRisk: number;
  readonly events: number;
  /** The share to whom it has not happened by the end of this time, 0–1. */
  readonly surviving: number;
  /** Of `surviving`, by Greenwood's formula; 0 where nobody is left. */
  readonly standardError: number;
}

export interface SurvivalCurve {
  /** Sorted by time. Before the first the share is 1; from a step on it holds until the next. */
  readonly steps: readonly SurvivalStep[];
  /** How many were watched; those without a usable time are not among them. */
  readonly observed: number;
  /** How many had a time that is negative or no finite number: left out. */
  readonly unusable: number;
  /** The longest time that anybody was watched: beyond it nothing is known. Undefined when nobody was. */
  readonly observedUntil: number | undefined;
}

/**
 * The product-limit estimate of how many are still without the event after a time (Kaplan & Meier 1958), with the
 * variance of Greenwood (1926): S(t) = Π(1 − d/n), var S = S²·Σ d/(n(n − d)). At one time events come before
 * censorings, so whoever is censored then was still at risk.
 *
 * @returns a curve without steps when nobody was watched or nothing happened
 */
export function kaplanMeier(observations: readonly TimeToEvent[]): SurvivalCurve {
  const ordered = inOrderOfTime(observations);
  const steps: SurvivalStep[] = [];
  let surviving = 1;
  let greenwoodSum = 0;
  for (let first = 0, next = 0; first < ordered.length; first = next) {
    const { time } = ordered[first]!;
    let events = 0;
    for (next = first; next < ordered.length && ordered[next]!.time === time; next++) {
      if (ordered[next]!.happened) events++;
    }
    if (events === 0) continue;
    const atRisk = ordered.length - first;
    const left = atRisk - events;
    surviving *= left / atRisk;
    // Where nobody is left the sum has no next term; the share is 0 and so is its error.
    if (left > 0) greenwoodSum += events / (atRisk * left);
    steps.push({ time, atRisk, events, surviving, standardError: surviving * Math.sqrt(greenwoodSum) });
  }
  return {
    steps,
    observed: ordered.length,
    unusable: observations.length - ordered.length,
    observedUntil: ordered.at(-1)?.time,
  };
}

/**
 * The first time by which it has happened to a share: ½ gives the median. No midpoint is taken where the curve rests
 * exactly on the share.
 *
 * @param share above 0, at most 1
 * @returns undefined: not reached while anybody was watched; also for what is no such share
 */
export function timeToShare({ steps }: SurvivalCurve, share: number): number | undefined {
  if (!(share > 0 && share <= 1)) return undefined;
  return firstTime(steps, ({ surviving }) => surviving <= 1 - share + shareSlack);
}

/**
 * The share to whom it has not happened by the end of `time`.
 * @returns undefined before 0 and beyond what was observed, unless nobody was left anyway
 */
export function survivingAt({ steps, observedUntil }: SurvivalCurve, time: number): number | undefined {
  if (observedUntil === undefined || !(time >= 0)) return undefined;
  const passed = steps.findLast((step) => step.time <= time)?.surviving ?? 1;
  return time <= observedUntil || passed === 0 ? passed : undefined;
}
