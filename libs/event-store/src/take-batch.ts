import type { RecordedEvent } from '#core/record.js';

/** What the events of one batch may take of memory, about. */
export const batchBytes = 96 * 1024 * 1024;

/** What a record takes beside its texts: some 40 fields, ids and hashes. */
const recordBytes = 2_048;

/**
 * The first events of a reading that can be held together; one at least. Most events are small, but a batch of thousands
 * may be letters with everything that was quoted in them.
 */
export function takeBatch(events: Iterable<RecordedEvent>, mostBytes = batchBytes): RecordedEvent[] {
  const taken: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    taken.push(event);
    bytes += sizeOf(event);
    if (bytes >= mostBytes) break;
  }
  return taken;
}

/** Near enough: texts deep inside `data` are few and short. */
function sizeOf({ sealed, data }: RecordedEvent): number {
  let bytes = recordBytes + (sealed?.bytes.length ?? 0);
  for (const value of Object.values(data)) if (typeof value === 'string') bytes += value.length;
  return bytes;
}
