import { crc32 } from 'node:zlib';
import { dimensions } from '../port.js';
import type { ValueHash } from './value-hash.js';

/*
 * The index database. Keys begin with the number of a segment (32 bits, big-endian, as all parts of a key), so that one
 * segment is one range. A segment is the index of a range of sequences and is never changed, only merged into a larger.
 *
 *   segment, section, bucket            a page of runs: count; per run its hash, number of entries, size, body
 *   segment, section | 64, hash, chunk  a chunk of a long run
 *   segment, ids, bucket                ids: count, high halves, low halves, sequences (0 = the name of a stream)
 *   segment, bloom                      the Bloom filter of the ids and names
 *   0xffffffff                          the manifest: which segments there are
 *
 * A page belongs to a bucket of hashes, a body is inline entries or, of a long run, the directory of its chunks. Every
 * value ends with a CRC-32 begun with the number of the segment.
 */

/** Sections of runs: a number for each dimension, and the streams by revision. */
export const streamSection = dimensions.length;
export const runSections: readonly number[] = Array.from({ length: dimensions.length + 1 }, (_, number) => number);
const idSection = 32;
const bloomSection = 33;
const chunkFlag = 64;

/** A run of more entries lies in chunks of its own. */
export const inlineEntries = 96;
export const chunkEntries = 512;
/** A chunk in a directory: the place of its first entry (8 + 8 + 4 bytes) and how many it has (4). */
export const directoryEntrySize = 24;
/** Pages are filled to about this size: one LMDB page. */
export const pageBytes = 3600;
export const idEntrySize = 12;
export const checksumSize = 4;

export const manifestSegment = 0xffff_ffff;

export function pageKey(segment: number, section: number, bucket: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key.writeUInt32BE(segment, 0);
  key[4] = section;
  key.writeUInt32BE(bucket, 5);
  return key;
}

export function chunkKey(segment: number, section: number, hash: ValueHash, chunk: number): Buffer {
  const key = Buffer.allocUnsafe(25);
  key.writeUInt32BE(segment, 0);
  key[4] = section | chunkFlag;
  for (let i = 0; i < 4; i++) key.writeUInt32BE(hash[i]!, 5 + 4 * i);
  key.writeUInt32BE(chunk, 21);
  return key;
}

export function idKey(segment: number, bucket: number): Buffer {
  return pageKey(segment, idSection, bucket);
}

export function bloomKey(segment: number): Buffer {
  return pageKey(segment, bloomSection, 0);
}

/** The first key of a segment; that of the next one ends its range. */
export function segmentStart(segment: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(segment, 0);
  return key;
}

export function sealValue(segment: number, value: Buffer, length: number): void {
  value.writeUInt32LE(crc32(value.subarray(0, length), segment), length);
}

export function isValueIntact(segment: number, value: Buffer): boolean {
  const length = value.length - checksumSize;
  return length >= 0 && value.readUInt32LE(length) === crc32(value.subarray(0, length), segment);
}

/** One segment: which events it finds, and how many buckets each of its sections has. */
export interface SegmentInfo {
  readonly id: number;
  readonly level: number;
  readonly first: number;
  readonly last: number;
  readonly buckets: readonly number[];
  readonly idBuckets: number;
}

/** The index as it stands on disk. */
export interface Manifest {
  /** Counts the changes: a reader sees by it that its copy is old. */
  readonly version: number;
  /** How many events make a segment of the lowest level. */
  readonly segmentEvents: number;
  /** The next segment's number. What lies under this and higher numbers was never finished. */
  readonly nextId: number;
  /** In order of their events, without a gap from event 1 on. */
  readonly segments: readonly SegmentInfo[];
  /** Segments that were merged into others and are not wholly removed yet. */
  readonly garbage: readonly number[];
}

/** The last event that the segments find. */
export function indexedUpTo(manifest: Manifest): number {
  return manifest.segments.at(-1)?.last ?? 0;
}

export function encodeManifest(manifest: Manifest): Buffer {
  const text = Buffer.from(JSON.stringify(manifest));
  const value = Buffer.alloc(8 + text.length + checksumSize);
  value.writeDoubleLE(manifest.version, 0);
  text.copy(value, 8);
  sealValue(manifestSegment, value, 8 + text.length);
  return value;
}

/** The version alone, which costs no parsing. */
export function manifestVersion(value: Buffer): number {
  return value.length < 8 ? -1 : value.readDoubleLE(0);
}

/** The manifest, or undefined when its bytes are damaged. */
export function decodeManifest(value: Buffer): Manifest | undefined {
  if (!isValueIntact(manifestSegment, value)) return undefined;
  return JSON.parse(value.toString('utf8', 8, value.length - checksumSize)) as Manifest;
}
