/** Scores in the order of their size, so that areas are found again and again without sorting. */
export interface RankedScores {
  /** Indexes of the scores, the lowest score first. */
  readonly order: Int32Array;
  /** Where each group of equal scores ends in `order` (exclusive). */
  readonly groupEnds: Int32Array;
}

/** @returns undefined when a score is NaN: it has no rank */
export function rankScores(scores: readonly number[]): RankedScores | undefined {
  if (scores.some(Number.isNaN)) return undefined;
  const order = Int32Array.from(scores.keys()).sort((i, j) => compare(scores[i]!, scores[j]!));
  const ends: number[] = [];
  for (let at = 1; at <= order.length; at++) {
    if (at === order.length || scores[order[at]!] !== scores[order[at - 1]!]) ends.push(at);
  }
  return { order, groupEnds: Int32Array.from(ends) };
}

/** Not a difference: that of two infinite scores is NaN. */
function compare(one: number, other: number): number {
  return one < other ? -1 : Number(one > other);
}

/**
 * Area under the receiver operating characteristic: the chance that a positive scores higher than a negative, ties one
 * half (Hanley & McNeil 1982).
 * @param outcomes whether each is a positive
 * @param scores as many; higher says "more likely a positive"; they may be infinite
 * @returns 0 to 1; undefined without a positive, without a negative or with a score that is NaN
 */
export function areaUnderCurve(outcomes: readonly boolean[], scores: readonly number[]): number | undefined {
  const ranked = rankScores(scores);
  return ranked && weightedArea(ranked, outcomes);
}

/**
 * The same of a sample in which each index comes `weights[index]` times, as a bootstrap draws it.
 * @returns undefined when the sample holds one class only
 */
export function weightedArea(
  { order, groupEnds }: RankedScores,
  outcomes: readonly boolean[],
  weights?: ArrayLike<number>,
): number | undefined {
  let positives = 0;
  let negatives = 0;
  // Twice the pairs in which the positive is higher, ties counted once: whole, so nothing is rounded before the end.
  let twiceWon = 0;
  let at = 0;
  for (const end of groupEnds) {
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; at < end; at++) {
      const index = order[at]!;
      const weight = weights === undefined ? 1 : weights[index]!;
      if (outcomes[index]) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    twiceWon += tiedPositives * (2 * negatives + tiedNegatives);
    positives += tiedPositives;
    negatives += tiedNegatives;
  }
  if (positives === 0 || negatives === 0) return undefined;
  return twiceWon / (2 * positives * negatives);
}
