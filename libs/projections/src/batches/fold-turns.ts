import type { KeyChange, TotalStep } from '#read-store/port.js';
import type { FoldWatch } from './batch-input.js';
import { packChange } from '../folding/contribution-change.js';
import { factsOfPart, foldKeyInParts } from '../folding/fold.js';
import type { FoldedKey, FoldRequest } from '../folding/fold.js';
import type { Pauses } from '../calls/pauses.js';
import type { TotalChange } from '../folding/step-recorder.js';

/** When one key has so many facts others have their turns before it is through. */
const factsOfTurn = 16_384;

/** One key may have facts without end: then it holds up neither this thread nor other builds that it folds. */
export async function foldInTurns(
  request: FoldRequest,
  pauses: Pauses,
  watch: FoldWatch | undefined,
): Promise<FoldedKey> {
  const parts = foldKeyInParts(request);
  let part = parts.next();
  for (let facts = factsOfPart; part.done !== true; facts += factsOfPart) {
    if (facts >= factsOfTurn) watch?.yields();
    await pauses.pause();
    part = parts.next();
  }
  return part.value;
}

/** What a key brings to totals, as it is stored. */
export function packSteps(changes: readonly TotalChange[]): TotalStep[] {
  return changes.map(({ time, sequence, change }) => ({ time, sequence, change: packChange(change) }));
}

/** Keys and steps that changes of keys hold, together. */
export function weightOf(keys: readonly KeyChange[]): number {
  return keys.reduce(
    (sum, { rowSteps, totalSteps, signalSteps }) =>
      [rowSteps, totalSteps, signalSteps].reduce((steps, list) => steps + (list?.added.length ?? 0), sum + 1),
    0,
  );
}
