import { hash } from 'node:crypto';

/** Bytes of every hash in the tree: SHA-256. */
export const hashBytes = 32;

const nodeInput = Buffer.alloc(1 + 2 * hashBytes);
nodeInput[0] = 0x01;

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1, RFC 9162 §2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return Buffer.from(hashOfInput(), 'latin1');
}

/** As a binary string, which costs a fifth of what the making of a buffer does: 0.9 against 4.2 µs. */
function hashOfInput(): string {
  return hash('sha256', nodeInput, 'binary');
}

/** The root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Buffer {
  return hash('sha256', '', 'buffer');
}

/**
 * The root of a full subtree: of 2ᵏ hashes that stand one behind the other.
 * @throws RangeError for another number of hashes
 */
export function perfectRoot(hashes: Uint8Array): Buffer {
  let width = hashes.length / hashBytes;
  if (!Number.isInteger(Math.log2(width))) throw new RangeError(`${width} hashes are no full subtree`);
  const level = Buffer.from(hashes);
  for (; width > 1; width /= 2) {
    for (let at = 0; at < width; at += 2) {
      const left = at * hashBytes;
      level.copy(nodeInput, 1, left, left + 2 * hashBytes);
      // Half as far to the left: what stood there is read already.
      level.write(hashOfInput(), left / 2, 'latin1');
    }
  }
  return level.subarray(0, hashBytes);
}
