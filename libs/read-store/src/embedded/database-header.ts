import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

const magic = 0xbeef_c0de;
const dataVersion = 2;
const longestHeaderBytes = 160;

/**
 * Whether a file begins as LMDB 0.9 (as lmdb-js has it, on 64 bits) writes it, and nothing is cut off from it. LMDB itself
 * trusts what it opens and ends the process on anything else. Offsets: `MDB_page` of 24 bytes, then `MDB_meta` (mdb.c).
 *
 * How long it says it is proves nothing: pages that LMDB has given out and taken back within one commit are counted, and
 * never written, and where they are the last ones the file is shorter than it says although nothing is missing.
 * @param least how long it was when it was last known to be whole
 */
export function looksLikeDatabase(path: string, least = 0): boolean {
  return withLength(path, 'r', (_descriptor, { bytes }) => bytes >= least) ?? false;
}

/** Makes a file as long as it says it is. Nobody else may write it meanwhile. */
export function lengthen(path: string): void {
  withLength(path, 'r+', (descriptor, { bytes, claimed }) => {
    if (bytes < claimed) ftruncateSync(descriptor, claimed);
  });
}

/** @returns undefined when the file does not begin as a database does */
function withLength<T>(
  path: string,
  flags: 'r' | 'r+',
  work: (descriptor: number, length: { readonly bytes: number; readonly claimed: number }) => T,
): T | undefined {
  const descriptor = openSync(path, flags);
  try {
    const first = readMeta(descriptor, 0);
    if (first === undefined) return undefined;
    const { pageSize } = first;
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
    const second = readMeta(descriptor, pageSize);
    if (second === undefined) return undefined;
    const newest = first.transaction > second.transaction ? first : second;
    const claimed = Number(newest.lastPage + 1n) * pageSize;
    if (!Number.isSafeInteger(claimed)) return undefined;
    return work(descriptor, { bytes: fstatSync(descriptor).size, claimed });
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
