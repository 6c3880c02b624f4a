import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { BaseBlocks, UploadedBase } from './base-blocks.js';
import { decodeEntry } from './batch-codec.js';
import { unpressed } from './build-log.js';
import type { BuildLog, LogView } from './build-log.js';
import type { RedisConnection } from './connection.js';
import { rebaseScript, reseedScript, unlockScript } from './scripts.js';
import type { Replica } from './replica.js';
import type { ReplicaDirectory, SharedBuild } from './replica-directory.js';

/** What a node needs to follow one build. */
export interface FollowedBuild {
  readonly build: SharedBuild;
  readonly redis: RedisConnection;
  readonly log: BuildLog;
  readonly bases: BaseBlocks;
  readonly directory: ReplicaDirectory;
  readonly channel: string;
  /** Whether the build still is in the catalogue. @throws LedgerError `unavailable` */
  readonly isKept: () => Promise<boolean>;
}

/**
 * How a log and a replica stand to each other: `even`; `behind`, there are entries to apply; `lost`, Redis stands at an earlier
 * point of what the replica has, or at none; `apart`, it has gone another way, or does not tell how it came to where it is.
 */
type Standing = 'even' | 'behind' | 'lost' | 'apart';

/** Keeps the replica of a build as its log is, and the log as the furthest replica is where Redis has lost something. */
export class BuildFollower {
  /** What the log and the base that it begins behind held when they were last seen. */
  logBytes = 0;
  baseBytes = 0;

  private constructor(
    private readonly with_: FollowedBuild,
    private held: Replica,
  ) {}

  /** @returns undefined where the build is neither here nor in Redis @throws LedgerError `unavailable`, `disk-full` */
  static async open(followed: FollowedBuild): Promise<BuildFollower | undefined> {
    const known = await followed.directory.find(followed.build);
    if (known !== undefined) return new BuildFollower(followed, known);
    for (let waitedMs = 0; waitedMs <= limits.redisGraceMs; waitedMs += graceStepMs) {
      const fetched = await fetchReplica(followed);
      if (fetched !== undefined) return new BuildFollower(followed, fetched);
      // Whoever has it may be about to bring it back.
      if (!(await followed.isKept())) return undefined;
      await setTimeout(graceStepMs);
    }
    return undefined;
  }

  /** What this node has of a build, whether or not Redis is there. */
  static async openOffline(followed: FollowedBuild): Promise<BuildFollower | undefined> {
    const known = await followed.directory.find(followed.build);
    return known && new BuildFollower(followed, known);
  }

  get replica(): Replica {
    return this.held;
  }

  /**
   * Applies what is behind the replica's place, and mends what is to be mended.
   * @returns whether the build has moved
   * @throws LedgerError `unavailable`, `disk-full`, `integrity`
   */
  async follow(): Promise<boolean> {
    const before = this.held.place;
    for (let mended = 0; mended < mendings; mended++) {
      const { standing, seen } = await catchUp(this.with_, this.held);
      this.logBytes = seen?.logBytes ?? 0;
      this.baseBytes = seen?.base.bytes ?? 0;
      if (standing === 'even') return this.held.place.chain !== before.chain;
      if (standing === 'lost') await this.reseed(seen);
      else await this.reload();
    }
    throw new LedgerError('unavailable', `The build ${this.with_.build.info.id} changes too often in Redis`);
  }

  /** Puts a copy of the replica into Redis for the log to begin behind, where nobody else is doing so. */
  async rebase(holder: string): Promise<void> {
    const { redis, log, bases } = this.with_;
    const { keys } = log;
    if ((await redis.call('set', keys.lock, holder, 'NX', 'PX', limits.redisUploadMs)) === null) return;
    try {
      const base = await this.upload();
      const { id, version, chain, bytes } = base;
      const before = await redis.run(rebaseScript, [keys.head, keys.log], [id, version, chain, bytes]);
      if (before === null) {
        await bases.delete(id);
        return;
      }
      await log.trim(version);
      if (String(before) !== '') await bases.delete(String(before));
      await bases.sweep(id);
    } finally {
      await redis.run(unlockScript, [keys.lock], [holder]);
    }
  }

  /** Closes and deletes what this node has of a build that is no more. */
  async forget(): Promise<void> {
    await this.with_.directory.remove(this.held);
  }

