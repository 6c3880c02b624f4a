import { randomUUID } from 'node:crypto';
import { checkCommit, type CheckedStream } from './commit-check.js';
import { EventLog, tombstoneRevision, type NewRecord, type StoredEvent } from './event-log.js';
import { eventMessage, type ProposedEvent } from './messages.js';
import { RecentIds } from './recent-ids.js';
import * as directory from './stream-directory.js';
import { StreamDirectory, type Stream } from './stream-directory.js';

/** What became of an append. `unanswered`: the server falls over it and the caller waits for ever. */
export type AppendOutcome =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-expected-version'; readonly current: number }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unanswered' };

/** What the server takes for a record besides names and contents. */
const recordOverheadBytes = 192;
const softDeleteMetadata = '{"$tb":9223372036854775807}';

interface Draft {
  readonly name: string;
  readonly events: readonly ProposedEvent[];
  readonly firstRevision: number;
}

/**
 * The store behind the protocol. All of it is synchronous, so that appends are decided one after another and readers
 * between two awaits see one state; what was decided is told when it is stored, see `whenStored` of the log.
 */
export class DoubleStore {
  readonly streams: StreamDirectory;
  /** How many events were stored since the start. */
  written = 0;
  private readonly recentIds = new RecentIds();
  private readonly listeners = new Set<(written: number) => void>();

  constructor(
    readonly log: EventLog,
    private readonly now: () => number,
  ) {
    this.streams = new StreamDirectory(log);
    log.onCommit = (events) => {
      this.written += events;
      for (const listener of this.listeners) listener(events);
    };
  }

