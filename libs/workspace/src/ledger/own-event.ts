import { LedgerError } from '#core/errors.js';
import { newSalt, randomId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Clock, KeyStore, Random, SubjectKey } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { PartyRef, UnplacedEvent } from '#core/record.js';
import { formatInstant, ordinalOf, type Id, type Instant } from '#core/time.js';
import { validateData } from '#domain/data-validation.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import type { EventStore } from '#event-store/port.js';
import { durably } from '#privacy/durably.js';
import { seal } from '#privacy/sealing.js';
import type { Acting } from '../workspace.js';

interface Recording {
  readonly keys: Pick<KeyStore, 'idKey'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly acting?: Acting | undefined;
}

interface OwnEvent {
  readonly type: EventType;
  readonly stream: string;
  readonly data: object;
  readonly parties?: readonly PartyRef[];
  /** When it happened; now, unless told. */
  readonly occurredAt?: Instant | undefined;
  /** Who asked for it; the program itself where nobody did. */
  readonly actor?: string;
  /** From when on it is valid, for what publishes a rule. */
  readonly effectiveFrom?: Instant;
  /** Why, as a code. */
  readonly reasonCode?: string;
  /** Events of one millisecond and one stream stay in this order. */
  readonly place?: number;
  /** What is personal in it, and the key of whom it is about. */
  readonly personal?: { readonly content: object; readonly subjectKey: SubjectKey; readonly organisation: Id };
}

/**
 * An event that Tend itself records, because somebody asked for it. What is personal in it is sealed.
 * @throws LedgerError `invalid` for data that the type does not allow
 */
export function ownEvent(
  { keys, clock, random, acting }: Recording,
  {
    type,
    stream,
    data,
    parties = [],
    occurredAt = clock.now(),
    actor = 'system:tend',
    effectiveFrom,
    reasonCode,
    place = 0,
    personal,
  }: OwnEvent,
): UnplacedEvent {
  const violations = validateData(type, definitionOf(type)!.schemaVersion, data);
  if (violations.length > 0)
    throw new LedgerError('invalid', `This cannot be recorded: ${violations[0]!.message}.`, { violations });
  const id = randomId(random);
  const event: Omit<UnplacedEvent, 'digest'> = {
    id,
    type,
    schemaVersion: definitionOf(type)!.schemaVersion,
    stream,
    occurredAt,
    occurredText: formatInstant(occurredAt),
    ordinal: ordinalOf(0, place),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    actor,
    ...(acting === undefined ? {} : { authority: acting.authority }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    recorder: 'system:tend',
    source: { connector: 'tend', dataset: 'tend' },
    correlationId: id,
    causationId: id,
    parties: [...parties],
    relationships: [],
    data: { ...data },
    salt: newSalt(random),
  };
  if (personal === undefined) return { ...event, digest: digestOf(keys.idKey, event) };
  const { content, subjectKey, organisation } = personal;
  return {
    ...event,
    digest: digestOf(subjectKey.key, event, content),
    sealed: seal(content, { subjectKey, organisation, eventId: id, type }),
  };
}

type Decided = Pick<EventStore, 'head' | 'revisionOf' | 'append' | 'subscribe'>;

/** Where something is decided: the ledger, and the keys by which it may be sealed. */
export interface Deciding {
  readonly ledger: Decided;
  readonly keys: Pick<KeyStore, 'dropped' | 'flush'>;
}

/**
 * Appends what is decided, exactly behind what it was decided by: when something else comes between, it is decided anew,
 * a few times. Others may refuse by then what they allowed before. A key that it draws is durable before it is recorded.
 * @param decide undefined: there is nothing to be said any more
 * @throws LedgerError whatever `decide` throws; `revision-conflict` when something comes between each time; `disk-full`,
 *   `unavailable` when keys cannot be made durable, and then nothing is recorded
 */
export async function appendDecided<Event extends UnplacedEvent | undefined>(
  { ledger, keys }: Deciding,
  decide: () => Event,
): Promise<Event> {
  for (let attempt = 1; ; attempt++) {
    const { event, revision } = await durably(keys, () => {
      const decided = decide();
      return { event: decided, revision: decided === undefined ? -1 : ledger.revisionOf(decided.stream) };
    });
    if (event === undefined) return event;
    const { stream } = event;
    try {
      await ledger.append({ stream, expected: revision < 0 ? 'no_stream' : revision, events: [event] });
      return event;
    } catch (error) {
      const isConflict = error instanceof LedgerError && error.code === 'revision-conflict';
      if (!isConflict || attempt >= limits.decisionAttempts) throw error;
      await catchUp(ledger, stream, revision);
    }
  }
}

/** Waits for what came between: it may be on its way to the disk still, and then it is not read yet. */
async function catchUp(ledger: Decided, stream: string, revision: number): Promise<void> {
  const signal = AbortSignal.timeout(limits.waitMs);
  for await (const _message of ledger.subscribe({ after: ledger.head().sequence, signal }))
    if (ledger.revisionOf(stream) !== revision) return;
}
