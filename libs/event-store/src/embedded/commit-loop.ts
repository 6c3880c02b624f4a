import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { Instant } from '#core/time.js';
import { answerOf, checkRequest, decideAppend } from '../append-decision.js';
import type { AppendDecision, LedgerView, RecordedPlace } from '../append-decision.js';
import { placeEvents } from '../placement.js';
import type { PlacedRecord } from '../placement.js';
import type { AppendRequest, AppendResult, Head } from '../port.js';
import { requireCanonical } from '../sound-json.js';
import { lastSequence } from './ledger-database.js';
import { encodeRecord } from './record-codec.js';
import type { EncodedRecord } from './record-codec.js';

/** Events that become durable together: one transaction, one fsync. */
interface Group {
  readonly events: PlacedRecord[];
  readonly encoded: EncodedRecord[];
  bytes: number;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
  decision?: AppendDecision;
  written?: readonly PlacedRecord[];
}

/** What a group may hold; what does not fit waits for the next. */
const defaultGroupEvents = 8192;
const groupBytes = 8 * 1024 * 1024;

/** What the loop needs of the ledger that it writes. */
export interface CommitTarget extends LedgerView {
  head(): Head;
  /** Writes records; resolves when they are durable. */
  write(encoded: readonly EncodedRecord[]): Promise<void>;
  /** Whether an event is in the database, durable or not. */
  isStored(sequence: number): boolean;
  /** What is told when a write has failed. */
  refusalOf(error: unknown): LedgerError;
  /** Hashes and indexes events while they are written, and gives each its leaf; nobody sees them yet. */
  ready(events: readonly PlacedRecord[], encoded: readonly EncodedRecord[]): Promise<void>;
  /** Forgets what was made ready and could not be written. */
  retract(): void;
  /** Makes durable events visible. */
  publish(events: readonly PlacedRecord[]): void;
}

/**
 * Group commit. While one group is on its way to the disk, the next is decided, placed, hashed and encoded, against the
 * ledger as it will be then; it is written only when the one before has succeeded. Nothing is visible before it is
 * durable, so a failed write leaves nothing to undo: the groups under way are refused, and the ledger is as it was.
 */
export class CommitLoop {
  private readonly queue: Waiting[] = [];
  private open: Group = emptyGroup();
  private committing: Promise<void> | undefined;
  private scheduled = false;
  private stopped: LedgerError | undefined;
  /** Why nothing is taken until it is told to go on. */
  private held: LedgerError | undefined;
  /** The ledger as it will be when everything under way has succeeded. */
  private readonly ids = new Map<string, PlacedRecord>();
  private readonly revisions = new Map<string, number>();
  private next = 1;
  private lastRecordedAt: Instant = -Infinity;

  constructor(
    private readonly target: CommitTarget,
    private readonly clock: Clock,
    private readonly groupEvents = defaultGroupEvents,
    /** Whether what comes hangs on all that came before it: then a failure refuses everything until `goOn`. */
    private readonly inOrder = false,
  ) {}

  /** Goes on from the head of the ledger: at the start, and after a failure. */
  restart(): void {
    this.ids.clear();
    this.revisions.clear();
    const { sequence, recordedAt } = this.target.head();
    this.next = sequence + 1;
    this.lastRecordedAt = sequence === 0 ? -Infinity : recordedAt;
  }

