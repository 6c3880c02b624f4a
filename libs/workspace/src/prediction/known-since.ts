import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { evidenceOf } from '#projections/facts/claimed-time.js';

/** When an event was known. */
export interface KnownSince {
  readonly at: Instant;
  /** It was imported, and that is what the source claims, or what is taken for granted where it claims nothing. */
  readonly isClaimed: boolean;
}

/**
 * When an event was known, for a back-test: when it was recorded; but history that was imported later was known when its
 * source says that it wrote it down, or, where the source says nothing, when it occurred. Never later than it is recorded.
 * What capture made of a row (a link, a membership, a correction) was known with the row.
 */
export function knownSince(event: RecordedEvent, mirror: Pick<Mirror, 'get'>): KnownSince {
  const { recordedAt, source } = event;
  if (source.importId === undefined) return { at: recordedAt, isClaimed: false };
  const row = evidenceOf(event, mirror) ?? event;
  const claimed = event.sourceRecordedAt ?? row.sourceRecordedAt ?? row.occurredAt;
  return { at: Math.min(claimed, recordedAt), isClaimed: claimed < recordedAt };
}
