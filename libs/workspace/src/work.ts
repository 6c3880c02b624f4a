import type { Progress } from '#core/ports.js';

/** Long work: tells how far it is and can be stopped. */
export interface Work {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}