  submit(request: AppendRequest): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      const refusal = this.stopped ?? this.held;
      if (refusal !== undefined) return reject(refusal);
      const waiting = { request, resolve, reject };
      if (this.queue.length > 0 || this.isFull()) this.queue.push(waiting);
      else this.prepare(waiting);
      this.schedule();
    });
  }

  /** Takes what comes again, after a failure in order. */
  goOn(): void {
    this.held = undefined;
  }

  /** Refuses what comes from now on; resolves when what came before is answered. */
  async stop(): Promise<void> {
    this.stopped ??= new LedgerError('unavailable', 'The ledger is closing');
    while (this.committing !== undefined || this.open.waiting.length > 0 || this.queue.length > 0) {
      this.pump();
      await this.committing;
    }
  }

  private isFull(): boolean {
    return this.open.events.length >= this.groupEvents || this.open.bytes >= groupBytes;
  }

  /** Commits after this turn, so that what is appended in one turn becomes one group. */
  private schedule(): void {
    if (this.scheduled || this.committing !== undefined) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    if (this.committing !== undefined || this.open.waiting.length === 0) return;
    const group = this.open;
    this.open = emptyGroup();
    this.committing = this.commit(group).finally(() => {
      this.committing = undefined;
      this.pump();
    });
    this.fill();
  }

  private fill(): void {
    let taken = 0;
    while (taken < this.queue.length && !this.isFull()) this.prepare(this.queue[taken++]!);
    this.queue.splice(0, taken);
  }

  private async commit(group: Group): Promise<void> {
    if (group.events.length > 0) {
      const written = this.target.write(group.encoded);
      // The write begins in this phase of the event loop; what follows it there goes on while the disk is at work.
      const made = afterThisPhase().then(() => this.target.ready(group.events, group.encoded));
      const [ready, write] = await Promise.allSettled([made, written]);
      if (write.status === 'rejected') return this.fail(group, write.reason);
      if (ready.status === 'rejected') throw ready.reason;
    }
    this.target.publish(group.events);
    for (const event of group.events) {
      this.ids.delete(event.id);
      if (this.revisions.get(event.stream) === event.revision) this.revisions.delete(event.stream);
    }
    for (const { request, resolve, decision, written } of group.waiting)
      resolve(answerOf(request, decision!, written!));
  }

  /**
   * The group that failed and the one decided on top of it are refused; the next is decided on what is on disk. LMDB
   * syncs the pages of a transaction before it writes the root that makes them count, so one that failed does not count,
   * and nothing of it is needed later: going on is safe. When it can be seen all the same, nobody knows whether it is
   * durable, and only opening the ledger anew can tell.
   */
  private fail(group: Group, error: unknown): void {
    const refusal = this.target.refusalOf(error);
    const unknown = this.target.isStored(group.events[0]!.sequence);
    if (unknown) this.stopped = refusal;
    if (this.inOrder) this.held = refusal;
    const all = unknown || this.inOrder;
    const refused = [...group.waiting, ...this.open.waiting, ...(all ? this.queue.splice(0) : [])];
    this.open = emptyGroup();
    this.target.retract();
    this.restart();
    for (const { reject } of refused) reject(refusal);
    this.fill();
  }

  private prepare(waiting: Waiting): void {
    try {
      this.place(waiting);
    } catch (error) {
      waiting.reject(error);
    }
  }

  private place(waiting: Waiting): void {
    const { request } = waiting;
    checkRequest(request);
    for (const event of request.events) requireCanonical(event);
    const decision = decideAppend(request, {
      revisionOf: (stream) => this.revisions.get(stream) ?? this.target.revisionOf(stream),
      recorded: (id): RecordedPlace | undefined => this.ids.get(id) ?? this.target.recorded(id),
    });
    const recordedAt = Math.max(request.recordedAt ?? this.clock.now(), this.lastRecordedAt);
    const placed = placeEvents(request, decision, this.next, recordedAt);
    if (this.next + placed.length - 1 > lastSequence) throw new LedgerError('limit-exceeded', 'The ledger is full');
    const encoded = placed.map(encodeRecord);
    const bytes = checkSizes(request, encoded);
    waiting.decision = decision;
    waiting.written = placed;
    this.open.waiting.push(waiting);
    if (placed.length === 0) return;
    this.next += placed.length;
    this.lastRecordedAt = recordedAt;
    this.open.bytes += bytes;
    for (let i = 0; i < placed.length; i++) {
      this.open.events.push(placed[i]!);
      this.open.encoded.push(encoded[i]!);
      this.ids.set(placed[i]!.id, placed[i]!);
    }
    this.revisions.set(request.stream, placed.at(-1)!.revision);
  }
}

function afterThisPhase(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function emptyGroup(): Group {
  return { events: [], encoded: [], bytes: 0, waiting: [] };
}

function checkSizes(request: AppendRequest, encoded: readonly EncodedRecord[]): number {
  let total = 0;
  for (const { bytes } of encoded) {
    if (bytes.length > limits.eventBytes) {
      throw new LedgerError(
        'limit-exceeded',
        `An event has at most ${limits.eventBytes} bytes, one for ${request.stream} has ${bytes.length}`,
      );
    }
    total += bytes.length;
  }
  if (total > limits.appendBytes) {
    throw new LedgerError(
      'limit-exceeded',
      `An append has at most ${limits.appendBytes} bytes, the one to ${request.stream} has ${total}`,
    );
  }
  return total;
}
