import { randomFillSync } from 'node:crypto';
import type { Random } from './ports.js';

const poolBytes = 8192;

/**
 * The randomness of the system, drawn a pool at a time: a salt costs 0.06 µs instead of 3. A pool is never drawn from
 * twice and never written again, so what was handed out stays as it is.
 */
export function systemRandom(): Random {
  let pool = new Uint8Array(0);
  let used = 0;
  return {
    bytes(size) {
      if (size > poolBytes / 8) return randomFillSync(new Uint8Array(size));
      if (used + size > pool.length) {
        pool = randomFillSync(new Uint8Array(poolBytes));
        used = 0;
      }
      used += size;
      return pool.subarray(used - size, used);
    },
  };
}
