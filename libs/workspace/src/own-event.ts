import { newSalt, randomId } from '#core/ids.js';
import type { Clock, KeyStore, Random } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { PartyRef, UnplacedEvent } from '#core/record.js';
import { formatInstant, ordinalOf } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';

interface OwnEvent {
  readonly type: EventType;
  readonly stream: string;
  readonly data: object;
  readonly parties?: readonly PartyRef[];
  /** Events of one millisecond and one stream stay in this order. */
  readonly place?: number;
}

/** An event that Tend itself records, because somebody asked for it: nothing in it is personal. */
export function ownEvent(
  { keys, clock, random }: { readonly keys: Pick<KeyStore, 'idKey'>; readonly clock: Clock; readonly random: Random },
  { type, stream, data, parties = [], place = 0 }: OwnEvent,
): UnplacedEvent {
  const [id, now] = [randomId(random), clock.now()];
  const event: Omit<UnplacedEvent, 'digest'> = {
    id,
    type,
    schemaVersion: definitionOf(type)!.schemaVersion,
    stream,
    occurredAt: now,
    occurredText: formatInstant(now),
    ordinal: ordinalOf(0, place),
    actor: 'system:tend',
    recorder: 'system:tend',
    source: { connector: 'tend', dataset: 'tend' },
    correlationId: id,
    causationId: id,
    parties: [...parties],
    relationships: [],
    data: { ...data },
    salt: newSalt(random),
  };
  return { ...event, digest: digestOf(keys.idKey, event) };
}
