import type { Instant } from '#core/time.js';
import { isDown } from './phase.js';
import type { TrajectoryState } from './trajectory-state.js';

/**
 * Whether a relationship came into a bad phase (deterioration, dissolved) behind an instant and by another. A phase counts
 * from when the rules could first tell it: its onset is estimated afterwards, and often lies before.
 * @returns undefined where it was in one at that instant, or is not known to have been in any
 */
export function turnedBad(
  { history, phase, at }: Pick<TrajectoryState, 'history' | 'phase' | 'at'>,
  from: Instant,
  by: Instant,
): boolean | undefined {
  if (at === null) return undefined;
  const phases = [...history, phase];
  const place = phases.findLastIndex(({ detectedAt }) => detectedAt <= from);
  if (place < 0 || isDown(phases[place]!)) return undefined;
  return phases.slice(place + 1).some((entry) => isDown(entry) && entry.detectedAt <= by);
}
