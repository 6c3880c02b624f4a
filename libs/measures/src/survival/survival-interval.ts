import { z95 } from '../statistics/normal.js';
import { survivingAt, type SurvivalCurve } from './kaplan-meier.js';

/** A share of a survival curve at a time, 0–1, with its 95 % limits where there are any. */
export interface SurvivingShare {
  readonly share: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The share to whom it has not happened by the end of a time, with the limits of the log–log transformation (Kalbfleisch &
 * Prentice 1980): S^exp(±z·se/(S·ln S)). They never leave 0–1. Where the share is 1 or 0 Greenwood's formula gives none.
 *
 * @returns undefined beyond what was observed, as `survivingAt`
 */
export function survivingShareAt(curve: SurvivalCurve, time: number): SurvivingShare | undefined {
  const share = survivingAt(curve, time);
  if (share === undefined) return undefined;
  const error = curve.steps.findLast((step) => step.time <= time)?.standardError ?? 0;
  if (share <= 0 || share >= 1 || error === 0) return { share };
  const half = (z95 * error) / (share * Math.log(share));
  const [a, b] = [share ** Math.exp(half), share ** Math.exp(-half)];
  return { share, low: Math.min(a, b), high: Math.max(a, b) };
}
