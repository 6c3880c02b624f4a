import { crc32 } from 'node:zlib';
import type { Database, RootDatabase } from 'lmdb';
import type { HashTile } from '../port.js';

const sumBytes = 4;

/**
 * Hashes of the Merkle tree, by level and index, so that no root hashes all leaves anew. What they mean is known to
 * whoever makes them. They are derived: one whose sum is wrong counts as lost.
 */
export class HashTileTable {
  /** One who only reads makes no table; lmdb-js has none for him then, whatever its types say. */
  private tiles: Database<Buffer, Buffer> | undefined;

  constructor(private readonly environment: RootDatabase<Buffer, Buffer>) {
    this.tiles = this.open();
  }

  get(level: number, index: number): Buffer | undefined {
    // Another process may have made it since.
    this.tiles ??= this.open();
    const key = keyOf(level, index);
    const value = this.tiles?.get(key);
    if (value === undefined || value.length < sumBytes) return undefined;
    const hashes = value.subarray(0, value.length - sumBytes);
    return value.readUInt32LE(hashes.length) === sumOf(key, hashes) ? hashes : undefined;
  }

  /** Within a transaction of the environment. */
  put(tiles: readonly HashTile[]): void {
    for (const { level, index, hashes } of tiles) {
      const key = keyOf(level, index);
      const sum = Buffer.alloc(sumBytes);
      sum.writeUInt32LE(sumOf(key, hashes));
      void this.tiles!.put(key, Buffer.concat([hashes, sum]));
    }
  }

  private open(): Database<Buffer, Buffer> | undefined {
    return this.environment.openDB<Buffer, Buffer>({ name: 'tree', encoding: 'binary', keyEncoding: 'binary' });
  }
}

function keyOf(level: number, index: number): Buffer {
  const key = Buffer.alloc(5);
  key[0] = level;
  key.writeUInt32BE(index, 1);
  return key;
}

function sumOf(key: Buffer, hashes: Uint8Array): number {
  return crc32(hashes, crc32(key));
}
