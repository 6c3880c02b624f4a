import { AssertionError } from 'node:assert';
import { systemClock } from '#core/clock.js';
import type { Clock } from '#core/ports.js';
import { buildsOf } from '../catalogue-contents.js';
import type { BuildInfo } from '../port.js';
import { BaseBlocks } from './base-blocks.js';
import { BuildFollower } from './build-follower.js';
import type { FollowedBuild } from './build-follower.js';
import { BuildLog } from './build-log.js';
import type { RedisConnection } from './connection.js';
import { RedisBuild } from './redis-build.js';
import { channelOf, keysOfBuild } from './redis-keys.js';
import type { ReplicaDirectory } from './replica-directory.js';
import type { SharedCatalogue, SharedContents } from './shared-catalogue.js';

/** What a node has beside its builds. */
export interface Node {
  readonly redis: RedisConnection;
  readonly directory: ReplicaDirectory;
  readonly catalogue: SharedCatalogue;
  readonly namespace: string;
  readonly name: string;
  readonly clock?: Clock;
}

type SharedEntry = SharedContents['builds'][number];

/** The Redis side of a build. */
export function buildInRedis(node: Node, name: string, epoch: string): { log: BuildLog; bases: BaseBlocks } {
  const keys = keysOfBuild(node.namespace, name, epoch);
  return {
    log: new BuildLog(node.redis, keys, channelOf(node.namespace)),
    bases: new BaseBlocks(node.redis, keys, node.clock ?? systemClock),
  };
}

/** The builds that a node has open, and the state of the catalogue that it shows: always one of which it has all builds. */
export class OpenBuilds {
  /** By epoch. */
  private readonly opened = new Map<string, RedisBuild>();
  private epochs = new Map<string, string>();
  private infos: readonly BuildInfo[] = [];

  constructor(private readonly node: Node) {}

  get shown(): readonly BuildInfo[] {
    return this.infos;
  }

  get all(): readonly RedisBuild[] {
    return [...this.opened.values()];
  }

  /** Epochs of builds that are shown: what this node knows of. */
  get known(): ReadonlySet<string> {
    return new Set(this.epochs.values());
  }

  get(id: string): RedisBuild | undefined {
    const epoch = this.epochs.get(id);
    return epoch === undefined ? undefined : this.opened.get(epoch);
  }

  /** By what it is called on the channel. */
  called(name: string): RedisBuild | undefined {
    return this.opened.get(name.slice(name.lastIndexOf(':') + 1));
  }

  /**
   * Opens what is new in a state of the catalogue, shows that state, and closes what is not in it any more.
   * @param isOffline Redis is not there: only what this node has is opened
   * @returns builds that are nowhere any more @throws LedgerError `unavailable`, `disk-full`
   */
  async show(contents: SharedContents, isOffline = false): Promise<readonly SharedEntry[]> {
    const missing: SharedEntry[] = [];
    for (const entry of contents.builds) {
      if (this.opened.has(entry.epoch)) continue;
      const build = await this.open(entry, isOffline).catch((error: unknown) => {
        // What its log says cannot be done: it is made anew, like one that is lost.
        if (!(error instanceof AssertionError)) throw error;
      });
      if (build === undefined) missing.push(entry);
      else this.opened.set(entry.epoch, build);
    }
    const shown = contents.builds.filter(({ epoch }) => this.opened.has(epoch));
    this.epochs = new Map(shown.map(({ id, epoch }) => [id, epoch]));
    this.infos = buildsOf({ ...contents, builds: shown });
    const epochs = this.known;
    for (const [epoch, build] of Array.from(this.opened)) {
      if (epochs.has(epoch)) continue;
      this.opened.delete(epoch);
      await build.forget();
    }
    return missing;
  }

  async close(): Promise<void> {
    for (const build of this.all) await build.close();
    this.opened.clear();
  }

  private async open(entry: SharedEntry, isOffline: boolean): Promise<RedisBuild | undefined> {
    const { redis, directory, catalogue, namespace, name: node } = this.node;
    const { epoch } = entry;
    const info = buildsOf({ ...emptyOf(entry) })[0]!;
    const { log, bases } = buildInRedis(this.node, entry.name, epoch);
    const isKept = async (): Promise<boolean> => (await catalogue.read()).builds.some((build) => build.epoch === epoch);
    const channel = channelOf(namespace);
    const followed: FollowedBuild = { build: { info, epoch }, redis, log, bases, directory, channel, isKept };
    const follower = isOffline ? await BuildFollower.openOffline(followed) : await BuildFollower.open(followed);
    if (follower === undefined) return undefined;
    const describe = (): BuildInfo => this.infos.find(({ id }) => id === info.id) ?? info;
    const build = new RedisBuild(log, follower, describe, node);
    if (isOffline) return build;
    try {
      await build.follow();
      return build;
    } catch (error) {
      await build.close();
      throw error;
    }
  }
}

function emptyOf(entry: SharedEntry): Parameters<typeof buildsOf>[0] {
  return { format: 0, builds: [entry], serving: [], numbers: [] };
}
