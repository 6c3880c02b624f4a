import { rankScores } from './ranking.js';

/** How many of the highest scores are positives. */
export interface PrecisionAmongFirst {
  /** How many were looked at: no more than there are. */
  readonly among: number;
  /** Share of positives, those tied at the end counted in proportion: what a random order of ties gives on average. */
  readonly expected: number;
  /** Share of positives with ties in the order of the input. */
  readonly inputOrder: number;
}

/**
 * Share of positives among the `first` highest scores: what an owner gets who can handle that many.
 * @param outcomes whether each is a positive
 * @param scores as many; higher says "more likely a positive"
 * @returns undefined when `first` is below 1, when there is no score, or one that is NaN
 */
export function precisionAmongFirst(
  outcomes: readonly boolean[],
  scores: readonly number[],
  first: number,
): PrecisionAmongFirst | undefined {
  const ranked = rankScores(scores);
  const among = Math.min(Math.floor(first), scores.length);
  if (!ranked || !(among >= 1)) return undefined;
  const { order, groupEnds } = ranked;
  let [seen, expected, inOrder] = [0, 0, 0];
  for (let group = groupEnds.length - 1; seen < among; group--) {
    // Equal scores stand in the order of the input, since the sort is stable.
    const tied = Array.from(order.subarray(groupEnds[group - 1] ?? 0, groupEnds[group]), (index) => outcomes[index]);
    const taken = Math.min(tied.length, among - seen);
    expected += (countTrue(tied) * taken) / tied.length;
    inOrder += countTrue(tied.slice(0, taken));
    seen += taken;
  }
  return { among, expected: expected / among, inputOrder: inOrder / among };
}

function countTrue(values: readonly (boolean | undefined)[]): number {
  return values.reduce((count, value) => (value ? count + 1 : count), 0);
}
