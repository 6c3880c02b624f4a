import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { Pieces } from '#core/pieces.js';

export { atOnce, type Pieces } from '#core/pieces.js';

/** What is done beside work in pieces. */
export interface Pausing {
  /** Gives the work up at its next pause. */
  readonly signal?: AbortSignal | undefined;
  /** After each pause: whether what the work reads is still there. @throws what the work then ends with */
  readonly resume?: () => void;
  /** So many pieces between two looks at the clock; 1 where each takes long. */
  readonly piecesPerLook?: number;
}

/** How long the others wait at most, where no piece is longer. */
const turnMs = 10;
/** Pieces between two looks at the clock, where nothing else is said. */
const piecesOfOneLook = 32;

/** What is done in one go, behind others that wait. */
export function* onePiece<Result>(work: () => Result): Pieces<Result> {
  yield;
  return work();
}

/** Piece by piece: every few milliseconds whatever else waits has its turn. @throws LedgerError `cancelled` */
export async function inPieces<Result>(
  work: Pieces<Result>,
  { signal, resume, piecesPerLook = piecesOfOneLook }: Pausing = {},
): Promise<Result> {
  let endsAt = performance.now() + turnMs;
  for (let pieces = 1; ; pieces++) {
    if (signal?.aborted === true) throw new LedgerError('cancelled');
    const step = work.next();
    if (step.done === true) return step.value;
    if (pieces % piecesPerLook !== 0 || performance.now() < endsAt) continue;
    await setImmediate();
    resume?.();
    endsAt = performance.now() + turnMs;
  }
}
