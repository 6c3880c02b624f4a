import { setTimeout as pause } from 'node:timers/promises';
import { START, streamNameFilter } from '@eventstore/db-client';
import type {
  AllStreamRecordedEvent,
  AllStreamResolvedEvent,
  AllStreamSubscription,
  Position,
} from '@eventstore/db-client';
import type { IBackoff } from 'cockatiel';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import type { Instant } from '#core/time.js';
import { Growth } from '../subscription.js';
import type { Connection } from './connection.js';
import { isDropped, isIntegrity } from './failures.js';
import { Reached } from './reached.js';
import { pausesOf, within } from './time-outs.js';
import type { KurrentTimeouts } from './time-outs.js';

/** What is being taken. */
export interface Taking {
  /** How many events of the server it is. */
  readonly events: number;
  /**
   * Resolves when it is taken, with what is to be done once everything before it is, too; what it rejects with ends the
   * subscription, and it comes again.
   */
  readonly done: Promise<(() => void) | undefined>;
}

/** Lets a question to the server fail that is not answered in time, or after the end. */
export type Soon = <Answer>(asked: Promise<Answer>) => Promise<Answer>;

/** Who takes what comes from the server. */
export interface Taker {
  /** Forgets what had begun: it comes again, from behind the last that was taken. */
  begin?(): void;
  /** Where the last stands that was taken; asked for where the connection has failed since. @throws LedgerError `integrity` */
  place(soon: Soon): Promise<Position | undefined>;
  /** Takes the next event, without waiting for the one before; undefined for one that only begins what others end. */
  take(event: AllStreamRecordedEvent): Taking | undefined;
}

export interface CatchUpOptions {
  /** What the names of the streams begin with. */
  readonly prefix: string;
  /** How many events may have come and not be taken: beyond it the server waits. */
  readonly queueMost: number;
  readonly timeouts: KurrentTimeouts;
  readonly clock: Clock;
}

/** How many events the server looks through before it tells how far it is. */
const searchWindow = 1_000;

/**
 * Everything in some streams, in the order of the server, from behind what was taken, and then live; for ever. A
 * subscription of this client never comes back by itself, so each failure begins another one.
 */
