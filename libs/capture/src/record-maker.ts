import { identityExternalId, isId, keyedId, newSalt, type IdKind } from '#core/ids.js';
import type { KeyStore, Random } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { EventSource, PartyRef, ProcessStep, UnplacedEvent } from '#core/record.js';
import { ordinalOf } from '#core/time.js';
import type { Id } from '#core/time.js';
import { streamOf } from '#domain/streams.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { definitionOf, type EventType } from '#domain/vocabulary.js';
import type { Directory } from '#privacy/directory.js';
import { seal } from '#privacy/sealing.js';
import { Claims } from './claims.js';
import { concernedObjects, isStrayCopy, objectOf } from './concerned-objects.js';
import { Occurrences } from './occurrences.js';
import type { DraftReading, RecordedOrigin } from './reading.js';
import { asGiven, sentimentOf, type MeasuringPorts } from './sentiment/draft-sentiment.js';
import type { SentimentScorer } from './sentiment/text-sentiment.js';

/** What making records needs of the data directory. */
export interface RecordMakerPorts extends MeasuringPorts {
  readonly keys: KeyStore;
  readonly directory: Pick<Directory, 'claim' | 'label'>;
  readonly random: Random;
}

/** What records of one import or one request have in common. */
export interface RecordingContext {
  readonly connector: string;
  /** Name of the source; an event over HTTP may name its own. */
  readonly dataset: string;
  readonly importId?: Id;
  readonly correlationId: Id;
  readonly causationId: Id;
  /** Who writes it down: `connector:<name>`, `key:<id>`, `system:<name>`. */
  readonly recorder: string;
}

/** A record whose personal part is not sealed yet: sealing costs, and what is known already needs none. */
export interface MadeRecord {
  readonly event: UnplacedEvent;
  readonly subject: Id;
  readonly plaintext: object | undefined;
}

/** A record while it is being made. */
type Open<Record> = { -readonly [Field in keyof Record]: Record[Field] };

/** How many ids of cases, matters and threads are remembered instead of hashed again. */
const idsRemembered = 20_000;

/**
 * Makes records of drafts (engine.md §1): identifiers become ids, what is personal is sealed under the key of whom it is
 * about, and the digest says what it is. Drafts must have passed `checkDraft`.
 */
export class RecordMaker {
  private readonly occurrences = new Occurrences();
  private readonly ids = new Map<string, Id>();
  private readonly own = new WeakMap<DraftReading, boolean>();
  private source: EventSource | undefined;
  private readonly claims: Claims;

  constructor(
    private readonly ports: RecordMakerPorts,
    private readonly context: RecordingContext,
  ) {
    this.claims = new Claims(ports);
  }

  /**
   * The id of a draft. To be asked once for each: rows that are equal in their identity are counted.
   * @throws LedgerError `limit-exceeded` when there are too many rows without ids
   */
  idOf(reading: DraftReading): Id {
    const { draft } = reading;
    const own = this.ownOf(reading);
    if (own !== undefined) return own.id;
    const dataset = reading.dataset ?? this.context.dataset;
    if (draft.externalId !== undefined) return this.keyed('event', dataset, draft.externalId, draft.part);
    const values = draft.identity ?? [];
    const first = this.keyed('event', dataset, identityExternalId(values, 0), draft.part);
    const occurrence = this.occurrences.next(first);
    return occurrence === 0 ? first : this.keyed('event', dataset, identityExternalId(values, occurrence), draft.part);
  }

  /** Whether a draft is a copy for a case that its event, as it is recorded, does not concern. */
  isStray({ draft, dataset = this.context.dataset }: DraftReading): boolean {
    const copied = draft.references?.['copyOf'];
    const event = copied && this.ports.ledger.get(this.keyed('event', dataset, copied.externalId));
    const name = draft.process?.case;
    if (event === undefined || name === undefined) return false;
    return isStrayCopy(event, this.remembered('case', dataset, name), this.remembered('object', dataset, name));
  }

