import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { AppendRequest, AppendResult, EventStore, MirrorStatus } from '../port.js';
import { Batches } from './batches.js';
import type { ReceivedAppend } from './batches.js';
import { CatchUp } from './catch-up.js';
import type { Soon, Taker, Taking } from './catch-up.js';
import type { Connection } from './connection.js';
import { describeFailure, isOfTheMirror } from './failures.js';
import { placeOfLast } from './last-mirrored.js';
import type { Reached } from './reached.js';
import type { KurrentTimeouts } from './time-outs.js';
import { fromWire } from './wire.js';

/** The answer of the mirror to an append. */
export interface ExpectedAnswer {
  readonly answer: Promise<AppendResult>;
  /** Whether it has not come. */
  isAwaited(): boolean;
  forget(): void;
}

type Answer = (result: Promise<AppendResult>) => void;

/**
 * Feeds the mirror: one catch-up subscription over everything that is the ledger's, in total order. Each append is
 * decided by the mirror, by the same rules as on the embedded engine, from nothing but what came before it: so all mirrors
 * decide alike. What is delivered again is recognised and changes nothing, so no place has to be kept: it goes on behind
 * the last event that is in the mirror.
 */
export class MirrorFeed implements Taker {
  private readonly catchUp: CatchUp;
  private readonly batches = new Batches();
  private readonly answers = new Map<string, Answer>();
  /** Of streams whose last revision on the server is not the one here: by how many events were refused here. */
  private readonly refusedOn = new Map<string, number>();
  private lastCreated = Infinity;
  private foreign = 0;

  constructor(
    private readonly connection: Connection,
    private readonly mirror: EventStore & { goOn(): void },
    private readonly prefix: string,
    private readonly clock: Clock,
    timeouts: KurrentTimeouts,
  ) {
    this.catchUp = new CatchUp(connection, { prefix, queueMost: limits.kurrentdbMirrorQueue, timeouts, clock }, this);
  }

  /** Up to where on the server everything is in the mirror. */
  get reached(): Reached {
    return this.catchUp.reached;
  }

  start(): void {
    this.catchUp.start();
  }

  stop(): Promise<void> {
    return this.catchUp.stop();
  }

  status(): MirrorStatus {
    const { isCaughtUp, behindSince, failure } = this.catchUp;
    const since = Math.min(behindSince, this.lastCreated);
    return {
      isCaughtUp,
      lagSeconds: isCaughtUp ? 0 : Math.max(0, this.clock.now() - since) / 1000,
      ...(failure === undefined ? {} : { failure: describeFailure(failure) }),
      foreign: this.foreign,
    };
  }

  /** Resolves with the first of: all is mirrored, the server cannot be reached, so much time has passed. @throws LedgerError `integrity` */
  opened(timeoutMs: number): Promise<void> {
    return this.catchUp.caughtUpOrFailed(AbortSignal.timeout(timeoutMs));
  }

  /** Resolves when the mirror shows all that the server has, however long that takes; or when the signal aborts. @throws LedgerError `integrity` */
  mirrored(signal?: AbortSignal): Promise<void> {
    return this.catchUp.caughtUp(signal);
  }

  /** The answer of the mirror to an append, once it has come from the server. Asked for before it is sent. */
  expect(append: string): ExpectedAnswer {
    let settle!: Answer;
    const answer = new Promise<AppendResult>((resolve) => (settle = resolve));
    answer.catch(() => undefined);
    this.answers.set(append, settle);
    return { answer, isAwaited: () => this.answers.has(append), forget: () => void this.answers.delete(append) };
  }

  /** Of each stream of which the server has events that no mirror shows: how many. */
  get refused(): ReadonlyMap<string, number> {
    return this.refusedOn;
  }

  /** How many events of a stream the server has that no mirror shows; undefined where that is not known. */
  refusedEvents(stream: string): number | undefined {
    return this.refusedOn.get(stream);
  }

  /** Remembers how many they are: the last that is said of a stream holds. */
  learnRefused(stream: string, count: number): void {
    if (count <= 0) this.refusedOn.delete(stream);
    else this.refusedOn.set(stream, count);
  }

  begin(): void {
    this.batches.clear();
    this.mirror.goOn();
  }

  place(soon: Soon): Promise<Position | undefined> {
    return placeOfLast(this.connection, this.mirror, this.prefix, soon);
  }

  take(event: AllStreamRecordedEvent): Taking | undefined {
    const wire = fromWire(event, this.prefix);
    const received = wire === undefined ? undefined : this.batches.take(wire);
    if (wire === undefined) this.foreign++;
    if (received !== undefined) return { events: received.request.events.length, done: this.apply(received, event) };
    // What ends without having begun, or is nobody's, brings nothing, and is past with what came before.
    return wire === undefined || wire.at === wire.of - 1 ? { events: 0, done: Promise.resolve(undefined) } : undefined;
  }

  /** @throws what keeps the mirror from being written: then it comes again */
  private async apply({ append, request }: ReceivedAppend, event: AllStreamRecordedEvent): Promise<() => void> {
    const appending = this.mirror.append(request);
    const result = await appending.catch((error: unknown) => {
      if (isOfTheMirror(error)) throw error;
      return undefined;
    });
    this.answers.get(append)?.(appending);
    this.answers.delete(append);
    return () => {
      this.lastCreated = event.created.getTime();
      this.learnRefused(request.stream, Number(event.revision) - this.revisionAfter(request, result));
    };
  }

  /** The last revision of a stream when everything up to an append was decided; of what brought nothing, the one now. */
  private revisionAfter({ stream }: AppendRequest, result: AppendResult | undefined): number {
    const hasWritten = result?.events.some(({ outcome }) => outcome === 'appended') === true;
    return hasWritten ? result.revision : this.mirror.revisionOf(stream);
  }
}
