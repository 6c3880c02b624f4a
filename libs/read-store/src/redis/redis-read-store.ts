import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import { buildsOf, noted, pointedAt, stalledAt, withBuild } from '../catalogue-contents.js';
import type { Entry } from '../catalogue-contents.js';
import { openReadStore } from '../embedded/embedded-read-store.js';
import type { BuildInfo, BuildMemory, BuildStall, NewBuild, ReadStore, ReadStoreReader } from '../port.js';
import { connectionName, RedisConnection, type RedisPlace } from './connection.js';
import { buildInRedis, OpenBuilds } from './open-builds.js';
import type { Node } from './open-builds.js';
import type { RedisBuild } from './redis-build.js';
import { channelOf } from './redis-keys.js';
import { ReplicaDirectory } from './replica-directory.js';
import { SharedCatalogue } from './shared-catalogue.js';
import type { SharedContents } from './shared-catalogue.js';
import { sweepDropped, withDropped } from './sweep-dropped.js';

export interface RedisReadStoreOptions extends RedisPlace {
  /** What all nodes of one ledger call their part of Redis; another ledger has another one. Letters, digits, `.`, `_`, `-`. */
  readonly namespace: string;
  /** For the replicas of this node. One process at a time. */
  readonly directory: string;
  /** What this node is called: in lists of connections, and where it holds a lock. */
  readonly node: string;
  readonly clock?: Clock;
  /** How often it is looked whether others have written, beside what they tell. */
  readonly pollMs?: number;
}

export interface RedisReadStore extends ReadStore {
  /** What each build takes of the memory of Redis, and of the disk of this node. */
  memory(): readonly BuildMemory[];
}

/**
 * Opens the read store that several nodes share. Where Redis is not there, it answers from what this node has, and goes on
 * as soon as it is.
 * @throws LedgerError `invalid` for an address or a namespace; `unavailable` where neither Redis nor a replica is there
 */
export async function openRedisReadStore(options: RedisReadStoreOptions): Promise<RedisReadStore> {
  return NodeReadStore.open(options);
}

/** The same, for a process that only reads: it follows what others write. */
export async function openRedisReadStoreReader(options: RedisReadStoreOptions): Promise<ReadStoreReader> {
  return NodeReadStore.open(options);
}

class NodeReadStore implements RedisReadStore {
  private readonly open: OpenBuilds;
  /** One after the other: what is shown never goes back. */
  private refreshing: Promise<void> = Promise.resolve();
  private sweeping: Promise<void> | undefined;
  private poll: NodeJS.Timeout | undefined;
  private closed = false;

  private constructor(
    private readonly node: Node,
    private readonly pollMs: number,
  ) {
    this.open = new OpenBuilds(node);
  }

