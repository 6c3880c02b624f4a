import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import { fewestEvents } from './batch-size.js';
import { reasonOf } from '../calls/reason.js';
import { PositionMoved } from './position-moved.js';
import { reachedBy } from './following.js';
import type { Following } from './following.js';
import { MovedBuilds } from './moved-builds.js';
import { GivenEvent } from '../facts/given-event.js';

/** What is told about folding as it goes on. */
export interface FoldingReport {
  /** A follower stands further than before. */
  folded(follower: Following): void;
  /** It has stopped, and will be tried again. */
  stalled(follower: Following, error: unknown): void;
  /** Nothing has been folded for a while. */
  quiet(): Promise<void>;
  /** Something beside the folding failed, and will be tried again. */
  failed(error: unknown): void;
}

const firstRetryMs = 1_000;
const lastRetryMs = 60_000;
/** The longest that a timer of Node waits. */
const longestTimerMs = 2 ** 31 - 1;

function retryDelayMs(attempts: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** (attempts - 1));
}

interface Stall {
  readonly reason: string;
  readonly attempts: number;
  /** Where it stood. */
  readonly position: number;
  retry: NodeJS.Timeout | undefined;
}

/**
 * One subscription for all builds that serve. Every event is decoded once and given to each of them that this thread
 * folds, all together; those that other threads fold are told how far they may go, and wait for nobody. One that fails
 * stops alone, and is tried again from what it has stored. Between events nothing runs.
 */
