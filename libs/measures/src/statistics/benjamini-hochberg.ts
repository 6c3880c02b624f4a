/**
 * The q-values of p-values: to mark what has q ≤ r keeps the expected share of false marks among the marks at r or below
 * (Benjamini & Hochberg 1995). q of p is the least of m·p′/rank(p′) over all p′ ≥ p, at most 1; among equal values the
 * last rank counts, so that equals have one q. Independent tests keep the promise, and those whose dependence is positive
 * (Benjamini & Yekutieli 2001).
 *
 * @param pValues 0 to 1, of one family of tests
 * @returns as many, in the same order
 * @throws RangeError when one is not from 0 to 1
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`A p-value must lie between 0 and 1, not ${wrong}.`);
  const greatestFirst = [...pValues.keys()].sort((i, j) => pValues[j]! - pValues[i]!);
  const qValues = Array<number>(pValues.length).fill(1);
  let least = 1;
  for (const [at, index] of greatestFirst.entries()) {
    // From the greatest on, the first of equals has the last rank of them; the others only give more.
    least = Math.min(least, (pValues.length * pValues[index]!) / (pValues.length - at));
    qValues[index] = least;
  }
  return qValues;
}
