import { firstTime, inOrderOfTime, shareSlack } from './observed-times.js';

/**
 * How a wait ended: with what was waited for (`event`: a reply), with something after which it can no longer come
 * (`competing`: the case was closed without one), or not yet (`censored`: still open).
 */
export type CompetingOutcome = 'event' | 'competing' | 'censored';

export interface TimeToOutcome {
  /** In any unit; the curve has the same. Not negative. */
  readonly time: number;
  readonly outcome: CompetingOutcome;
}

/** A time at which a wait ended. The three shares add up to 1. */
export interface IncidenceStep {
  readonly time: number;
  /** Waited until here or longer. */
  readonly atRisk: number;
  readonly events: number;
  readonly competing: number;
  /** Share of all for whom the event came by the end of this time, 0–1. */
  readonly eventIncidence: number;
  /** Share of all for whom it can no longer come. */
  readonly competingIncidence: number;
  /** Share of all who still wait. */
  readonly free: number;
}

export interface IncidenceCurve {
  /** Sorted by time. */
  readonly steps: readonly IncidenceStep[];
  /** How many waits were seen; those without a usable time are not among them. */
  readonly observed: number;
  /** How many had a time that is negative or no finite number: left out. */
  readonly unusable: number;
  /** The longest wait seen: beyond it nothing is known. Undefined when there was none. */
  readonly observedUntil: number | undefined;
}

/**
 * Cumulative incidence of an event beside a competing one (Aalen & Johansen 1978): at each time the share that still
 * waits is divided as those at risk are, Fₖ(t) = Σ S(tᵢ₋₁)·dₖᵢ/nᵢ. Taking the competing event for a censoring would
 * answer a question that nobody asks: how many would be answered if nothing were ever closed. At one time both kinds of
 * event come before censorings.
 *
 * @returns a curve without steps when there was no wait or none has ended
 */
export function aalenJohansen(observations: readonly TimeToOutcome[]): IncidenceCurve {
  const ordered = inOrderOfTime(observations);
  const steps: IncidenceStep[] = [];
  let [free, eventIncidence, competingIncidence] = [1, 0, 0];
  for (let first = 0, next = 0; first < ordered.length; first = next) {
    const { time } = ordered[first]!;
    let [events, competing] = [0, 0];
    for (next = first; next < ordered.length && ordered[next]!.time === time; next++) {
      if (ordered[next]!.outcome === 'event') events++;
      else if (ordered[next]!.outcome === 'competing') competing++;
    }
    if (events + competing === 0) continue;
    const atRisk = ordered.length - first;
    eventIncidence += (free * events) / atRisk;
    competingIncidence += (free * competing) / atRisk;
    free *= (atRisk - events - competing) / atRisk;
    steps.push({ time, atRisk, events, competing, eventIncidence, competingIncidence, free });
  }
  return {
    steps,
    observed: ordered.length,
    unusable: observations.length - ordered.length,
    observedUntil: ordered.at(-1)?.time,
  };
}

/**
 * The first time by which the event has come for a share of all: ½ gives the median wait, with those who never get an
 * answer among the all.
 *
 * @param share above 0, at most 1
 * @returns undefined: not reached, and perhaps never to be; also for what is no such share
 */
export function timeToIncidence({ steps }: IncidenceCurve, share: number): number | undefined {
  if (!(share > 0 && share <= 1)) return undefined;
  return firstTime(steps, ({ eventIncidence }) => eventIncidence >= share - shareSlack);
}

/**
 * The shares at the last observed time: `event` is "answered", `competing` "never answered", `free` "still open".
 * @returns undefined when no wait has ended yet: nothing is known but that all are open
 */
export function incidenceAtEnd({
  steps,
}: IncidenceCurve): { readonly event: number; readonly competing: number; readonly free: number } | undefined {
  const last = steps.at(-1);
  return last && { event: last.eventIncidence, competing: last.competingIncidence, free: last.free };
}
