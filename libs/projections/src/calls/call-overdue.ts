import type { CallPlace } from './call-mark.js';

/** A call took too long, and was ended; with it the thread that has made it. */
export class CallOverdue extends Error {
  constructor(
    readonly place: CallPlace,
    readonly limitMs: number,
  ) {
    super(`A call took longer than ${limitMs} ms`);
  }
}
