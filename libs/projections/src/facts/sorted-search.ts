/**
 * The place of the first value that a test holds of, or how many there are when it holds of none.
 * @param sorted values of which the test holds of all behind the first that it holds of
 */
export function firstWhere<Value>(sorted: readonly Value[], holds: (value: Value) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
