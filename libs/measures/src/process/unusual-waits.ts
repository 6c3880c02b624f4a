import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { firstWhere } from '../statistics/first-where.js';
import { RankSet } from '../statistics/rank-set.js';
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

/** A sample of fewer passages has no 99th percentile worth the name. */
export const fewestPassages = 100;

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

/** A wait that lasts, for longer than was usual by the time it began. */
export interface LastingWait extends Pick<UnusualWait, 'case' | 'since' | 'ms' | 'p99Ms' | 'sample'> {
  /** The activity behind which it waits. */
  readonly behind: string;
}

/**
 * The same of waits that last: since the last step of a case, and nobody knows for which one. So they are compared with what
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

/** By the activity from which, and the one to which they pass. */
type Flows = Map<string, Map<string, Passages>>;

/** The passages of one flow, one column a property. */
interface Passages {
  readonly cases: number[];
  readonly steps: number[];
  readonly since: Instant[];
  readonly until: Instant[];
  readonly ms: number[];
}

/** @param toAny what stands for the activities to which they pass, where these are not told apart */
function addPassages(
  flows: Flows,
  { activities, steps, completedAt, startedAt }: Trace,
  place: number,
  of: 'waits' | 'durations',
  toAny?: string,
): void {
  for (let i = 1; i < steps.length; i++) {
    const end = of === 'waits' ? startedAt[i]! : completedAt[i]!;
    if (end === null) continue;
    const [from, to] = [activities[steps[i - 1]!]!, activities[steps[i]!]!];
    const since = completedAt[i - 1]!;
    addPassage(passagesOf(flows, from, toAny ?? to), { place, step: i, since, until: Math.max(since, end) });
  }
}

function passagesOf(flows: Flows, from: string, to: string): Passages {
  const ofActivity = flows.get(from) ?? new Map<string, Passages>();
  const passages = ofActivity.get(to) ?? { cases: [], steps: [], since: [], until: [], ms: [] };
  flows.set(from, ofActivity.set(to, passages));
  return passages;
}

interface Passage {
  readonly place: number;
  readonly step: number;
  readonly since: Instant;
  readonly until: Instant;
}

function addPassage(passages: Passages, { place, step, since, until }: Passage): void {
  passages.cases.push(place);
  passages.steps.push(step);
  passages.since.push(since);
  passages.until.push(until);
  passages.ms.push(until - since);
}

interface Judged {
  /** Index of the passage. */
  readonly at: number;
  readonly p99Ms: number;
  readonly sample: UnusualWait['sample'];
}

/**
 * The passages above what was known before each began: they are taken as they begin, the sample grows as they end. It
 * rests before each, with undefined.
 */
function* judged({ cases, since, until, ms }: Passages): Generator<Judged | undefined> {
  const count = ms.length;
  if (count <= fewestPassages) return;
  const byMs = orderOf(ms);
  yield undefined;
  const rankOf = new Uint32Array(count);
  for (const [rank, i] of byMs.entries()) rankOf[i] = rank;
  const byEnd = orderOf(until);
  yield undefined;
  const over = new RankSet(count);
  const ranksOfCase = new Map<number, number[]>();
  let ended = 0;
  for (const i of orderOf(since)) {
    for (; ended < count && until[byEnd[ended]!]! < since[i]!; ended++) {
      const passage = byEnd[ended]!;
      over.add(rankOf[passage]!);
      const ranks = ranksOfCase.get(cases[passage]!);
      if (ranks === undefined) ranksOfCase.set(cases[passage]!, [rankOf[passage]!]);
      else
        ranks.splice(
          firstWhere(ranks.length, (at) => ranks[at]! > rankOf[passage]!),
          0,
          rankOf[passage]!,
        );
    }
    yield undefined;
    const own = ranksOfCase.get(cases[i]!) ?? [];
    const passages = ended - own.length;
    if (passages < fewestPassages) continue;
    // The place of the percentile, in hundredths of a rank: whole, so nothing is rounded before the end.
    const place = 99 * (passages - 1);
    const [below, beyond] = [Math.floor(place / 100), place % 100];
    const low = ms[byMs[nthOfOthers(over, own, below)]!]!;
    const high = beyond === 0 ? low : ms[byMs[nthOfOthers(over, own, below + 1)]!]!;
    const p99Times100 = low * 100 + (high - low) * beyond;
    if (ms[i]! * 100 <= p99Times100) continue;
    const others = ranksOfCase.size - Number(own.length > 0);
    yield { at: i, p99Ms: p99Times100 / 100, sample: { passages, cases: others } };
  }
}

/** The n-th rank of a set, 0 the least, without those of the case itself. @param own ascending, all in the set */
function nthOfOthers(over: RankSet, own: readonly number[], n: number): number {
  // Of the own ranks, those with no more than n others below them lie below the one that is asked for.
  return over.nth(n + firstWhere(own.length, (at) => over.below(own[at]!) - at > n));
}

/** Indexes in the order of a column, equal values in the order given. */
function orderOf(column: readonly number[]): Uint32Array {
  return Uint32Array.from(column.keys()).sort((a, b) => column[a]! - column[b]! || a - b);
}
