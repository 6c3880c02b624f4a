import type { RecordedEvent, UnplacedEvent } from '#core/record.js';

/** What becomes of a touchpoint: appended, recorded before, or recorded before with other content. */
export type TouchpointDecision = 'append' | 'known' | 'differs';

/**
 * Decides about a record whose id may be recorded already (engine.md §1, "Same or different"). The digest tells, and
 * the instant: the digest covers the time as the source wrote it, not what a mapping read it as. Ordinal, import, recorder, recordedAt and salt are never compared.
 *
 * @param existing what is recorded under the id of `record`
 * @param keyDestroyed the key of the recorded event's subject is gone, so no digest can be compared: it counts as known
 */
export function decideTouchpoint(
  existing: Pick<RecordedEvent, 'digest' | 'occurredAt'> | undefined,
  record: Pick<UnplacedEvent, 'digest' | 'occurredAt'>,
  keyDestroyed = false,
): TouchpointDecision {
  if (existing === undefined) return 'append';
  if (keyDestroyed) return 'known';
  return existing.digest === record.digest && existing.occurredAt === record.occurredAt ? 'known' : 'differs';
}
