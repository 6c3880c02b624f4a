import { leafOf } from '#core/record-hashes.js';
import type { EventRecord, RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { AppendDecision } from './append-decision.js';
import type { AppendRequest, PlacedEvent } from './port.js';

/**
 * Gives the new events of a decided request their places: revision, recordedAt, leaf, and the sequence that is hashed
 * nowhere.
 * @param next the sequence of the first of them
 * @throws LedgerError `invalid` when an event holds what has no canonical JSON
 */
export function placeEvents(
  request: AppendRequest,
  decision: AppendDecision,
  next: number,
  recordedAt: Instant,
): RecordedEvent[] {
  const placed: RecordedEvent[] = [];
  for (let i = 0; i < request.events.length; i++) {
    if (decision.known[i] !== undefined) continue;
    const revision = decision.revision + 1 + placed.length;
    const record = { ...request.events[i]!, revision, recordedAt, leaf: '' } as EventRecord & { leaf: string };
    record.leaf = leafOf(record);
    placed.push(Object.assign(record, { sequence: next + placed.length }));
  }
  return placed;
}

/** Where an event was put, as its writer is told. */
export function answerFor(event: RecordedEvent): PlacedEvent {
  const { id, revision, sequence, leaf, recordedAt } = event;
  return { id, outcome: 'appended', revision, sequence, leaf, recordedAt };
}
