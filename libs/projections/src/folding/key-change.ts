import type { KeyChange, KeyEntry, ListChange, TotalStep } from '#read-store/port.js';
import type { FoldedKey } from './fold.js';
import type { Resumption } from './resumption.js';
import type { TouchedKey } from './touched-keys.js';

/**
 * What of a key is to be written after its fold; undefined when it is as it was.
 * @param totalSteps how the steps of its totals change
 */
export function keyChangeOf(
  { key, slot }: TouchedKey,
  before: KeyEntry | undefined,
  { entry, from, rowSteps, signalSteps, snapshots }: FoldedKey,
  { isAppend, snapshots: keep }: Resumption,
  totalSteps: ListChange<TotalStep>,
): KeyChange | undefined {
  const isTold = [rowSteps, totalSteps.added, signalSteps ?? [], snapshots].some((list) => list.length > 0);
  const isAsBefore = before !== undefined && isSame(before, entry);
  if (isAppend && !isTold && isAsBefore) return undefined;
  // A new key has none, and what is put behind the last fact changes none.
  const keepsAll = isAppend || before === undefined;
  // Where it was set apart, a step behind the last fact has ended its signals.
  const keepsSignals = keepsAll && before?.quarantine === undefined;
  const isKept = (list: readonly unknown[]): boolean => isAppend && list.length === 0;
  return {
    key,
    entry,
    slot,
    ...(before?.dueAt === undefined ? {} : { dueBefore: before.dueAt }),
    ...(isKept(rowSteps) ? {} : { rowSteps: { keep: from?.rowSteps ?? 0, added: rowSteps, keepsAll } }),
    ...(isKept(totalSteps.added) ? {} : { totalSteps: { ...totalSteps, keepsAll } }),
    ...(signalSteps === undefined || (keepsSignals && isKept(signalSteps))
      ? {}
      : { signalSteps: { keep: from?.signalSteps ?? 0, added: signalSteps, keepsAll: keepsSignals } }),
    // Where it goes on from what is stored, no snapshot lies behind.
    ...(from !== undefined && snapshots.length === 0 && keep === 0 ? {} : { snapshots: { keep, added: snapshots } }),
  };
}

function isSame(a: KeyEntry, b: KeyEntry): boolean {
  return (
    a.facts === b.facts &&
    a.dueAt === b.dueAt &&
    a.quarantine?.message === b.quarantine?.message &&
    a.quarantine?.place?.sequence === b.quarantine?.place?.sequence &&
    sameBytes(a.document, b.document) &&
    sameBytes(a.current, b.current) &&
    sameBytes(a.row, b.row) &&
    sameBytes(a.signals, b.signals)
  );
}

export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
