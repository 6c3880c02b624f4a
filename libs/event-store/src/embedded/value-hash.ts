import { hash } from 'node:crypto';

/**
 * What stands for a value in the index: the first 128 bits of its SHA-256 as four 32-bit numbers. Two values with one
 * hash cannot be found, so the index need not hold the values themselves.
 */
export type ValueHash = Uint32Array;

export function hashOf(value: string): ValueHash {
  // As a text of 32 characters, one a byte: the cheapest form to get and to read.
  const bytes = hash('sha256', value, 'binary');
  const words = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    words[i] =
      bytes.charCodeAt(4 * i) |
      (bytes.charCodeAt(4 * i + 1) << 8) |
      (bytes.charCodeAt(4 * i + 2) << 16) |
      (bytes.charCodeAt(4 * i + 3) << 24);
  }
  return words;
}

/** Order of hashes: by their numbers, the first one first. */
export function compareHashes(a: ValueHash, b: ValueHash): number {
  return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]! || a[3]! - b[3]!;
}

/** The bucket of `count` that a number of 32 bits falls into; in the order of the numbers. */
export function bucketOf(first: number, count: number): number {
  return Math.floor((first / 2 ** 32) * count);
}

/**
 * 64 bits of an event id, spread evenly also when the ids themselves are not (UUIDs of version 7 begin with the time).
 * Two ids may meet here: whoever looks one up compares the record's.
 */
export function mixId(id: string, into: { high: number; low: number }): void {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  into.high = high >>> 0;
  into.low = low >>> 0;
}
