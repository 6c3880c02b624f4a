import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { addPassages, judged, type Flows } from './flow-passages.js';
import type { Trace } from './trace.js';

/** A passage from one step of a case to the next that took longer than was usual by then. */
export interface UnusualWait {
  readonly case: string;
  /** Index of the step that was waited for. */
  readonly step: number;
  readonly from: string;
  readonly to: string;
  /** When the wait began: the completion of the step before. */
  readonly since: Instant;
  readonly ms: number;
  /** The 99th percentile of the sample, in ms, linear between the closest ranks. */
  readonly p99Ms: number;
  /** What the sample was: passages of the same flow in so many other cases, all over before this one began. */
  readonly sample: { readonly passages: number; readonly cases: number };
}

/**
 * The waits that were above the 99th percentile of earlier cases (definitions.md §3, "temporal profile"): what it is
 * compared with are the passages of the same flow in other cases that were over before it began, at least 100 of them. A
 * case is never in its own sample, and nothing is judged by what was not known yet, so that asking again later gives
 * the same answer, as long as nothing late is recorded about the time before.
 *
 * @param cases in any order that stays the same; the trace of each under its key
 * @param of `waits`: completion to start, of steps whose start is known, 0 where they overlap; `durations`: completion to
 * completion, of all steps
 * @returns by the instant since when was waited, then in the order of the cases
 */
export function unusualWaits(
  cases: Iterable<readonly [key: string, trace: Trace]>,
  of: 'waits' | 'durations' = 'waits',
): UnusualWait[] {
  return atOnce(unusualWaitsInPieces(cases, of));
}

/** The same with pauses: one a case and one a passage. */
export function* unusualWaitsInPieces(
  cases: Iterable<readonly [key: string, trace: Trace]>,
  of: 'waits' | 'durations',
): Pieces<UnusualWait[]> {
  const keys: string[] = [];
  const flows: Flows = new Map();
  for (const [key, trace] of cases) {
    addPassages(flows, trace, keys.length, of);
    keys.push(key);
    yield;
  }
  const found: (UnusualWait & { readonly place: number })[] = [];
  for (const [from, ofActivity] of flows) {
    for (const [to, passages] of ofActivity) {
      for (const judgement of judged(passages)) {
        yield;
        if (judgement === undefined) continue;
        const { at: i, p99Ms, sample } = judgement;
        const [place, step, since, ms] = [passages.cases, passages.steps, passages.since, passages.ms].map(
          (column) => column[i]!,
        ) as [number, number, number, number];
        found.push({ case: keys[place]!, step, from, to, since, ms, p99Ms, sample, place });
      }
    }
  }
  found.sort((a, b) => a.since - b.since || a.place - b.place || a.step - b.step);
  return found.map(({ place: _, ...wait }) => wait);
}
