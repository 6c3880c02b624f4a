/** Shares are compared with this slack: a product of doubles such as ¾ · ⅔ misses ½. */
export const shareSlack = 1e-12;

/** Whether a time can be used: a number, finite, not before the start. */
function isUsableTime(time: number): boolean {
  return time >= 0 && time < Number.POSITIVE_INFINITY;
}

/** The usable observations, earliest first; those of one time in any order. */
export function inOrderOfTime<T extends { readonly time: number }>(observations: readonly T[]): T[] {
  return observations.filter(({ time }) => isUsableTime(time)).sort((a, b) => a.time - b.time);
}

/**
 * The time of the first step at which `reached` holds; steps are sorted by time and, once it holds, it goes on to hold.
 * @returns undefined when it never does: "not reached"
 */
export function firstTime<T extends { readonly time: number }>(
  steps: readonly T[],
  reached: (step: T) => boolean,
): number | undefined {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(steps[middle]!)) high = middle;
    else low = middle + 1;
  }
  return steps[low]?.time;
}
