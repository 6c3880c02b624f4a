import type { RecordedEvent } from '#core/record.js';
import { formatInstant } from '#core/time.js';

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** When an event occurred, in RFC 3339: as its source wrote it where that is it, else in UTC, to the nanosecond. */
export function exportTime({ occurredAt, occurredText, ordinal }: RecordedEvent): string {
  if (rfc3339.test(occurredText)) return occurredText;
  const nanos = Math.floor(ordinal / 2 ** 32);
  const text = formatInstant(occurredAt);
  return nanos === 0 ? text : text.replace('Z', `${String(nanos).padStart(6, '0')}Z`);
}