  /**
   * @param scorer measures the sentiment of what the customer wrote, where the source says none
   * @throws LedgerError `invalid` when its type has no stream for it
   */
  make(reading: DraftReading, id: Id, scorer?: SentimentScorer): MadeRecord {
    const { connector, recorder, importId } = this.context;
    const own = this.ownOf(reading);
    // Only this ledger says what it measured: from outside that is a claim like any other, and of no identity.
    const draft = own === undefined ? asGiven(reading.draft) : reading.draft;
    const dataset = reading.dataset ?? this.context.dataset;
    const parties = own === undefined ? this.partiesOf(draft, dataset) : ownParties(draft, own.parties);
    const process = this.processOf(draft, dataset, own?.case);
    const type = draft.type as EventType;
    const data = this.dataOf(draft, dataset);
    const object = objectOf(data);
    const person = this.personOf(draft, dataset, own?.parties);
    const subject = person ?? process?.case ?? object ?? importId ?? parties[0]?.id ?? id;
    const plaintext = isEmpty(draft.personal) ? undefined : draft.personal;
    if (process !== undefined && own === undefined) this.claims.label(process.case, draft.process!.case, subject);
    const event: Open<UnplacedEvent> = {
      id,
      type,
      schemaVersion: draft.schemaVersion ?? definitionOf(type)!.schemaVersion,
      stream: streamOf(type, { case: process?.case, parties, object, importId }),
      occurredAt: draft.occurredAt.instant,
      occurredText: draft.occurredAt.text,
      ordinal: ordinalOf(draft.occurredAt.nanos, draft.position),
      actor:
        own?.actor ??
        (draft.actor === undefined ? `connector:${connector}` : this.claims.claim(draft.actor, dataset).id),
      recorder,
      source: this.sourceOf(dataset),
      correlationId: this.correlationOf(draft, dataset),
      causationId: this.causationOf(draft, dataset, own !== undefined),
      parties,
      relationships: own === undefined ? this.relationshipsOf(draft, dataset) : [],
      data,
      salt: newSalt(this.ports.random),
      digest: '',
    };
    if (process !== undefined) event.process = process;
    this.addExtras(event, draft, dataset, own);
    const sentiment = scorer && sentimentOf(draft, event, this.ports, scorer);
    if (sentiment !== undefined) event.data = { ...data, sentiment };
    const key = plaintext === undefined ? this.ports.keys.idKey : this.ports.keys.ensure(subject).key;
    event.digest = digestOf(key, event, plaintext);
    return { event, subject, plaintext };
  }

  /** Seals the personal part. Everything that is appended goes through here. */
  seal({ event, subject, plaintext }: MadeRecord): UnplacedEvent {
    if (plaintext === undefined) return event;
    const { keys } = this.ports;
    const sealed = seal(plaintext, {
      subjectKey: keys.ensure(subject),
      organisation: keys.organisation,
      eventId: event.id,
      type: event.type,
    });
    // The record is nobody else's yet.
    return Object.assign(event, { sealed });
  }

  /**
   * What an event of this ledger's own says of its ids. Believed only of an event that is recorded, which can then be
   * known or differ and nothing else: anybody can write the name of an organisation into a source, and ids, an actor in
   * clear, a cause of their choosing behind it.
   */
  private ownOf(reading: DraftReading): RecordedOrigin | undefined {
    const { recorded } = reading;
    if (recorded === undefined) return undefined;
    let isOwn = this.own.get(reading);
    if (isOwn === undefined) {
      isOwn =
        recorded.organisation === this.ports.keys.organisation && this.ports.ledger.get(recorded.id) !== undefined;
      this.own.set(reading, isOwn);
    }
    return isOwn ? recorded : undefined;
  }

  private keyed(kind: IdKind, dataset: string, externalId: string, part?: string): Id {
    return keyedId(this.ports.keys.idKey, kind, dataset, externalId, part);
  }

