export interface ProgressSoFar {
  readonly done: number;
  readonly total: number | undefined;
  readonly elapsedMs: number;
}

/** Before that a rate says more about the start than about the work. */
const settledMs = 1_000;

/** How fast work goes on average, and how long the rest takes at that rate; nothing while it is too early to tell. */
export function progressRate({ done, total, elapsedMs }: ProgressSoFar): { perSecond?: number; secondsLeft?: number } {
  if (elapsedMs < settledMs || done <= 0) return {};
  const perSecond = (done / elapsedMs) * 1000;
  return total === undefined ? { perSecond } : { perSecond, secondsLeft: Math.max(0, total - done) / perSecond };
}
