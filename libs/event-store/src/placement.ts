import { leafOf } from '#core/record-hashes.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { AppendDecision } from './append-decision.js';
import type { AppendRequest } from './port.js';

/** An event that has its place, and its leaf as soon as it is hashed; '' until then. */
export type PlacedRecord = Omit<RecordedEvent, 'leaf'> & { leaf: string };

/**
 * Gives the new events of a decided request their places: revision, recordedAt, and the sequence that is hashed nowhere.
 * @param next the sequence of the first of them
 */
export function placeEvents(
  request: AppendRequest,
  decision: AppendDecision,
  next: number,
  recordedAt: Instant,
): PlacedRecord[] {
  const placed: PlacedRecord[] = [];
  for (let i = 0; i < request.events.length; i++) {
    if (decision.known[i] !== undefined) continue;
    const revision = decision.revision + 1 + placed.length;
    placed.push({ ...request.events[i]!, revision, recordedAt, leaf: '', sequence: next + placed.length });
  }
  return placed;
}

/** Gives placed events their leaves. @throws LedgerError `invalid` when one holds what has no canonical JSON */
export function hashPlaced(placed: readonly PlacedRecord[]): void {
  for (const record of placed) record.leaf = leafOf(record);
}

/** @throws RangeError when some of so many events are not among those up to the head */
export function requireEvents(first: number, count: number, head: number): void {
  if (!(Number.isInteger(first) && first >= 1 && Number.isInteger(count) && count >= 0 && first + count - 1 <= head))
    throw new RangeError(`There are no ${count} events from ${first} on`);
}
