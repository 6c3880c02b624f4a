import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#core/ports.js';
import { limits } from '#core/limits.js';
import { pressed, unpressed } from './build-log.js';
import type { Base } from './build-log.js';
import type { RedisConnection } from './connection.js';
import type { BuildKeys } from './redis-keys.js';
import type { Replica } from './replica.js';

/** A base that lies in Redis, and is not yet one that a log begins behind. */
export interface UploadedBase extends Base {
  /** Of all slots. */
  readonly positions: Buffer;
}

/**
 * Copies of builds as files, cut into blocks that lie anywhere in a cluster. The id of a base tells when it was begun and
 * how many blocks it has, and is noted before the first of them is written: so what a node that dies leaves is found.
 */
export class BaseBlocks {
  constructor(
    private readonly redis: RedisConnection,
    private readonly keys: BuildKeys,
    private readonly clock: Clock,
  ) {}

  /** @param directory for the copy, which is deleted again @throws LedgerError `disk-full`, `unavailable` */
  async upload(replica: Replica, directory: string): Promise<UploadedBase> {
    const path = join(directory, 'copy.mdb');
    const { place, positions } = await replica.copyTo(path);
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const count = Math.ceil(size / limits.redisPartBytes);
      const id = `${this.clock.now().toString(36)}-${randomBytes(6).toString('hex')}-${count}`;
      await this.redis.call('sadd', this.keys.bases, id);
      let bytes = 0;
      await inTurns(count, async (number) => {
        const block = Buffer.alloc(Math.min(limits.redisPartBytes, size - number * limits.redisPartBytes));
        await file.read(block, 0, block.length, number * limits.redisPartBytes);
        const small = await pressed(block);
        bytes += small.length;
        await this.redis.call('set', this.keys.block(id, number), small);
      });
      return { ...place, id, bytes, positions };
    } finally {
      await file.close();
      await rm(path, { force: true });
      await rm(`${path}-lock`, { force: true });
    }
  }

  /** Writes a base into a file. @returns whether it was whole @throws LedgerError `unavailable` */
  async download({ id }: Base, path: string): Promise<boolean> {
    const file = await open(path, 'w');
    try {
      let isWhole = true;
      await inTurns(blocksOf(id), async (number) => {
        const block = await this.redis.call('get', this.keys.block(id, number));
        if (block === null) isWhole = false;
        else await file.write(await unpressed(block as Buffer), 0, undefined, number * limits.redisPartBytes);
        return isWhole;
      });
      return isWhole;
    } finally {
      await file.close();
    }
  }

  async delete(id: string): Promise<void> {
    await inTurns(blocksOf(id), async (number) => {
      await this.redis.call('unlink', this.keys.block(id, number));
    });
    await this.redis.call('srem', this.keys.bases, id);
  }

  /** Deletes what was begun long ago and is not the base that is used, or all. */
  async sweep(used: string | undefined): Promise<void> {
    const ids = ((await this.redis.call('smembers', this.keys.bases)) as readonly Buffer[]).map(String);
    for (const id of ids) {
      const isOld = Number.parseInt(id, 36) < this.clock.now() - limits.redisUploadMs;
      if (id !== used && (used === undefined || isOld)) await this.delete(id);
    }
  }
}

function blocksOf(id: string): number {
  return Number(id.split('-').at(-1));
}

/** Few enough to leave threads of this process to what is recorded meanwhile. */
const atOnce = 2;

/** Does a thing for each number, some at once, until one says that it is enough. */
async function inTurns(count: number, work: (number: number) => Promise<boolean | void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) if ((await work(next++)) === false) next = count;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}
