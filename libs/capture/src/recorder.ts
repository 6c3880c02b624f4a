import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import { digestOf } from '#core/record-hashes.js';
import type { UnplacedEvent } from '#core/record.js';
import type { Id, Instant } from '#core/time.js';
import { decideTouchpoint } from '#domain/commands/record-touchpoints.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import type { AppendRequest, AppendResult, EventStore, PlacedEvent } from '#event-store/port.js';
import { RecordMaker } from './record-maker.js';
import type { MadeRecord, RecordMakerPorts, RecordingContext } from './record-maker.js';
import type { DraftReading } from './reading.js';
import { customerWords } from './sentiment/customer-words.js';
import { loadScorer } from './sentiment/text-sentiment.js';

export interface RecorderPorts extends RecordMakerPorts {
  readonly ledger: Pick<EventStore, 'appendMany' | 'get'>;
  readonly clock: Clock;
}

/** What became of one draft. */
export type Recorded =
  | { readonly outcome: 'appended' | 'known' | 'differs'; readonly stream: string; readonly placed: PlacedEvent }
  | { readonly outcome: 'refused'; readonly violations: readonly Violation[] };

/** Drafts of which the records are made, and nothing is written yet. */
export interface PreparedGroup {
  readonly made: readonly (MadeRecord | undefined)[];
  readonly violations: ReadonlyMap<number, readonly Violation[]>;
  /** Of what they were made, should it have to be done again. */
  readonly readings: readonly DraftReading[];
  /** What the key store had dropped before. */
  readonly since: number;
}

/** What an append to one stream may hold, well below `limits.appendBytes` because sizes are estimated. */
const requestBytes = limits.appendBytes / 2;

/**
 * From draft to record: the one way into the ledger, for imports and for requests alike. Drafts are checked, made into
 * records, and appended grouped by stream; what is known is dropped; every draft gets its own answer.
 */
export class Recorder {
  private readonly maker: RecordMaker;

  constructor(
    private readonly ports: RecorderPorts,
    context: RecordingContext,
  ) {
    this.maker = new RecordMaker(ports, context);
  }

  /** What is wrong with drafts, by index. Nothing is claimed yet, so who is refused leaves no trace. */
  check(readings: readonly DraftReading[]): Map<number, readonly Violation[]> {
    const now = this.ports.clock.now();
    const violations = new Map<number, readonly Violation[]>();
    for (const [index, reading] of readings.entries()) {
      const found = this.wrongWith(reading, now);
      if (found.length > 0) violations.set(index, found);
    }
    return violations;
  }

  /** What keeps one draft from being recorded; empty when nothing does. */
  wrongWith(reading: DraftReading, now: Instant): readonly Violation[] {
    const violations = checkDraft(reading.draft, now);
    if (violations.length > 0 || !this.maker.isStray(reading)) return violations;
    return [{ field: 'process.case', message: 'are others than those that the event is recorded with' }];
  }

  /** Checks drafts and makes their records. Nothing is written, but parties and keys are claimed in memory. */
  async prepare(readings: readonly DraftReading[]): Promise<PreparedGroup> {
    const hasWords = readings.some(({ draft }) => customerWords(draft) !== undefined);
    const scorer = hasWords ? await loadScorer() : undefined;
    const now = this.ports.clock.now();
    const since = this.ports.keys.dropped;
    const violations = new Map<number, readonly Violation[]>();
    const made = readings.map((reading, index) => {
      const found = this.wrongWith(reading, now);
      if (found.length === 0) return this.maker.make(reading, this.maker.idOf(reading), scorer);
      violations.set(index, found);
      return undefined;
    });
    return { made, violations, readings, since };
  }

  /** The id that a valid draft would get; ask once for each draft. */
  idOf(reading: DraftReading): Id {
    return this.maker.idOf(reading);
  }

  /** Which drafts of a group are recorded with other content, by index; for requests, which are all or nothing. */
  differing({ made }: PreparedGroup): number[] {
    const { repeated } = firstOfEachId(made);
    return made.flatMap((record, index) => {
      if (record === undefined) return [];
      const before = repeated.get(index)?.event ?? this.ports.ledger.get(record.event.id);
      const decision = decideTouchpoint(before, record.event);
      return decision !== 'differs' || this.isSame(record) ? [] : [index];
    });
  }

  /** Makes records again, of the same ids, out of what is claimed and drawn now. */
  private async madeAgain(group: PreparedGroup): Promise<PreparedGroup> {
    const { readings } = group;
    const hasWords = readings.some(({ draft }) => customerWords(draft) !== undefined);
    const scorer = hasWords ? await loadScorer() : undefined;
    const since = this.ports.keys.dropped;
    const made = group.made.map(
      (record, index) => record && this.maker.make(readings[index]!, record.event.id, scorer),
    );
    return { ...group, made, since };
  }

  /** Seals records and makes their keys durable; of others, of the same ids, where another node was first. */
  private async sealedGroup(given: PreparedGroup): Promise<{ group: PreparedGroup; requests: AppendRequest[] }> {
    let group = given;
    for (let attempt = 1; ; attempt++) {
      const { first } = firstOfEachId(group.made);
      const requests = requestsOf([...first.values()].map((record) => this.maker.seal(record)));
      try {
        await this.ports.keys.flush(group.since);
        return { group, requests };
      } catch (error) {
        const isOvertaken = error instanceof LedgerError && error.code === 'revision-conflict';
        if (!isOvertaken || attempt >= limits.keyAttempts) throw error;
      }
      group = await this.madeAgain(group);
    }
  }