  /** Puts what Redis has lost back, unless somebody has done so meanwhile: then it is looked at anew. */
  private async reseed(seen: LogView | undefined): Promise<void> {
    const { build, redis, log, bases, channel, isKept } = this.with_;
    if (!(await isKept())) throw new LedgerError('unavailable', `The build ${build.info.id} is no more`);
    if (this.held.place.version === 0) {
      await log.begin();
      await log.keep();
      return;
    }
    const { id, version, chain, bytes, positions } = await this.upload();
    const expected = [seen?.version ?? -1, seen?.chain ?? ''];
    const args = [...expected, id, version, chain, bytes, channel, log.keys.name, positions];
    const isDone = await redis.run(reseedScript, [log.keys.head, log.keys.log], args);
    if (isDone !== 1) await bases.delete(id);
    else if (seen !== undefined && seen.base.id !== '') await bases.delete(seen.base.id);
  }

  /** Takes what Redis has in the place of the replica, which answers until then. */
  private async reload(): Promise<void> {
    const fetched = await fetchReplica(this.with_);
    if (fetched === undefined) return;
    const old = this.held;
    this.held = fetched;
    await this.with_.directory.remove(old);
  }

  private upload(): Promise<UploadedBase> {
    const { directory, bases } = this.with_;
    return directory.inTurn(async () => {
      const passing = directory.passing();
      try {
        return await bases.upload(this.held, passing);
      } finally {
        await rm(passing, { recursive: true, force: true });
      }
    });
  }
}

const mendings = 12;
const graceStepMs = 250;

function standingOf(replica: Replica, seen: LogView | undefined): Standing {
  if (seen === undefined) return 'lost';
  const { version, chain } = replica.place;
  if (seen.version < version) return replica.chainAt(seen.version) === seen.chain ? 'lost' : 'apart';
  if (seen.chainThere !== chain) return 'apart';
  return seen.version === version ? 'even' : 'behind';
}

/** Applies entries as long as there are some that follow. */
async function catchUp(
  followed: FollowedBuild,
  replica: Replica,
): Promise<{ readonly standing: Exclude<Standing, 'behind'>; readonly seen: LogView | undefined }> {
  for (;;) {
    const seen = await followed.log.look(replica.place.version);
    const standing = standingOf(replica, seen);
    if (standing !== 'behind') return { standing, seen };
    if (!(await applyRecords(followed, replica, seen!))) return { standing: 'apart', seen };
  }
}

/** @returns whether all of them fitted */
async function applyRecords({ log }: FollowedBuild, replica: Replica, { records }: LogView): Promise<boolean> {
  let next = records.length === 0 ? undefined : log.read(records[0]!);
  for (const [number, record] of records.entries()) {
    const bytes = await next;
    // The next one comes while this one is applied.
    const following = records[number + 1];
    next = following && log.read(following);
    next?.catch(() => undefined);
    if (bytes === undefined) return isReplaced(log, replica);
    if (!(await replica.apply(decodeEntry(await unpressed(bytes)), record))) return false;
  }
  return records.length > 0;
}

/** Part of an entry is missing: because it lies in a newer base now, or because it is lost, and then all is. */
async function isReplaced(log: BuildLog, replica: Replica): Promise<boolean> {
  const seen = await log.look(replica.place.version);
  if (seen !== undefined && seen.base.version <= replica.place.version) await log.condemn(seen);
  return true;
}

/** All of a build as Redis has it; undefined where it has nothing, or not all of it. */
async function fetchReplica(followed: FollowedBuild): Promise<Replica | undefined> {
  const { log, bases, directory, build } = followed;
  const seen = await log.look(0);
  if (seen === undefined) return undefined;
  const passing = directory.passing();
  let replica: Replica | undefined;
  try {
    const path = join(passing, 'base.mdb');
    const hasBase = seen.base.id !== '';
    if (hasBase && !(await bases.download(seen.base, path))) {
      const again = await log.look(0);
      if (again?.base.id === seen.base.id) await log.condemn(again);
      return undefined;
    }
    replica = await directory.make(build, hasBase ? path : undefined);
    const { standing } = await catchUp(followed, replica);
    if (standing === 'even') return replica;
    await directory.remove(replica);
    return undefined;
  } catch (error) {
    if (replica !== undefined) await directory.remove(replica);
    throw error;
  } finally {
    await rm(passing, { recursive: true, force: true });
  }
}