export class CatchUp {
  /** Up to where everything is taken. */
  readonly reached = new Reached();
  private readonly changes = new Growth();
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  /** What is said by another one counts no more. */
  private followed: AllStreamSubscription | undefined;
  private state: { isCaughtUp: boolean; failure: unknown } = { isCaughtUp: false, failure: undefined };
  private fellBehindAt: Instant;
  /** Whether the place has been looked for since the connection failed: behind a failure the server may be another. */
  private isPlaced = false;
  /** The last of what is being taken, and how many are. */
  private taken: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly connection: Connection,
    private readonly options: CatchUpOptions,
    private readonly taker: Taker,
  ) {
    this.fellBehindAt = options.clock.now();
  }

  /** Whether everything that the server had has been taken, and it goes on live. */
  get isCaughtUp(): boolean {
    return this.state.isCaughtUp;
  }

  /** Since when it is not, if it is not. */
  get behindSince(): Instant {
    return this.fellBehindAt;
  }

  /** Why nothing comes, if nothing does. */
  get failure(): unknown {
    return this.state.failure;
  }

  private get hasEnded(): boolean {
    return this.ending.signal.aborted;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    this.changes.announce();
    await this.running;
  }

  /** Resolves when it is caught up, when nothing comes, when it ends, or when the signal aborts. @throws LedgerError `integrity` */
  async caughtUpOrFailed(signal: AbortSignal): Promise<void> {
    while (!this.isCaughtUp && this.failure === undefined && !signal.aborted && !this.hasEnded)
      await this.changes.next(this.changes.count, signal);
    if (isIntegrity(this.failure)) throw this.failure;
  }

  /** Resolves when it is caught up, when it ends, or when the signal aborts. @throws LedgerError `integrity` */
  async caughtUp(signal?: AbortSignal): Promise<void> {
    while (!this.isCaughtUp && signal?.aborted !== true && !this.hasEnded) {
      if (isIntegrity(this.failure)) throw this.failure;
      await this.changes.next(this.changes.count, signal);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    const backoffs = pausesOf(this.options.timeouts);
    let backoff: IBackoff<unknown> = backoffs.next();
    while (!signal.aborted) {
      const { position } = this.reached;
      try {
        await this.follow();
      } catch (error) {
        if (signal.aborted) return;
        // Whoever reads live and cannot take a burst at once is dropped: that is how the server works, and no failure.
        if (isDropped(error) && this.reached.position !== position) continue;
        if (this.isCaughtUp) this.fellBehindAt = this.options.clock.now();
        this.state = { isCaughtUp: false, failure: error };
      }
      if (this.reached.position !== position) backoff = backoffs.next();
      this.isPlaced = false;
      this.changes.announce();
      await pause(backoff.duration, undefined, { signal, ref: false }).catch(() => undefined);
      backoff = backoff.next(undefined);
    }
  }

  private async follow(): Promise<void> {
    const client = this.connection.client();
    this.taker.begin?.();
    this.taken = Promise.resolve();
    try {
      const soon: Soon = (asked) => within(asked, this.options.timeouts.attemptMs, this.ending.signal);
      if (!this.isPlaced) this.reached.tell(await this.taker.place(soon));
      this.isPlaced = true;
      const filter = streamNameFilter({ prefixes: [this.options.prefix], maxSearchWindow: searchWindow });
      await this.read(client.subscribeToAll({ fromPosition: this.reached.position ?? START, filter }));
    } catch (error) {
      if (!isDropped(error)) this.connection.renew(client);
      throw error;
    } finally {
      while (this.waiting > 0) await this.changes.next(this.changes.count);
    }
  }

  private read(subscription: AllStreamSubscription): Promise<never> {
    this.followed = subscription;
    return new Promise((_resolve, reject) => {
      const end = (error: Error): void => {
        this.followed = undefined;
        this.ending.signal.removeEventListener('abort', onEnding);
        clearTimeout(late);
        for (const told of ['data', 'confirmation', 'caughtUp'] as const) subscription.removeAllListeners(told);
        // Errors go on coming for a while; without a listener each would end the process.
        leave(subscription);
        reject(error);
      };
      const onEnding = (): void => end(new LedgerError('cancelled'));
      // Where nobody is at the other end, no keep-alive begins before the first answer.
      const late = setTimeout(
        () => end(new LedgerError('unavailable', 'The server does not answer')),
        this.options.timeouts.attemptMs,
      );
      this.ending.signal.addEventListener('abort', onEnding, { once: true });
      subscription.on('error', end);
      subscription.on('end', () => end(new LedgerError('unavailable', 'The server has ended the subscription')));
      subscription.on('confirmation', () => {
        clearTimeout(late);
        this.state = { ...this.state, failure: undefined };
      });
      // Events that came before may still wait to be handed over.
      subscription.on('caughtUp', () => this.whenHandedOver(subscription, subscription.readableLength));
      subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
        try {
          if (event !== undefined) this.receive(event, subscription, end);
        } catch (error) {
          end(error as Error);
        }
      });
    });
  }

  private receive(
    event: AllStreamRecordedEvent,
    subscription: AllStreamSubscription,
    end: (error: Error) => void,
  ): void {
    const taking = this.taker.take(event);
    if (taking === undefined) return;
    const { events, done } = taking;
    const { queueMost } = this.options;
    this.waiting += events;
    if (this.waiting > queueMost) subscription.pause();
    done.catch(() => undefined);
    // What is refused is known at once, and counts when all before it has been taken.
    const taken = this.taken.then(async () => (await done)?.());
    this.taken = taken;
    taken
      .then(() => this.reached.tell(event.position), end)
      .finally(() => {
        this.waiting -= events;
        if (this.waiting <= queueMost / 2 && subscription.isPaused()) subscription.resume();
        this.changes.announce();
      });
  }

  /** Once all that was received before has been taken, everything has that the server had. */
  private whenHandedOver(subscription: AllStreamSubscription, waiting: number): void {
    const check = (): void => {
      if (waiting-- > 0) return;
      subscription.off('data', check);
      this.taken.then(
        () => {
          if (this.followed !== subscription) return;
          this.state = { isCaughtUp: true, failure: undefined };
          this.changes.announce();
        },
        () => undefined,
      );
    };
    subscription.on('data', check);
    check();
  }
}

/** Lets go of a subscription: it need not be told what becomes of that. */
function leave(subscription: AllStreamSubscription): void {
  subscription.unsubscribe().catch(() => undefined);
}
