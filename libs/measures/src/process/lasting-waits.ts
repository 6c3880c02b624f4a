import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { addPassage, addPassages, judged, passagesOf, type Flows } from './flow-passages.js';
import type { Trace } from './trace.js';
import type { UnusualWait } from './unusual-waits.js';

/** A wait that lasts, for longer than was usual by the time it began. */
export interface LastingWait extends Pick<UnusualWait, 'case' | 'since' | 'ms' | 'p99Ms' | 'sample'> {
  /** The activity behind which it waits. */
  readonly behind: string;
}

/**
 * The unusual waits that last (`unusualWaits`): since the last step of a case, and nobody knows for which one. So they are compared with what
 * was waited behind the same activity in other cases, whatever came then, and was over before; none is in the sample of
 * another.
 *
 * @param cases as they were by the instant; `isWaiting`: it is open, and no work on it runs
 * @returns by the instant since when is waited, then in the order of the cases
 */
export function unusualLastingWaits(
  cases: Iterable<readonly [key: string, trace: Trace, isWaiting: boolean]>,
  at: Instant,
  of: 'waits' | 'durations' = 'waits',
): LastingWait[] {
  return atOnce(lastingWaitsInPieces(cases, at, of));
}

/** The same with pauses: one a case and one a passage. */
export function* lastingWaitsInPieces(
  cases: Iterable<readonly [key: string, trace: Trace, isWaiting: boolean]>,
  at: Instant,
  of: 'waits' | 'durations',
): Pieces<LastingWait[]> {
  const keys: string[] = [];
  const flows: Flows = new Map();
  for (const [key, trace, isWaiting] of cases) {
    addPassages(flows, trace, keys.length, of, whatever);
    const last = trace.steps.length - 1;
    if (isWaiting && last >= 0) {
      const behind = trace.activities[trace.steps[last]!]!;
      const since = trace.completedAt[last]!;
      addPassage(passagesOf(flows, behind, whatever), { place: keys.length, step: lasts, since, until: at });
    }
    keys.push(key);
    yield;
  }
  const found: (LastingWait & { readonly place: number })[] = [];
  for (const [behind, ofActivity] of flows) {
    const passages = ofActivity.get(whatever)!;
    for (const judgement of judged(passages)) {
      yield;
      if (judgement === undefined || passages.steps[judgement.at] !== lasts) continue;
      const { at: i, p99Ms, sample } = judgement;
      const place = passages.cases[i]!;
      const [since, ms] = [passages.since[i]!, passages.ms[i]!];
      found.push({ case: keys[place]!, behind, since, ms, p99Ms, sample, place });
    }
  }
  found.sort((a, b) => a.since - b.since || a.place - b.place);
  return found.map(({ place: _, ...wait }) => wait);
}

/** Stands for any activity. No activity has no name. */
const whatever = '';
/** Stands for the step that has not come. */
const lasts = -1;
