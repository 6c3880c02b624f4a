import { newSalt, randomId } from '#core/ids.js';
import { digestOf } from '#core/record-hashes.js';
import type { UnplacedEvent } from '#core/record.js';
import { formatInstant, ordinalOf } from '#core/time.js';
import type { Id } from '#core/time.js';
import { claimedIdsMax } from '#domain/events/imports.js';
import type { ImportCompleted, ImportStarted } from '#domain/events/imports.js';
import { streamOf } from '#domain/streams.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { durably } from '#privacy/durably.js';
import { seal } from '#privacy/sealing.js';
import type { RecorderPorts } from './recorder.js';

export interface JournalContext {
  readonly importId: Id;
  readonly connector: string;
  readonly dataset: string;
  /** Who started it. */
  readonly actor: string;
  readonly recorder: string;
}

/** What an import says about itself in its own stream: when it began, what it vouches for, how it ended. */
export class ImportJournal {
  private causationId: Id;
  private entries = 0;
  private claims: Id[] = [];

  constructor(
    private readonly ports: Omit<RecorderPorts, 'mayMeasure'>,
    private readonly context: JournalContext,
  ) {
    this.causationId = context.importId;
  }

  /** @returns the id of the event, which causes everything that the import appends */
  async started(data: ImportStarted, fileName: string): Promise<Id> {
    this.causationId = await this.append('ImportStarted', data, { fileName });
    return this.causationId;
  }

  /** Vouches for an event that was recorded before. */
  async claim(id: Id): Promise<void> {
    this.claims.push(id);
    if (this.claims.length >= claimedIdsMax) await this.appendClaims();
  }

  async appendClaims(): Promise<void> {
    const ids = this.claims;
    this.claims = [];
    if (ids.length > 0) await this.append('ImportClaimed', { ids });
  }

  async completed(data: ImportCompleted): Promise<void> {
    await this.appendClaims();
    await this.append('ImportCompleted', data);
  }

  /** Takes the import back. */
  async reverted(reason: string | undefined): Promise<void> {
    await this.append('ImportReverted', {}, reason === undefined ? undefined : { reason });
  }

  private async append(type: EventType, data: object, personal?: object): Promise<Id> {
    const { keys, clock, random, ledger } = this.ports;
    const { importId, connector, dataset, actor, recorder } = this.context;
    const [id, now] = [randomId(random), clock.now()];
    const event: Omit<UnplacedEvent, 'digest'> = {
      id,
      type,
      schemaVersion: definitionOf(type)!.schemaVersion,
      stream: streamOf(type, { importId }),
      occurredAt: now,
      occurredText: formatInstant(now),
      // Entries of one millisecond stay in order.
      ordinal: ordinalOf(0, this.entries++),
      actor,
      recorder,
      source: { connector, dataset, importId },
      correlationId: importId,
      causationId: this.causationId,
      parties: [],
      relationships: [],
      data: { ...data },
      salt: newSalt(random),
    };
    const closed = await durably(keys, () => {
      if (personal === undefined) return { digest: digestOf(keys.idKey, event) };
      const subjectKey = keys.ensure(importId);
      const sealed = seal(personal, { subjectKey, organisation: keys.organisation, eventId: id, type });
      return { digest: digestOf(subjectKey.key, event, personal), sealed };
    });
    const [result] = await ledger.appendMany([
      { stream: event.stream, expected: 'any', events: [{ ...event, ...closed }] },
    ]);
    if (result!.status === 'rejected') throw result!.reason;
    return id;
  }
}

/** The identity columns that the last import of a dataset went by; undefined when there was none. */
export function identityBefore(ledger: Pick<Mirror, 'readDimension'>, dataset: string): readonly string[] | undefined {
  for (const event of ledger.readDimension('type', 'ImportStarted', { direction: 'backwards' })) {
    if (event.source.dataset === dataset) return (event.data as ImportStarted).identity;
  }
  return undefined;
}

/** The type of objects that are the cases of a dataset; undefined where no import of it had cases of objects. */
export function caseTypeBefore(ledger: Pick<Mirror, 'readDimension'>, dataset: string): string | undefined {
  for (const event of ledger.readDimension('type', 'ImportStarted', { direction: 'backwards' })) {
    const { caseType } = event.data as ImportStarted;
    if (event.source.dataset === dataset && caseType !== undefined) return caseType;
  }
  return undefined;
}
