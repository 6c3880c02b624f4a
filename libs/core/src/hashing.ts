import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * SHA-256 as 64 lower-case hex digits; text is hashed as UTF-8.
 * One-shot `crypto.hash` takes a third of the time of a `createHash` object.
 */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** HMAC-SHA-256 as 32 bytes. A `KeyObject` spares the import of the key on every call (17–31 → 2–3 µs). */
export function hmac(key: KeyObject, data: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** HMAC-SHA-256 as 64 lower-case hex digits. */
export function hmacHex(key: KeyObject, data: string | Uint8Array): string {
  return createHmac('sha256', key).update(data).digest('hex');
}

/** The bytes of a secret as a key for HMAC, HKDF and ciphers. */
export function secretKey(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes);
}
