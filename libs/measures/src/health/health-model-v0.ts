import type { ModelSignal } from './health-model.js';
import type { HealthSignal } from './health-signals.js';

/** What is shown beside a number that the model below makes. */
export const healthModelV0Label = 'proposal, not calibrated';

const line = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([raw, score]) => ({ raw, score }));

/**
 * How health is made until a model is published (HealthModelPublished): a proposal of ours, not calibrated on outcomes.
 *
 * - `silence`: above p = ½ no silence is worth a point, p* of the alarms (.05 at most) is a low one.
 * - `trend`: unchanged contact is good, not best; a quarter of it is bad. Flat about 1: of the few contact-days of a window
 *   the ratio is off by a half without anything having changed. It weighs less than silence.
 * - `promises` weigh most beside silence: the strongest association that was measured (definitions.md §1.6).
 * - `complaints`: none is good, not best, since most do not complain.
 * - `reply`: within an hour best, a working day middling.
 */
export const healthModelV0: readonly (ModelSignal & { readonly signal: HealthSignal })[] = [
  { signal: 'silence', weight: 3, map: line([0.001, 0], [0.05, 30], [0.2, 65], [0.5, 80]) },
  { signal: 'trend', weight: 2, map: line([0, 10], [0.25, 35], [0.5, 55], [1, 70], [4, 90]) },
  { signal: 'promises', weight: 3, map: line([0.5, 0], [0.8, 50], [1, 100]) },
  { signal: 'answers', weight: 2, map: line([0, 0], [6, 40], [8, 75], [10, 100]) },
  { signal: 'complaints', weight: 2, map: line([0, 80], [1, 30], [3, 0]) },
  { signal: 'reply', weight: 1, map: line([1, 100], [4, 75], [8, 50], [24, 20], [80, 0]) },
  { signal: 'breadth', weight: 1, map: line([0, 10], [1, 30], [2, 55], [3, 75], [5, 100]) },
];
