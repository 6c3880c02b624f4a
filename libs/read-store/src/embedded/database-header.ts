import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const magic = 0xbeef_c0de;
const dataVersion = 2;
const longestHeaderBytes = 160;

/**
 * Whether a file begins as LMDB 0.9 (as lmdb-js has it, on 64 bits) writes it, and is as long as it says. LMDB itself
 * trusts what it opens and ends the process on anything else. Offsets: `MDB_page` of 24 bytes, then `MDB_meta` (mdb.c).
 */
export function looksLikeDatabase(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const first = readMeta(descriptor, 0);
    if (first === undefined) return false;
    const { pageSize } = first;
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return false;
    const second = readMeta(descriptor, pageSize);
    if (second === undefined) return false;
    const newest = first.transaction > second.transaction ? first : second;
    return BigInt(fstatSync(descriptor).size) >= (newest.lastPage + 1n) * BigInt(pageSize);
  } finally {
    closeSync(descriptor);
  }
}

interface Meta {
  readonly pageSize: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
}

function readMeta(descriptor: number, at: number): Meta | undefined {
  const header = Buffer.alloc(longestHeaderBytes);
  if (readSync(descriptor, header, 0, header.length, at) < header.length) return undefined;
  if (header.readUInt32LE(24) !== magic || header.readUInt32LE(28) !== dataVersion) return undefined;
  return {
    pageSize: header.readUInt32LE(48),
    lastPage: header.readBigUInt64LE(144),
    transaction: header.readBigUInt64LE(152),
  };
}
