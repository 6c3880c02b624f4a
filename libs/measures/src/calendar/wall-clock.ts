import { isInstant } from '#core/time.js';
import type { RunningClock } from './running-clock.js';

/** The clock on the wall: it runs at every instant. */
export const wallClock: RunningClock = Object.freeze({
  msBetween: (from, to) => (to > from ? to - from : 0),
  instantAfter: (from, ms) => {
    const at = Math.ceil(from + ms);
    return ms >= 0 && isInstant(at) ? at : undefined;
  },
  isRunning: (at) => isInstant(at),
} satisfies RunningClock);