  static async open({ url, password, namespace, directory: path, node: name, ...options }: RedisReadStoreOptions) {
    if (!/^[\w.-]{1,100}$/.test(namespace))
      throw new LedgerError('invalid', 'A namespace in Redis holds letters, digits, ".", "_" and "-" only.');
    const redis = RedisConnection.open({ url, password }, connectionName(name));
    let directory: ReplicaDirectory;
    try {
      directory = await ReplicaDirectory.open(path);
    } catch (error) {
      redis.close();
      throw error;
    }
    const catalogue = new SharedCatalogue(redis, namespace, join(path, 'shared-catalogue.json'));
    const node = { redis, directory, catalogue, namespace, name, ...options };
    const store = new NodeReadStore(node, options.pollMs ?? limits.redisPollMs);
    try {
      await store.begin();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  builds(): readonly BuildInfo[] {
    return this.open.shown;
  }

  serving(name: string): RedisBuild | undefined {
    const info = this.open.shown.find((build) => build.name === name && build.state === 'serving');
    return info && this.build(info.id);
  }

  build(id: string): RedisBuild | undefined {
    return this.open.get(id);
  }

  async create(name: string, fingerprint: string, options: NewBuild = {}): Promise<RedisBuild> {
    const seen = this.open.known;
    const epoch = randomBytes(8).toString('hex');
    const { log } = buildInRedis(this.node, name, epoch);
    await log.begin();
    let made: Entry | undefined;
    await this.node.catalogue.change((contents) => {
      // Two nodes that find the same code new at once begin one build.
      const begun = new Set(buildsOf(contents).flatMap(({ id, state }) => (state === 'building' ? [id] : [])));
      made = contents.builds.find(
        (build) =>
          build.name === name && build.fingerprint === fingerprint && !seen.has(build.epoch) && begun.has(build.id),
      );
      if (made !== undefined) return contents;
      const [changed, entry] = withBuild(contents, { name, fingerprint, options, epoch });
      made = entry;
      return changed;
    });
    if (made!.epoch === epoch) await log.keep();
    try {
      await this.refresh();
    } catch (error) {
      if (made!.epoch === epoch) await this.drop(made!.id).catch(() => undefined);
      throw error;
    }
    return this.require(made!.id);
  }

  async note(id: string, state: 'building' | 'paused' | 'ready'): Promise<void> {
    this.require(id);
    await this.change((contents) => noted(contents, id, state));
  }

  async noteStall(id: string, stall?: BuildStall): Promise<void> {
    this.require(id);
    await this.change((contents) => stalledAt(contents, id, stall));
  }

  async activate(id: string): Promise<void> {
    const { name, number } = this.require(id).info;
    await this.change((contents) => pointedAt(contents, name, number));
  }

  async drop(id: string): Promise<void> {
    await this.change((contents) => {
      const isServing = buildsOf(contents).some((build) => build.id === id && build.state === 'serving');
      assert(!isServing, 'what serves is not dropped');
      return withDropped(contents, [id]);
    });
  }

  async retire(name: string): Promise<void> {
    await this.change((contents) =>
      withDropped(
        contents,
        contents.builds.flatMap((build) => (build.name === name ? [build.id] : [])),
      ),
    );
  }

  async scratch(): Promise<ReadStore> {
    const path = this.node.directory.passing();
    const store = await openReadStore(path);
    const close = store.close.bind(store);
    store.close = async () => {
      try {
        await close();
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    };
    return store;
  }

  memory(): readonly BuildMemory[] {
    return this.open.shown.map(({ id }) => ({ id, ...this.open.get(id)!.memory() }));
  }

  async flush(): Promise<void> {
    await this.node.directory.flush();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.poll);
    await this.refreshing.catch(() => undefined);
    await this.sweeping;
    try {
      await this.open.close();
      await this.flush();
    } finally {
      this.node.redis.close();
      await this.node.directory.close();
    }
  }

  private async begin(): Promise<void> {
    const { redis, directory, catalogue, namespace } = this.node;
    try {
      await redis.ready(catalogue.last === undefined ? limits.redisReconnectMs : limits.redisCommandMs);
      await this.refresh();
      await directory.keepOnly(catalogue.last?.builds ?? []);
    } catch (error) {
      const isAway = error instanceof LedgerError && error.code === 'unavailable';
      if (!isAway || catalogue.last === undefined) throw error;
      await this.open.show(catalogue.last, true);
    }
    redis.listen(channelOf(namespace), (message) => this.hear(message));
    redis.onReady(() => void this.lookAround());
    this.pollLater();
  }

  private hear(message: string): void {
    if (this.closed) return;
    const [name = '', version] = message.split(' ');
    if (version !== undefined) this.open.called(name)?.hear(Number(version));
    else void this.refresh().catch(() => undefined);
  }

  /** Whatever was not told: after a connection was lost, and now and then. What fails is tried again the next time. */
  private async lookAround(): Promise<void> {
    if (this.closed || !this.node.redis.isReady) return;
    await this.refresh().catch(() => undefined);
    await Promise.allSettled(this.open.all.map((build) => build.follow()));
  }

  private pollLater(): void {
    if (this.closed) return;
    this.poll = setTimeout(() => void this.lookAround().then(() => this.pollLater()), this.pollMs);
    this.poll.unref();
  }

  private async change(step: (contents: SharedContents) => SharedContents): Promise<void> {
    await this.node.catalogue.change(step);
    await this.refresh();
  }

  /** Shows the catalogue as it is now. @throws LedgerError `unavailable`, `disk-full` */
  private async refresh(): Promise<void> {
    const refreshed = this.refreshing.then(() => this.showNewest());
    this.refreshing = refreshed.catch(() => undefined);
    await refreshed;
  }

  private async showNewest(): Promise<void> {
    const { catalogue } = this.node;
    const contents = await catalogue.read();
    const lost = (await this.open.show(contents)).map(({ id }) => id);
    if (lost.length > 0) {
      // Nobody has brought them back: they are made anew from the ledger.
      const epochs = contents.builds.filter(({ id }) => lost.includes(id)).map(({ epoch }) => epoch);
      const left = await catalogue.change((now) =>
        withDropped(
          now,
          now.builds.flatMap(({ id, epoch }) => (epochs.includes(epoch) ? [id] : [])),
        ),
      );
      await this.open.show(left);
    }
    if ((catalogue.last?.dropped.length ?? 0) > 0 && !this.closed) this.sweep();
  }

  /** In the background: whoever drops a build does not wait until it is deleted. */
  private sweep(): void {
    this.sweeping ??= sweepDropped(this.node)
      .catch(() => undefined)
      .finally(() => void (this.sweeping = undefined));
  }

  private require(id: string): RedisBuild {
    const build = this.open.get(id);
    if (build === undefined) throw new LedgerError('not-found', `There is no build ${id}.`);
    return build;
  }
}
