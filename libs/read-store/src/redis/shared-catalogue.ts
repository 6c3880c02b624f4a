import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { emptyContents, READ_STORE_FORMAT } from '../catalogue-contents.js';
import type { Contents, Entry } from '../catalogue-contents.js';
import type { Reply, RedisConnection } from './connection.js';
import { catalogueKey, channelOf } from './redis-keys.js';
import { catalogueScript } from './scripts.js';

/** A build whose keys are still to be deleted. */
export interface DroppedBuild {
  readonly name: string;
  readonly epoch: string;
}

export interface SharedContents extends Contents {
  /** Given when there was nothing: what carries another one came about after all was lost. */
  readonly lineage: string;
  /** How many changes led to it. */
  readonly revision: number;
  readonly builds: readonly (Entry & { readonly epoch: string })[];
  readonly dropped: readonly DroppedBuild[];
}

interface Known {
  readonly contents: SharedContents;
  /** Random, of each change: two values with one stamp are the same. */
  readonly stamp: string;
}

/**
 * Which builds there are and which of them serves: one value in Redis that all nodes change by compare-and-set. Each
 * remembers what it saw last, also over its end, and puts it back where Redis has lost it.
 */
export class SharedCatalogue {
  private known: Known | undefined;

  /** @param path of the file that remembers */
  constructor(
    private readonly redis: RedisConnection,
    private readonly namespace: string,
    private readonly path: string,
  ) {
    this.known = remembered(path);
  }

  /** As it was when it was last seen; undefined where it never was. */
  get last(): SharedContents | undefined {
    return this.known?.contents;
  }

  /** As it is now. @throws LedgerError `unavailable` */
  async read(): Promise<SharedContents> {
    return (await this.look()).contents;
  }

  /**
   * Makes a change to what is there now, again wherever another node was faster. What is given back as it was is no change.
   * @throws LedgerError `unavailable`, and then it may be made or not; what the step throws
   */
  async change(step: (contents: SharedContents) => SharedContents): Promise<SharedContents> {
    const giveUpAt = performance.now() + limits.redisReconnectMs;
    let written: Known | undefined;
    for (let pauseMs = 5; ; pauseMs = Math.min(2 * pauseMs, 500)) {
      try {
        const seen = await this.look();
        if (written !== undefined && seen.stamp === written.stamp) return written.contents;
        const changed = step(seen.contents);
        if (changed === seen.contents) return changed;
        written = { contents: { ...changed, revision: seen.contents.revision + 1 }, stamp: newStamp() };
        if (await this.write(seen.stamp, written)) return written.contents;
        written = undefined;
      } catch (error) {
        const isPassing = error instanceof LedgerError && error.code === 'unavailable';
        if (!isPassing || performance.now() > giveUpAt) throw error;
      }
      if (performance.now() > giveUpAt)
        throw new LedgerError('unavailable', 'The catalogue of builds in Redis changes too often');
      await setTimeout(pauseMs * Math.random());
    }
  }

  private async look(): Promise<Known> {
    for (let attempt = 0; attempt < lookAttempts; attempt++) {
      const [contents, stamp] = (await this.redis.call(
        'hmget',
        catalogueKey(this.namespace),
        'contents',
        'stamp',
      )) as readonly Reply[];
      const found = contents === null ? undefined : read(String(contents), String(stamp));
      if (found === undefined) {
        if (this.known === undefined) return { contents: nothing(), stamp: '' };
        await this.write('', this.known);
      } else if (found.contents.format > READ_STORE_FORMAT) {
        throw new LedgerError('unavailable', 'The read store in Redis is one of a newer version of Tend');
      } else if (found.contents.format < READ_STORE_FORMAT) {
        await this.write(found.stamp, { contents: forgotten(found.contents), stamp: newStamp() });
      } else if (isEarlier(found.contents, this.known?.contents)) {
        await this.write(found.stamp, this.known!);
      } else {
        this.remember(found);
        return found;
      }
    }
    throw new LedgerError('unavailable', 'The catalogue of builds in Redis changes too often');
  }

  /** @returns whether nobody has changed it since it had that stamp */
  private async write(seen: string, next: Known): Promise<boolean> {
    const { contents, stamp } = next;
    const args = [seen, JSON.stringify(contents), stamp, channelOf(this.namespace)];
    if ((await this.redis.run(catalogueScript, [catalogueKey(this.namespace)], args)) !== 1) return false;
    this.remember(next);
    return true;
  }

  private remember(known: Known): void {
    if (known.stamp === this.known?.stamp) return;
    this.known = known;
    try {
      writeFileSync(`${this.path}.new`, JSON.stringify(known), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // It is remembered by this process; without a disk the next one asks Redis.
    }
  }
}

const lookAttempts = 20;

/** Redis has lost what led from the one to the other. */
function isEarlier(found: SharedContents, known: SharedContents | undefined): boolean {
  return known !== undefined && found.lineage === known.lineage && found.revision < known.revision;
}

function nothing(): SharedContents {
  return { ...emptyContents, lineage: newStamp(), revision: 0, builds: [], dropped: [] };
}

/** Of another format: all builds are made anew, and no number comes back. */
function forgotten(old: SharedContents): SharedContents {
  const dropped = old.builds.map(({ name, epoch }) => ({ name, epoch }));
  return {
    ...nothing(),
    lineage: old.lineage,
    revision: old.revision + 1,
    numbers: old.numbers,
    dropped: [...old.dropped, ...dropped],
  };
}

function read(contents: string, stamp: string): Known {
  return { contents: JSON.parse(contents) as SharedContents, stamp };
}

function remembered(path: string): Known | undefined {
  try {
    const known = JSON.parse(readFileSync(path, 'utf8')) as Known;
    return known.contents.format === READ_STORE_FORMAT ? known : undefined;
  } catch {
    return undefined;
  }
}

function newStamp(): string {
  return randomBytes(8).toString('hex');
}
