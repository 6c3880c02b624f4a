import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { firstWhere } from '../statistics/first-where.js';
import type { Trace } from './trace.js';

/** The time from the completion of one activity to the start of another that comes later in the same case, whatever lies between. */
export interface ProfiledPair {
  readonly from: string;
  readonly to: string;
  readonly n: number;
  /** Seconds. */
  readonly mean: number;
  /** Of the sample (n − 1), seconds; null for a single observation. */
  readonly stdev: number | null;
}

export interface TemporalProfile {
  /** The most frequent first, then by name. */
  readonly pairs: readonly ProfiledPair[];
  readonly observations: number;
  /** Pairs of steps of which the later began before the earlier was completed: nothing lies between them, so they are no observations. */
  readonly overlapping: number;
}

/**
 * The temporal profile of a process (Stertz, Mangler & Rinderle-Ma 2020): mean and standard deviation of start − completion
 * over all ordered pairs of steps of each case; where no start is known, the completion stands for it. It is there to be
 * compared with other tools. Whether a wait is unusual is better asked of `unusualWaits`: a case inside its own sample
 * cannot lie further than (n − 1)/√n deviations from the mean, so among few cases nothing ever deviates.
 *
 * All pairs of a case of 10,000 steps are 50 million, but they are not walked through: a step has with all completions of
 * an activity before it the mean distance to their mean, and their own variance (Chan, Golub & LeVeque 1983). So a case
 * costs its steps times its activities, none is left out, and mean and deviation agree with those worked out from the
 * observations in about twelve digits.
 */
export function temporalProfileOf(traces: Iterable<Trace>): TemporalProfile {
  const { pairs, ...sums } = atOnce(profileInPieces(traces));
  return { ...sums, pairs: pairs.toSorted(moreFrequentFirst) };
}

/** The same with pauses, one a step and one a pair; the pairs in the order in which they first came. */
export function* profileInPieces(traces: Iterable<Trace>): Pieces<TemporalProfile> {
  const names = new Map<string, number>();
  const moments = new Map<number, Moments>();
  let overlapping = 0;
  for (const trace of traces) {
    const numbers = trace.activities.map((activity) => numberOf(names, activity));
    overlapping += yield* eachGroup(trace, (from, to, completed, count, start) => {
      const pair = numbers[from]! * pairBase + numbers[to]!;
      let sums = moments.get(pair);
      if (sums === undefined) {
        sums = { n: 0, mean: 0, squares: 0 };
        moments.set(pair, sums);
      }
      addGroup(sums, count, start - completed.means[count - 1]!, completed.squares[count - 1]!);
    });
  }
  const activities = [...names.keys()];
  const pairs: ProfiledPair[] = [];
  let observations = 0;
  for (const [pair, { n, mean, squares }] of moments) {
    observations += n;
    pairs.push({
      from: activities[Math.floor(pair / pairBase)]!,
      to: activities[pair % pairBase]!,
      n,
      mean: mean / 1000,
      stdev: n < 2 ? null : Math.sqrt(squares / (n - 1)) / 1000,
    });
    yield;
  }
  return { pairs, observations, overlapping };
}

/** How much work a profile is, before it is begun: groups of completions looked at, and pairs told apart at most. */
export function profileEffort(traces: Iterable<Trace>): { readonly groups: number; readonly pairs: number } {
  const names = new Set<string>();
  let [groups, pairs] = [0, 0];
  for (const { activities, steps } of traces) {
    groups += steps.length * activities.length;
    pairs += activities.length ** 2;
    for (const activity of activities) names.add(activity);
  }
  return { groups, pairs: Math.min(pairs, names.size ** 2) };
}

/**
 * How many observations lie further than `zeta` standard deviations from the mean of their pair; pairs without a deviation
 * have none. Of the traces of the profile itself, or of others.
 */
export function deviationsFrom({ pairs }: TemporalProfile, traces: Iterable<Trace>, zeta: number): number {
  const profile = new Map<string, Map<string, ProfiledPair>>();
  for (const pair of pairs) {
    const ofActivity = profile.get(pair.from) ?? new Map<string, ProfiledPair>();
    profile.set(pair.from, ofActivity.set(pair.to, pair));
  }
  let deviations = 0;
  for (const trace of traces) {
    const looking = eachGroup(trace, (from, to, { at }, count, start) => {
      const pair = profile.get(trace.activities[from]!)?.get(trace.activities[to]!);
      if (pair === undefined || pair.stdev === null) return;
      const { mean, stdev } = pair;
      // The later a completion, the shorter the time to this start: too long at first, then usual, then too short.
      const distance = (i: number): number => (start - at[i]!) / 1000 - mean;
      const tooLong = firstWhere(count, (i) => !(distance(i) > zeta * stdev));
      const notTooShort = firstWhere(count, (i) => -distance(i) > zeta * stdev);
      deviations += tooLong + count - Math.max(notTooShort, tooLong);
    });
    atOnce(looking);
  }
  return deviations;
}

/** Two activities as one number. No process has a million. */
const pairBase = 2 ** 20;

interface Moments {
  n: number;
  mean: number;
  /** Σ (x − mean)². */
  squares: number;
}

/** The completions of one activity so far, ascending, and mean and Σ (x − mean)² of the first, the first two, and so on; ms. */
interface Completions {
  readonly at: number[];
  readonly means: number[];
  readonly squares: number[];
}

/**
 * Visits each step with the completions of each activity among the steps before it that were done when it began: how many
 * of them, and its start. It rests behind each step. Instants are ms since the first completion, so that their squares keep their digits.
 * @returns how many pairs of steps overlap
 */
function* eachGroup(
  { activities, steps, completedAt, startedAt }: Trace,
  visit: (from: number, to: number, completed: Completions, count: number, start: number) => void,
): Pieces<number> {
  const completions = activities.map((): Completions => ({ at: [], means: [], squares: [] }));
  const origin: Instant = completedAt[0] ?? 0;
  let overlapping = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const [i, to] of steps.entries()) {
    const completed = completedAt[i]! - origin;
    const start = Math.min((startedAt[i] ?? completedAt[i]!) - origin, completed);
    for (const [from, before] of completions.entries()) {
      const { at } = before;
      if (at.length === 0) continue;
      const count = start >= last ? at.length : firstWhere(at.length, (n) => at[n]! > start);
      overlapping += at.length - count;
      if (count > 0) visit(from, to, before, count, start);
    }
    addCompletion(completions[to]!, completed);
    last = completed;
    yield;
  }
  return overlapping;
}

function addCompletion({ at, means, squares }: Completions, completed: number): void {
  const sums = { n: at.length, mean: means.at(-1) ?? 0, squares: squares.at(-1) ?? 0 };
  addGroup(sums, 1, completed, 0);
  at.push(completed);
  means.push(sums.mean);
  squares.push(sums.squares);
}

function addGroup(sums: Moments, n: number, mean: number, squares: number): void {
  const all = sums.n + n;
  const apart = mean - sums.mean;
  sums.mean += (apart * n) / all;
  sums.squares += squares + apart * apart * ((sums.n * n) / all);
  sums.n = all;
}

function numberOf(names: Map<string, number>, name: string): number {
  let number = names.get(name);
  if (number === undefined) {
    number = names.size;
    names.set(name, number);
  }
  return number;
}

/** Names by code unit: the same on every machine. */
export function moreFrequentFirst(a: ProfiledPair, b: ProfiledPair): number {
  if (a.n !== b.n) return b.n - a.n;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : Number(a.to > b.to);
}
