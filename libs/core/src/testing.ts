import { hash } from 'node:crypto';
import { secretKey } from './hashing.js';
import { keyIdOf, randomId } from './ids.js';
import type { Clock, KeyStore, Random, SubjectKey } from './ports.js';
import type { Id, Instant } from './time.js';

/** A clock that stands still until it is set. */
export function fixedClock(start: Instant): Clock & { set(instant: Instant): void; advance(stepMs: number): void } {
  let now = start;
  return {
    now: () => now,
    set: (instant) => void (now = instant),
    advance: (stepMs) => void (now += stepMs),
  };
}

/** A reproducible stream of bytes: SHA-256 of seed and block number. For tests and vectors, never for keys in use. */
export function seededRandom(seed: string | number): Random {
  let block = 0;
  let pool = new Uint8Array(0);
  return {
    bytes(size) {
      while (pool.length < size) {
        const next = hash('sha256', `${seed}/${block++}`, 'buffer');
        const joined = new Uint8Array(pool.length + next.length);
        joined.set(pool);
        joined.set(next, pool.length);
        pool = joined;
      }
      const taken = pool.slice(0, size);
      pool = pool.subarray(size);
      return taken;
    },
  };
}

/** A key store in memory, for tests of what uses one. */
export function memoryKeyStore(random: Random = seededRandom('key store')): KeyStore {
  const keys = new Map<Id, SubjectKey>();
  return {
    organisation: randomId(random),
    idKey: secretKey(random.bytes(32)),
    find: (subject) => keys.get(subject),
    ensure(subject) {
      const known = keys.get(subject);
      if (known) return known;
      const made = { subject, keyId: keyIdOf(subject, 0), key: secretKey(random.bytes(32)) };
      keys.set(subject, made);
      return made;
    },
    dropped: 0,
    flush: async () => {},
  };
}
