import type { Instant } from '#core/time.js';
import { firstWhere } from '../statistics/first-where.js';
import { RankSet } from '../statistics/rank-set.js';
import type { Trace } from './trace.js';

/** A sample of fewer passages has no 99th percentile worth the name. */
export const fewestPassages = 100;

/** By the activity from which, and the one to which they pass. */
export type Flows = Map<string, Map<string, Passages>>;

/** The passages of one flow, one column a property. */
export interface Passages {
  readonly cases: number[];
  readonly steps: number[];
  readonly since: Instant[];
  readonly until: Instant[];
  readonly ms: number[];
}

/**
 * Adds what a case has between its steps.
 * @param of completion to start, of steps whose start is known, or completion to completion
 * @param toAny what stands for the activities to which they pass, where these are not told apart
 */
export function addPassages(
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

export function passagesOf(flows: Flows, from: string, to: string): Passages {
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

export function addPassage(passages: Passages, { place, step, since, until }: Passage): void {
  passages.cases.push(place);
  passages.steps.push(step);
  passages.since.push(since);
  passages.until.push(until);
  passages.ms.push(until - since);
}

export interface Judged {
  /** Index of the passage. */
  readonly at: number;
  readonly p99Ms: number;
  readonly sample: { readonly passages: number; readonly cases: number };
}

/**
 * The passages above what was known before each began: they are taken as they begin, the sample grows as they end. It
 * rests before each, with undefined.
 */
export function* judged({ cases, since, until, ms }: Passages): Generator<Judged | undefined> {
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