export class LiveFolding {
  private readonly live = new Set<Following>();
  private readonly left = new WeakSet<Following>();
  private readonly stalls = new Map<Following, Stall>();
  private readonly ending = new AbortController();
  private readonly running = new Set<Promise<unknown>>();
  private quietTimer: NodeJS.Timeout | undefined;
  private dueTimer: NodeJS.Timeout | undefined;
  private foldedSinceQuiet = false;
  /** Up to where the subscription has come. */
  private givenTo = 0;
  /** Those that another thread is folding, on their way to there. */
  private readonly onTheirWay = new Set<Following>();
  /** Those that let time pass. */
  private readonly passing = new Set<Following>();
  private readonly moved: MovedBuilds;
  private catchingUp: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly report: FoldingReport,
    /** How often positions of idle slots are written. */
    private readonly quietMs = 1_000,
  ) {
    this.moved = new MovedBuilds((follower) => report.folded(follower));
  }

  /** Follows the ledger from behind a sequence on, until `stop`. */
  start(after: number): void {
    this.track(this.follow(after));
  }

  /** Lets a follower catch up, and from then on gives it every event. */
  async join(follower: Following): Promise<void> {
    if (this.isWanted(follower)) this.moved.listen(follower);
    await this.step(follower, async () => {
      for (let hasPassed = false; this.isWanted(follower);) {
        if (follower.isOutdated === true || reachedBy(follower) < this.store.head().sequence) {
          await this.catchUp(follower);
          if (reachedBy(follower) > (this.stalls.get(follower)?.position ?? Infinity)) this.recovered(follower);
          this.report.folded(follower);
        } else if (!hasPassed && follower.nextDueAt <= this.clock.now()) {
          // It may be that time passes what has stopped it.
          await follower.passTime();
          hasPassed = true;
        } else break;
      }
      // Nothing lies between the look at the head and this: what is recorded from now on comes by the subscription.
      follower.goLive();
      if (!this.left.has(follower)) this.live.add(follower);
      this.recovered(follower);
    });
    this.armTimers();
  }

  /** Gives it nothing more; resolves when it folds nothing more. */
  async leave(follower: Following): Promise<void> {
    this.left.add(follower);
    this.live.delete(follower);
    this.moved.forget(follower);
    clearTimeout(this.stalls.get(follower)?.retry);
    this.stalls.delete(follower);
    await follower.close();
  }

  /** Tries one that has stopped again now. */
  again(follower: Following): void {
    const stall = this.stalls.get(follower);
    if (stall === undefined) return;
    clearTimeout(stall.retry);
    this.stalls.delete(follower);
    this.track(this.rejoin(follower));
  }

  /** Slots may have come or gone: what is folded here goes on from what is stored of them. */
  takeSlots(): void {
    for (const follower of this.live) if (follower.isOutdated === true) this.track(this.rejoin(follower));
  }

  /** Why a follower has stopped. */
  stallOf(follower: Following): string | undefined {
    return this.stalls.get(follower)?.reason;
  }

  /** Ends after what is being folded. */
  async stop(): Promise<void> {
    this.ending.abort();
    clearTimeout(this.quietTimer);
    clearTimeout(this.dueTimer);
    for (const { retry } of this.stalls.values()) clearTimeout(retry);
    await Promise.allSettled(this.running);
    this.moved.close();
    for (const follower of this.live) await follower.publish().catch(() => undefined);
  }

  /** When the subscription fails (an event that cannot be read), everybody stops with the reason, and all is tried again. */
  private async follow(after: number): Promise<void> {
    const { signal } = this.ending;
    const batch = () => Math.max(fewestEvents, ...[...this.live].map((follower) => follower.batchEvents));
    let given = after;
    for (let attempts = 1; !signal.aborted; attempts++) {
      try {
        for await (const message of this.store.subscribe({ after: given, signal, batch })) {
          if (signal.aborted) return;
          if (message.kind !== 'events') continue;
          await this.give(message.events.map((event) => new GivenEvent(event)));
          given = message.events.at(-1)!.sequence;
          attempts = 1;
        }
        return;
      } catch (error) {
        for (const follower of this.live) this.stall(follower, error);
        await setTimeoutPromise(retryDelayMs(attempts), undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private async give(events: readonly GivenEvent[]): Promise<void> {
    this.givenTo = events.at(-1)!.event.sequence;
    const here = [];
    for (const follower of this.live) {
      if (follower.readsAlone) this.track(this.goOn(follower));
      else here.push(this.step(follower, () => follower.advance(events)));
    }
    await Promise.all(here);
    this.foldedSinceQuiet = true;
    this.armTimers();
  }

  /** Lets a follower of another thread go as far as the subscription has come, and meanwhile comes. */
  private async goOn(follower: Following): Promise<void> {
    if (this.onTheirWay.has(follower)) return;
    this.onTheirWay.add(follower);
    while (this.live.has(follower) && !this.ending.signal.aborted && follower.position < this.givenTo)
      await this.step(follower, () => follower.catchUp(this.givenTo));
    this.onTheirWay.delete(follower);
    this.foldedSinceQuiet = true;
    this.armTimers();
  }

  /** Where slots come from a node that has gone they come for all builds at once: then one after the other is decoded. */
  private async catchUp(follower: Following): Promise<void> {
    const work = (): Promise<void> => follower.catchUp(this.store.head().sequence);
    if (follower.isShared !== true) return work();
    const done = this.catchingUp.catch(() => undefined).then(work);
    this.catchingUp = done;
    return done;
  }

  private async step(follower: Following, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.report.folded(follower);
    } catch (error) {
      // Somebody else has folded into it: it stands where they left it, and goes on from there.
      if (error instanceof PositionMoved) this.track(this.rejoin(follower));
      else this.stall(follower, error);
    }
  }

  private isWanted(follower: Following): boolean {
    return !this.left.has(follower) && !this.ending.signal.aborted;
  }

  /** Only by joining again does one that has stopped recover: a step that it was given before may succeed, and says nothing. */
  private recovered(follower: Following): void {
    clearTimeout(this.stalls.get(follower)?.retry);
    this.stalls.delete(follower);
  }

  private stall(follower: Following, error: unknown): void {
    this.live.delete(follower);
    if (!this.isWanted(follower)) return;
    const before = this.stalls.get(follower);
    clearTimeout(before?.retry);
    const attempts = (before?.attempts ?? 0) + 1;
    const retry = setTimeout(() => this.track(this.rejoin(follower)), retryDelayMs(attempts)).unref();
    this.stalls.set(follower, { reason: reasonOf(error), attempts, position: reachedBy(follower), retry });
    this.report.stalled(follower, error);
  }

  private async rejoin(follower: Following): Promise<void> {
    this.live.delete(follower);
    if (!this.isWanted(follower)) return;
    try {
      await follower.restart();
    } catch (error) {
      this.stall(follower, error);
      return;
    }
    await this.join(follower);
  }

  /** Work that `stop` waits for. */
  private track(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => this.report.failed(error));
    this.running.add(tracked);
    void tracked.finally(() => this.running.delete(tracked));
  }

  private armTimers(): void {
    if (this.ending.signal.aborted) return;
    this.quietTimer ??= setTimeout(() => this.track(this.onQuietTimer()), this.quietMs).unref();
    const waiting = [...this.live].filter((follower) => !this.passing.has(follower));
    const next = Math.min(...waiting.map((follower) => follower.nextDueAt));
    clearTimeout(this.dueTimer);
    if (next === Infinity) return;
    const delayMs = Math.min(longestTimerMs, Math.max(1, next - this.clock.now()));
    this.dueTimer = setTimeout(() => this.onDue(), delayMs).unref();
  }

  /** Once a second while there is something to fold, and once after it: positions of idle slots, and then the disk. */
  private async onQuietTimer(): Promise<void> {
    this.quietTimer = undefined;
    const idle = [...this.live].filter((follower) => !this.onTheirWay.has(follower));
    await Promise.all(idle.map((follower) => this.step(follower, () => follower.publish())));
    if (this.foldedSinceQuiet) {
      this.foldedSinceQuiet = false;
      this.armTimers();
    } else {
      try {
        await this.report.quiet();
      } catch (error) {
        this.foldedSinceQuiet = true;
        this.armTimers();
        throw error;
      }
    }
  }

  private onDue(): void {
    for (const follower of this.live) if (!this.passing.has(follower)) this.track(this.passTime(follower));
  }

  private async passTime(follower: Following): Promise<void> {
    this.passing.add(follower);
    await this.step(follower, () => follower.passTime());
    this.passing.delete(follower);
    this.foldedSinceQuiet = true;
    this.armTimers();
  }
}
