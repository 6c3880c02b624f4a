import type { DensityAnswer } from '#workspace/answers.js';

/** One bar of the time bar. */
export interface DensityBar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  /** Height from 0 to 1. */
  readonly height: number;
}

/** A bar is never so low that a single touchpoint disappears. */
const lowest = 0.08;

/** The bars of a density, oldest first. The square root of the count is the height: quiet years stay visible beside busy ones. */
export function densityBars({ from, to, counts }: DensityAnswer): readonly DensityBar[] {
  if (from === undefined || to === undefined) return [];
  const [startMs, endMs] = [Date.parse(from), Date.parse(to)];
  const stepMs = (endMs - startMs) / Math.max(1, counts.length);
  const most = Math.max(1, ...counts);
  return counts.map((count, at) => ({
    fromMs: startMs + at * stepMs,
    toMs: startMs + (at + 1) * stepMs,
    count,
    height: count === 0 ? 0 : Math.max(lowest, Math.sqrt(count / most)),
  }));
}

/** The part of the bar, 0 to 1, after which there is nothing any more. */
export function silentFrom(bars: readonly DensityBar[]): number {
  return bars.length === 0 ? 0 : (bars.findLastIndex(({ count }) => count > 0) + 1) / bars.length;
}
