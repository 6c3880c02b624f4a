import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { encodePosition } from '../entry-codec.js';
import type { Batch } from '../port.js';
import type { Argument, Reply, RedisConnection } from './connection.js';
import type { BuildKeys } from './redis-keys.js';
import { appendScript, beginScript, condemnScript, lookScript, trimScript } from './scripts.js';

/** A point of a log: how many entries there are up to it, and a hash over what they are called. */
export interface LogPlace {
  readonly version: number;
  readonly chain: string;
}

export const logStart: LogPlace = { version: 0, chain: '' };

/** What a log begins behind: a copy of the build as it was then, in blocks. */
export interface Base extends LogPlace {
  /** Empty where the log begins with the first entry. */
  readonly id: string;
  readonly bytes: number;
}

/** What is known of an entry before its parts are read. */
export interface LogRecord extends LogPlace {
  readonly id: string;
  readonly parts: number;
  readonly bytes: number;
}

/** Where a log stands, as somebody sees it who has a place. */
export interface LogView extends LogPlace {
  /** What the chain is at that place; undefined where the log does not know (any more). */
  readonly chainThere: string | undefined;
  readonly base: Base;
  readonly logBytes: number;
  /** The first of what is behind that place. */
  readonly records: readonly LogRecord[];
}

/**
 * What became of an entry. `moved`: a slot stands elsewhere. `apart`: the log does not hold the place of who wants to write;
 * `lost`: it does not reach it. In all three nothing is written.
 */
export type Appended = ({ readonly kind: 'written' } & LogPlace) | { readonly kind: 'moved' | 'apart' | 'lost' };

/** The log of one build in Redis: the truth about what was folded, by whom, and in which order. */
export class BuildLog {
  constructor(
    private readonly redis: RedisConnection,
    readonly keys: BuildKeys,
    private readonly channel: string,
  ) {}

  /** Begins an empty log, which is forgotten if it is not kept within some minutes. */
  async begin(): Promise<void> {
    await this.redis.run(beginScript, [this.keys.head, this.keys.log], [newBuildMs]);
  }

  async keep(): Promise<void> {
    await this.redis.call('persist', this.keys.head);
  }

  /**
   * Writes an entry, if all slots stand where they are to and the log holds the place of its writer. Called twice with one
   * id it writes once.
   * @throws LedgerError `disk-full`; `unavailable`, and then it may be written or not
   */
  async append(entry: { id: string; bytes: Buffer; after: LogPlace; slots: Batch['slots'] }): Promise<Appended> {
    const { id, bytes, after, slots } = entry;
    const parts = partsOf(bytes);
    const keys = parts.map((_, number) => this.keys.part(id, number));
    const isWhole = parts.length === 1;
    if (!isWhole) await this.upload(keys, parts);
    const args: Argument[] = [
      id,
      after.version,
      after.chain,
      packedSlots(slots),
      bytes.length,
      this.channel,
      this.keys.name,
      ...(isWhole ? parts : []),
    ];
    const [kind, version, chain] = (await this.redis.run(
      appendScript,
      [this.keys.head, this.keys.log, ...keys],
      args,
    )) as readonly Buffer[];
    switch (String(kind)) {
      case 'written':
        return { kind: 'written', version: Number(version), chain: String(chain) };
      case 'moved':
      case 'apart':
      case 'lost':
        return { kind: String(kind) as 'moved' | 'apart' | 'lost' };
      default:
        throw new LedgerError('unavailable', 'A part of what was to be written is not in Redis any more');
    }
  }

