import { wilsonInterval } from '#measures/voice/wilson.js';
import type { Figure } from './overview-answers.js';

/** A share with Wilson's limits; of nothing there is none. @param lacks why there is none, where n is 0 */
export function shareFigure(part: number, n: number, lacks: string): Figure {
  const found = wilsonInterval(part, n);
  return found === undefined ? { n, lacks } : { value: found.share, n, low: found.low, high: found.high };
}

/** So many for each `n`, times a factor. */
export function rateFigure(part: number, n: number, factor: number, lacks: string): Figure {
  return n === 0 ? { n, lacks } : { value: (factor * part) / n, n };
}
