import { createHash } from 'node:crypto';

/**
 * The Merkle tree hash as RFC 6962 §2.1 defines it, by recursion over the list, and nothing kept: the oracle of the lib,
 * written apart from it. For specs.
 * @param leaves leaf hashes
 */
export function naiveRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return Buffer.from(leaves[0]!);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return createHash('sha256').update(Buffer.of(0x01)).update(naiveRoot(left)).update(naiveRoot(right)).digest();
}

/** The leaf hash of an input: SHA-256(0x00 ‖ input) (RFC 6962 §2.1). */
export function naiveLeaf(input: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(0x00)).update(input).digest();
}

/** Leaf hash number `n` of a made-up ledger. */
export function sampleLeaf(n: number): Buffer {
  return naiveLeaf(Buffer.from(`leaf ${n}`));
}

/** The first leaf hashes of a made-up ledger. */
export function sampleLeaves(count: number): Buffer[] {
  return Array.from({ length: count }, (_none, n) => sampleLeaf(n));
}
