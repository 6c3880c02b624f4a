import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';

/**
 * When an event was known as its source claims (engine.md §3): when the source says that it wrote it down, and never later
 * than it is recorded here, because then it is known whatever anybody claims.
 *
 * An amendment that capture made has the row that is its evidence: what replaces a touchpoint is its successor, what
 * follows from another event that one. Who says again what is known (`ImportClaimed`) says so with the rows themselves,
 * which claim what they claimed before: such a word is known wherever they are.
 * @returns an instant in ms; -Infinity for what is known wherever its subject is
 */
export function claimedTimeOf(event: RecordedEvent, mirror: Pick<Mirror, 'get'>): Instant {
  const { type, sourceRecordedAt, recordedAt } = event;
  if (sourceRecordedAt !== undefined) return Math.min(sourceRecordedAt, recordedAt);
  if (type === 'ImportClaimed') return -Infinity;
  const row = evidenceOf(event, mirror);
  return row?.sourceRecordedAt === undefined ? recordedAt : Math.min(row.sourceRecordedAt, row.recordedAt, recordedAt);
}

/** The row that made capture amend something; undefined for what a person or a command says. */
export function evidenceOf(event: RecordedEvent, mirror: Pick<Mirror, 'get'>): RecordedEvent | undefined {
  const { id, type, source, causationId, data } = event;
  if (source.importId === undefined || definitionOf(type)?.kind !== 'amendment') return undefined;
  const row = type === 'TouchpointSuperseded' ? (data as EventTypes['TouchpointSuperseded']).by : causationId;
  return row === id ? undefined : mirror.get(row);
}