  /**
   * Appends a prepared group. Keys are durable before what they seal: a record whose key is lost is lost.
   * @returns one answer a draft, in order
   * @throws LedgerError `disk-full`, `unavailable`; what was appended by then stays
   */
  async append(prepared: PreparedGroup): Promise<Recorded[]> {
    const { group, requests } = await this.sealedGroup(prepared);
    const { made, violations } = group;
    const { repeated } = firstOfEachId(made);
    const placed = new Map<Id, { stream: string; placed: PlacedEvent }>();
    const refused = new Map<Id, Violation>();
    await this.appendAll(requests, placed, refused);
    return made.map((record, index): Recorded => {
      if (record === undefined) return { outcome: 'refused', violations: violations.get(index)! };
      const problem = refused.get(record.event.id);
      if (problem !== undefined) return { outcome: 'refused', violations: [problem] };
      const found = placed.get(record.event.id)!;
      const first = repeated.get(index) ?? record;
      const isKnown = found.placed.outcome !== 'differs' || this.isSame(first);
      if (first === record) {
        return { ...found, outcome: found.placed.outcome === 'differs' && isKnown ? 'known' : found.placed.outcome };
      }
      // A second row of this group with the same id: it is known now, if it is the same.
      const same =
        first.event.digest === record.event.digest && first.event.occurredAt === record.event.occurredAt && isKnown;
      return { ...found, outcome: same ? 'known' : 'differs' };
    });
  }

  private async appendAll(
    requests: readonly AppendRequest[],
    placed: Map<Id, { stream: string; placed: PlacedEvent }>,
    refused: Map<Id, Violation>,
  ): Promise<void> {
    if (requests.length === 0) return;
    const results = await this.ports.ledger.appendMany(requests);
    const again: AppendRequest[] = [];
    results.forEach((result, index) => {
      const request = requests[index]!;
      if (result.status === 'fulfilled') return keepPlaces(result.value, placed);
      const reason: unknown = result.reason;
      const isTheirs = reason instanceof LedgerError && (reason.code === 'invalid' || reason.code === 'limit-exceeded');
      if (!isTheirs) throw reason;
      // One event that cannot be stored must not take the others of its stream with it.
      if (request.events.length > 1) again.push(...request.events.map((event) => ({ ...request, events: [event] })));
      else refused.set(request.events[0]!.id, { field: '', message: reason.message });
    });
    await this.appendAll(again, placed, refused);
  }

  /**
   * Whether a record that the ledger found to differ is the same after all (engine.md §1): its recorded twin may be
   * sealed under the key of another subject (the import that brought it), or under one that is gone, which counts as
   * known.
   */
  private isSame({ event, subject, plaintext }: MadeRecord): boolean {
    const recorded = this.ports.ledger.get(event.id);
    if (recorded?.sealed === undefined) return false;
    const key = this.ports.keys.find(recorded.sealed.subject);
    if (key === undefined || key.keyId !== recorded.sealed.keyId) return true;
    if (plaintext === undefined) return false;
    if (recorded.sealed.subject === subject || recorded.occurredAt !== event.occurredAt) return false;
    return digestOf(key.key, event, plaintext) === recorded.digest;
  }
}

function firstOfEachId(made: readonly (MadeRecord | undefined)[]) {
  const first = new Map<Id, MadeRecord>();
  const repeated = new Map<number, MadeRecord>();
  made.forEach((record, index) => {
    if (record === undefined) return;
    const before = first.get(record.event.id);
    if (before === undefined) first.set(record.event.id, record);
    else repeated.set(index, before);
  });
  return { first, repeated };
}

function keepPlaces(result: AppendResult, placed: Map<Id, { stream: string; placed: PlacedEvent }>): void {
  for (const event of result.events) placed.set(event.id, { stream: result.stream, placed: event });
}

/** One request a stream, more where one would be too large. */
function requestsOf(events: readonly UnplacedEvent[]): AppendRequest[] {
  const open = new Map<string, { events: UnplacedEvent[]; bytes: number }>();
  const requests: AppendRequest[] = [];
  const close = (stream: string, batch: readonly UnplacedEvent[]) =>
    requests.push({ stream, expected: 'any', known: 'drop', events: batch });
  for (const event of events) {
    const bytes = sizeOf(event);
    let batch = open.get(event.stream);
    if (batch !== undefined && (batch.bytes + bytes > requestBytes || batch.events.length >= limits.appendEvents)) {
      close(event.stream, batch.events);
      batch = undefined;
    }
    if (batch === undefined) open.set(event.stream, (batch = { events: [], bytes: 0 }));
    batch.events.push(event);
    batch.bytes += bytes;
  }
  for (const [stream, batch] of open) close(stream, batch.events);
  return requests;
}

/** An upper estimate in bytes: UTF-8 takes at most three bytes a UTF-16 unit. */
function sizeOf(event: UnplacedEvent): number {
  let data = 0;
  for (const key in event.data) data += key.length + lengthOf((event.data as Record<string, unknown>)[key]);
  return 1500 + 120 * event.parties.length + 3 * data + (event.sealed?.bytes.length ?? 0);
}

function lengthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : String(value).length;
}