  /** Tells of every commit, with the number of its events, until the returned function is called. */
  onWrite(listener: (written: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  append(name: string, expectation: number, events: readonly ProposedEvent[]): AppendOutcome {
    const stream = this.streams.get(name);
    const ids = events.map(({ id }) => id);
    const decision = checkCommit(this.checked(stream), expectation, ids);
    if (decision.kind === 'deleted') return { kind: 'deleted' };
    if (decision.kind === 'wrong-expected-version') return { kind: decision.kind, current: stream.last };
    if (decision.kind === 'again') return this.outcomeOfThen(stream, decision.first, decision.last);
    const revision = Math.max(0, stream.last + events.length);
    return { kind: 'success', revision, position: this.write(this.draftsOf(name, events)) };
  }

  /** Soft delete: metadata that hide all events. @returns the position of the metadata event */
  deleteStream(name: string, expectation: number): AppendOutcome {
    const stream = this.streams.get(name);
    const refusal = this.refusalOfDelete(stream, expectation);
    if (refusal !== undefined) return refusal;
    if (stream.last < 0 && !this.hasMetadata(stream)) return { kind: 'wrong-expected-version', current: -1 };
    return {
      kind: 'success',
      revision: stream.last,
      position: this.write([this.metadataDraft(name, softDeleteMetadata)]),
    };
  }

  /** Tombstone: the stream is gone for ever. @returns the position of the tombstone */
  tombstoneStream(name: string, expectation: number): AppendOutcome {
    const refusal = this.refusalOfDelete(this.streams.get(name), expectation);
    if (refusal !== undefined) return refusal;
    const none = new Uint8Array();
    const event = { id: randomUUID(), type: '$streamDeleted', isJson: false, data: none, metadata: none };
    const stream = this.streams.get(name);
    const position = this.write([{ name, events: [event], firstRevision: tombstoneRevision }]);
    return { kind: 'success', revision: stream.last, position };
  }

  isTombstoned(name: string): boolean {
    const original = directory.isMetastream(name) ? directory.originalOf(name) : name;
    return this.streams.get(name).isTombstoned || this.streams.get(original).isTombstoned;
  }

  /** An event of a stream, when it is still shown. */
  shownEvent(name: string, revision: number): StoredEvent | undefined {
    const position = this.shownPosition(this.streams.get(name), revision);
    return position === undefined ? undefined : this.log.at(position);
  }

  /** Whether an event is old enough to be hidden by `$maxAge`. */
  isAged(stream: Stream, event: StoredEvent): boolean {
    const { maxAgeMs } = stream.visibility;
    return maxAgeMs !== undefined && event.createdMs < this.now() - maxAgeMs;
  }

  async close(): Promise<void> {
    await this.log.close();
  }

  private checked(stream: Stream): CheckedStream {
    return {
      last: stream.last,
      isTombstoned: this.isTombstoned(stream.name),
      isSoftDeleted: directory.isSoftDeleted(stream),
      hasMetadata: this.hasMetadata(stream),
      recentRevisionOf: (id) => this.recentIds.revisionOf(id, stream.name),
      idAt: (revision) => {
        const position = this.log.positionOf(stream.number, revision);
        return position === undefined ? undefined : this.log.at(position).id;
      },
    };
  }

  private hasMetadata(stream: Stream): boolean {
    return this.streams.get(directory.metastreamOf(stream.name)).last >= 0;
  }

  private refusalOfDelete(stream: Stream, expectation: number): AppendOutcome | undefined {
    const decision = checkCommit(this.checked(stream), expectation, [randomUUID()]);
    if (decision.kind === 'deleted') return { kind: 'deleted' };
    return decision.kind === 'write' ? undefined : { kind: 'wrong-expected-version', current: stream.last };
  }

  /** The answer of then; a position only for what is shown. A last revision far before the first breaks the server. */
  private outcomeOfThen(stream: Stream, first: number, last: number): AppendOutcome {
    if (last - first + 1 < 0) return { kind: 'unanswered' };
    return { kind: 'success', revision: last, position: this.shownPosition(stream, last) };
  }

  private shownPosition(stream: Stream, revision: number): number | undefined {
    if (stream.isTombstoned || revision < directory.firstShown(stream) || revision > stream.last) return undefined;
    const position = this.log.positionOf(stream.number, revision);
    return position === undefined || this.isAged(stream, this.log.at(position)) ? undefined : position;
  }

  /** The events, and the metadata that bring a soft-deleted stream back. */
  private draftsOf(name: string, events: readonly ProposedEvent[]): [Draft, ...Draft[]] {
    const stream = this.streams.get(name);
    const draft = { name, events, firstRevision: stream.last + 1 };
    if (directory.isSoftDeleted(stream)) {
      return [draft, this.metadataDraft(name, JSON.stringify({ $tb: stream.last + 1 }))];
    }
    const reopened = directory.isMetastream(name) ? this.streams.get(directory.originalOf(name)) : undefined;
    if (reopened === undefined || !directory.isSoftDeleted(reopened) || events.length === 0) return [draft];
    const metadata = metadataOf(events.at(-1)!);
    if (metadata === undefined) return [draft];
    const merged = JSON.stringify({ ...metadata, $tb: reopened.last + 1 });
    return [draft, this.metadataDraft(reopened.name, merged, stream.last + events.length + 1)];
  }

  private metadataDraft(name: string, json: string, firstRevision?: number): Draft {
    const metastream = directory.metastreamOf(name);
    const data = Buffer.from(json);
    const event = { id: randomUUID(), type: '$metadata', isJson: true, data, metadata: new Uint8Array() };
    return {
      name: metastream,
      events: [event],
      firstRevision: firstRevision ?? this.streams.get(metastream).last + 1,
    };
  }

  /** Writes all drafts at once. @returns the position of the last event of the first, or of an empty record */
  private write(drafts: readonly [Draft, ...Draft[]]): number {
    const newNames = new Map<number, string>();
    const records: NewRecord[] = [];
    const start = this.log.end;
    let end = start;
    for (const { name, events, firstRevision } of drafts) {
      const { number: streamNumber } = this.streams.reserve(name, newNames);
      if (events.length === 0) end += recordOverheadBytes + name.length;
      for (const [index, event] of events.entries()) {
        const place = { stream: name, revision: firstRevision + index, position: end, createdMs: this.now() };
        const message = eventMessage(event, place);
        records.push({ ...place, streamNumber, type: event.type, id: event.id, message });
        end += recordOverheadBytes + name.length + event.data.length + event.metadata.length;
      }
    }
    this.log.append(records, newNames, end);
    for (const draft of drafts) this.remember(draft);
    return records[drafts[0].events.length - 1]?.position ?? start;
  }

  private remember({ name, events, firstRevision }: Draft): void {
    const stream = this.streams.get(name);
    if (firstRevision === tombstoneRevision) stream.isTombstoned = true;
    else stream.last = firstRevision + events.length - 1;
    for (const [index, { id }] of events.entries()) this.recentIds.remember(id, name, firstRevision + index);
    if (!directory.isMetastream(name) || events.length === 0) return;
    const json = Buffer.from(events.at(-1)!.data).toString();
    this.streams.get(directory.originalOf(name)).visibility = directory.visibilityIn(json);
  }
}

function metadataOf(event: ProposedEvent): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(event.data).toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
