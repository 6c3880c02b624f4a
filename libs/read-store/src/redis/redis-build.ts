import { randomBytes } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { requireForward } from '../port.js';
import type { Batch, Build, BuildInfo, HeldSnapshot, Snapshot } from '../port.js';
import { encodeEntry } from './batch-codec.js';
import type { LogEntry } from './batch-codec.js';
import type { BuildFollower } from './build-follower.js';
import { pressed } from './build-log.js';
import type { Appended, BuildLog, LogPlace } from './build-log.js';

/** A build whose truth is a log in Redis, and which is read from the replica of this node. */
export class RedisBuild implements Build {
  private work: Promise<unknown> = Promise.resolve();
  /** How much is waiting to be done, and the newest version that others have told of. */
  private waiting = 0;
  private heard = 0;
  private rebasing: Promise<void> | undefined;
  private rebaseFrom = 0;
  private closed = false;
  private readonly listeners = new Set<() => void>();

  /** @param node who says so where it holds a lock */
  constructor(
    private readonly log: BuildLog,
    private readonly follower: BuildFollower,
    private readonly describe: () => BuildInfo,
    private readonly node: string,
  ) {}

  get info(): BuildInfo {
    return this.describe();
  }

  /** What it takes in Redis, as far as this node knows, and on this node. */
  memory(): { readonly sharedBytes: number; readonly replicaBytes: number } {
    const { logBytes, baseBytes, replica } = this.follower;
    return { sharedBytes: logBytes + baseBytes, replicaBytes: replica.bytes };
  }

  async commit(batch: Batch): Promise<boolean> {
    return this.exclusively(async () => {
      if (!this.follower.replica.stands(batch.slots)) await this.catchUp();
      if (!this.follower.replica.stands(batch.slots)) return false;
      requireForward(batch);
      return this.append({ batch }, batch.slots);
    });
  }

  async settle(): Promise<void> {
    while (await this.exclusively(() => this.settleSome())) await setImmediate();
  }

  read<T>(work: (snapshot: Snapshot) => T): T {
    return this.follower.replica.read(work);
  }

  hold(): HeldSnapshot {
    return this.follower.replica.hold();
  }

  /** Calls a function whenever what others have committed is to be read here. @returns what ends it */
  onMoved(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Others have written up to a version. */
  hear(version: number): void {
    this.heard = Math.max(this.heard, version);
    if (this.waiting === 0) this.followHeard();
  }

  /** Brings this node to where Redis is. @throws LedgerError `unavailable`, `disk-full` */
  async follow(): Promise<void> {
    await this.exclusively(() => this.catchUp());
  }

  /** Ends when nothing is being done any more. Reads behind it are refused. */
  async close(): Promise<void> {
    await this.end();
    await this.follower.replica.close();
  }

  /** The same, and deletes what this node has of it. */
  async forget(): Promise<void> {
    await this.end();
    await this.follower.forget();
  }

  private async end(): Promise<void> {
    this.closed = true;
    await this.work;
    await this.rebasing;
  }

  private async settleSome(): Promise<boolean> {
    if (!this.read((snapshot) => snapshot.hasAside())) return false;
    await this.append({ settles: true }, []);
    return true;
  }

  /** @returns false where a slot stands elsewhere, and what others wrote is applied */
  private async append(entry: LogEntry, slots: Batch['slots']): Promise<boolean> {
    const id = randomBytes(16).toString('hex');
    const bytes = await pressed(encodeEntry(entry));
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { replica } = this.follower;
      const after = replica.place;
      // What cannot be applied must not be in the log.
      if ('batch' in entry) replica.requireHeld(entry.batch);
      const appended = await this.appendSurely({ id, bytes, after, slots });
      if (appended.kind === 'written') {
        if (appended.version === after.version + 1) await replica.apply(entry, appended);
        this.follower.logBytes += bytes.length;
        if (replica.place.version < appended.version) await this.catchUp();
        this.rebaseIfLong();
        return true;
      }
      await this.catchUp();
      if (appended.kind === 'moved' || !this.follower.replica.stands(slots)) return false;
    }
    throw new LedgerError('unavailable', `The build ${this.info.id} changes too often in Redis`);
  }

  /**
   * An answer that was lost is asked for again: an entry of one id is written once. For as long as a connection takes to come
   * back; who is told `unavailable` then finds out by where the slots stand.
   */
  private async appendSurely(entry: Parameters<BuildLog['append']>[0]): Promise<Appended> {
    const giveUpAt = performance.now() + limits.redisReconnectMs;
    for (let pauseMs = 20; ; pauseMs = Math.min(2 * pauseMs, 500)) {
      try {
        return await this.log.append(entry);
      } catch (error) {
        const isPassing = error instanceof LedgerError && error.code === 'unavailable';
        if (!isPassing || this.closed || performance.now() > giveUpAt) throw error;
        await setTimeout(pauseMs);
      }
    }
  }

  private async catchUp(): Promise<void> {
    // What is told meanwhile may be newer than what is seen. What was told before is seen, or lost, or cannot be taken now.
    this.heard = 0;
    const hasMoved = await this.follower.follow();
    if (!hasMoved) return;
    for (const listener of Array.from(this.listeners)) listener();
    this.rebaseIfLong();
  }

  private followHeard(): void {
    if (this.closed || this.heard <= this.place.version) return;
    // What fails here is tried again by whoever looks next.
    void this.exclusively(async () => {
      if (this.heard > this.place.version) await this.catchUp();
    }).catch(() => undefined);
  }

  private get place(): LogPlace {
    return this.follower.replica.place;
  }

  /** Beside everything else: a base that is not made now is made after a later entry. */
  private rebaseIfLong(): void {
    const { logBytes, baseBytes } = this.follower;
    if (logBytes <= Math.max(limits.redisLogBytes, baseBytes)) return;
    if (this.closed || this.rebasing !== undefined || performance.now() < this.rebaseFrom) return;
    this.rebasing = this.follower
      .rebase(this.node)
      .then(() => this.exclusively(() => this.catchUp()))
      .catch(() => void (this.rebaseFrom = performance.now() + rebasePauseMs))
      .finally(() => void (this.rebasing = undefined));
  }

  /** One thing after the other. @throws LedgerError `unavailable` behind the end */
  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new LedgerError('unavailable', `The build ${this.info.id} is closed.`);
    this.waiting++;
    const done = this.work.then(work);
    this.work = done.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await done;
    } finally {
      if (--this.waiting === 0) this.followHeard();
    }
  }
}

const attempts = 20;
/** After a base could not be made. */
const rebasePauseMs = 30_000;