  /** Undefined where there is no log (any more). @throws LedgerError `unavailable` */
  async look(since: number): Promise<LogView | undefined> {
    const reply = await this.redis.run(lookScript, [this.keys.head, this.keys.log], [since, recordsAtOnce]);
    if (reply === null) return undefined;
    const [version, chain, there, base, entries] = reply as readonly [number, Buffer, Buffer, Reply[], Reply[]];
    const [baseId, baseVersion, baseChain, baseBytes, logBytes] = base.map(String);
    return {
      version,
      chain: String(chain),
      chainThere: String(there) === '?' ? undefined : String(there),
      base: { id: baseId!, version: Number(baseVersion), chain: baseChain!, bytes: Number(baseBytes) },
      logBytes: Number(logBytes),
      records: entries.map(recordOf),
    };
  }

  /** What an entry holds; undefined where some of it is missing. @throws LedgerError `unavailable` */
  async read({ id, parts, bytes }: LogRecord): Promise<Buffer | undefined> {
    const found: Buffer[] = [];
    for (let number = 0; number < parts; number++) {
      const part = await this.redis.call('get', this.keys.part(id, number));
      if (part === null) return undefined;
      found.push(part as Buffer);
    }
    const whole = found.length === 1 ? found[0]! : Buffer.concat(found);
    return whole.length === bytes ? whole : undefined;
  }

  /** Something of the log is missing: as seen then, it counts as lost. */
  async condemn({ version, chain }: LogPlace): Promise<void> {
    await this.redis.run(condemnScript, [this.keys.head], [version, chain]);
  }

  /** Deletes entries that lie in the base, or all of a build that is no more: some at a time, so that others get a turn. */
  async trim(upTo: number): Promise<void> {
    for (let more = true; more;) {
      const end = Number.isFinite(upTo) ? `${upTo}-0` : '+';
      const entries = (await this.redis.call('xrange', this.keys.log, '-', end, 'COUNT', recordsAtOnce)) as Reply[];
      const records = entries.map(recordOf);
      more = records.length === recordsAtOnce;
      if (records.length === 0) return;
      const parts = records.flatMap(({ id, parts }) => Array.from({ length: parts }, (_, i) => this.keys.part(id, i)));
      await this.redis.run(trimScript, [this.keys.head, this.keys.log, ...parts], [records.at(-1)!.version]);
    }
  }

  private async upload(keys: readonly string[], parts: readonly Buffer[]): Promise<void> {
    // One that is there already may be part of the log: then it must not be forgotten.
    for (const [number, part] of parts.entries())
      await this.redis.call('set', keys[number]!, part, 'PX', limits.redisUploadMs, 'NX');
  }
}

const newBuildMs = 10 * 60 * 1000;
const recordsAtOnce = 256;

/** Smaller, where that is worth the work: memory of Redis is dearer than the disk of a node. */
export async function pressed(bytes: Buffer): Promise<Buffer> {
  if (bytes.length < worthPressingBytes) return Buffer.concat([asItIs, bytes]);
  const params = { [constants.ZSTD_c_compressionLevel]: 1 };
  return Buffer.concat([isPressed, await promisify(zstdCompress)(bytes, { params })]);
}

export async function unpressed(bytes: Buffer): Promise<Buffer> {
  const rest = bytes.subarray(1);
  return bytes[0] === isPressed[0] ? promisify(zstdDecompress)(rest) : rest;
}

const worthPressingBytes = 512;
const asItIs = Buffer.from([0]);
const isPressed = Buffer.from([1]);

function partsOf(bytes: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / limits.redisPartBytes));
  return Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * limits.redisPartBytes, (i + 1) * limits.redisPartBytes),
  );
}

function packedSlots(slots: Batch['slots']): Buffer {
  return Buffer.concat(
    slots.flatMap(({ slot, from, to }) => [Buffer.from([slot]), encodePosition(from), encodePosition(to)]),
  );
}

function recordOf(entry: Reply): LogRecord {
  const [id, [, name, , parts, , bytes, , chain]] = entry as readonly [Buffer, readonly Buffer[]];
  return {
    version: Number.parseInt(String(id), 10),
    id: String(name),
    parts: Number(parts),
    bytes: Number(bytes),
    chain: String(chain),
  };
}
