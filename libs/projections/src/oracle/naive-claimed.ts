import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';

const amending = [
  'TouchpointRetracted',
  'TouchpointSuperseded',
  'TouchpointReinstated',
  'ImportClaimed',
  'ImportReverted',
  'PartiesLinked',
  'PartiesUnlinked',
  'PartyAffiliated',
];

/**
 * What was known at an instant as the sources claim (engine.md §3), looked up event by event in all that was ever recorded.
 * Shares no code with the engine.
 */
export function naiveClaimed(all: readonly RecordedEvent[], by: Instant): readonly RecordedEvent[] {
  const written = (event: RecordedEvent): Instant => Math.min(event.sourceRecordedAt ?? Infinity, event.recordedAt);
  return all.filter((event) => {
    if (written(event) <= by) return true;
    // A row that was met again vouches for itself: from when it was written down.
    if (event.type === 'ImportClaimed' && event.sourceRecordedAt === undefined) return true;
    const isCaptured = amending.includes(event.type) && event.source.importId !== undefined;
    if (!isCaptured || event.sourceRecordedAt !== undefined) return false;
    const { by: successor } = event.data as { by?: string };
    const rowId = event.type === 'TouchpointSuperseded' ? successor : event.causationId;
    const row = all.find(({ id }) => id === rowId && id !== event.id);
    return row?.sourceRecordedAt !== undefined && written(row) <= by;
  });
}
