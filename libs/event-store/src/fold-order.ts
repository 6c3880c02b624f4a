import type { FoldKey } from './port.js';

/** Fold order: (occurredAt, ordinal, sequence). Negative when `a` comes first; 0 only for one and the same event. */
export function compareFoldKeys(a: FoldKey, b: FoldKey): number {
  return a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence;
}