  private remembered(kind: IdKind, dataset: string, externalId: string): Id {
    const name = `${kind}\u0000${dataset}\u0000${externalId}`;
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.keyed(kind, dataset, externalId);
      if (this.ids.size >= idsRemembered) this.ids.clear();
      this.ids.set(name, id);
    }
    return id;
  }

  private partiesOf(draft: TouchpointDraft, dataset: string): readonly PartyRef[] {
    const refs: PartyRef[] = [];
    for (const party of draft.parties) {
      const ref = this.claims.claim(party, dataset);
      if (!refs.some((other) => other.id === ref.id && other.role === ref.role && other.side === ref.side))
        refs.push(ref);
    }
    return refs;
  }

  /**
   * A source that names an organisation of the customer's beside its person has said whose history it is; otherwise both
   * would be relationships of their own. Organisations alone, or persons alone, are left to belonging (engine.md §2).
   */
  private relationshipsOf(draft: TouchpointDraft, dataset: string): readonly Id[] {
    const customers = draft.parties.filter((party) => party.side === 'customer');
    if (!customers.some((party) => party.kind === 'person')) return [];
    const organisations = customers.filter((party) => party.kind === 'organisation');
    return [...new Set(organisations.map((party) => this.claims.claim(party, dataset).id))];
  }

  private processOf(draft: TouchpointDraft, dataset: string, own: Id | undefined): ProcessStep | undefined {
    if (draft.process === undefined) return undefined;
    const { definition, case: number, activity, lifecycle = 'complete' } = draft.process;
    return { definition, dataset, case: own ?? this.remembered('case', dataset, number), activity, lifecycle };
  }

  /**
   * Whom it is about: the first person of the customer's side. Else the case is the subject of its seal, else the object that
   * it is about or concerns first, else the import.
   */
  private personOf(draft: TouchpointDraft, dataset: string, own: readonly Id[] | undefined): Id | undefined {
    const index = draft.parties.findIndex((party) => party.kind === 'person' && party.side === 'customer');
    if (index < 0) return undefined;
    return own === undefined ? this.claims.claim(draft.parties[index]!, dataset).id : own[index];
  }

  /** Of one dataset always the same object: an import has one, a request a few. */
  private sourceOf(dataset: string): EventSource {
    if (this.source?.dataset !== dataset) {
      const { connector, importId } = this.context;
      this.source = importId === undefined ? { connector, dataset } : { connector, dataset, importId };
    }
    return this.source;
  }

  private dataOf({ data, references = {}, objects }: TouchpointDraft, dataset: string): UnplacedEvent['data'] {
    const named = Object.entries(references).map(
      ([field, { kind = 'event', externalId, dataset: of = dataset, part }]) =>
        [field, this.keyed(kind, of, externalId, part)] as const,
    );
    if (named.length === 0 && objects === undefined) return data;
    const concerned = objects && concernedObjects(objects, (name) => this.remembered('object', dataset, name));
    return { ...data, ...Object.fromEntries(named), ...(concerned && { objects: concerned }) };
  }

  private correlationOf({ correlationId }: TouchpointDraft, dataset: string): Id {
    if (correlationId === undefined) return this.context.correlationId;
    return isId(correlationId) ? correlationId : this.keyed('event', dataset, correlationId, 'correlation');
  }

  private causationOf({ causationId }: TouchpointDraft, dataset: string, isOwn: boolean): Id {
    if (causationId === undefined) return this.context.causationId;
    // The source names the event that caused it as it names its events.
    return isOwn ? causationId : this.keyed('event', dataset, causationId);
  }

  private addExtras(
    event: Open<UnplacedEvent>,
    draft: TouchpointDraft,
    dataset: string,
    own: RecordedOrigin | undefined,
  ): void {
    const { sourceRecordedAt, effectiveFrom, onBehalfOf, authority, reasonCode, matter, thread } = draft;
    const named = (kind: IdKind, name: string) =>
      own !== undefined && isId(name) ? name : this.remembered(kind, dataset, name);
    if (sourceRecordedAt !== undefined) event.sourceRecordedAt = sourceRecordedAt;
    if (effectiveFrom !== undefined) event.effectiveFrom = effectiveFrom;
    if (onBehalfOf !== undefined) event.onBehalfOf = own?.onBehalfOf ?? this.claims.claim(onBehalfOf, dataset).id;
    if (authority !== undefined) event.authority = authority;
    if (reasonCode !== undefined) event.reasonCode = reasonCode;
    if (matter !== undefined) event.matter = named('matter', matter);
    if (thread !== undefined) event.thread = named('thread', thread);
  }
}

function ownParties(draft: TouchpointDraft, ids: readonly Id[]): readonly PartyRef[] {
  return draft.parties.map(({ role, side }, index) => ({ id: ids[index]!, role, side }));
}

function isEmpty(object: object): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return false;
  return true;
}
