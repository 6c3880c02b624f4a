import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError } from '#core/errors.js';
import { secretKey } from '#core/hashing.js';
import type { Random } from '#core/ports.js';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/** Length of a wrapped key: nonce ‖ ciphertext ‖ tag. */
export const wrappedBytes = nonceBytes + keyBytes + tagBytes;

/** What a wrapped key is bound to, so that one cannot be put in the place of another. */
export interface KeyName {
  readonly organisation: string;
  readonly name: string;
  readonly generation: number;
}

/** Wraps a 256-bit key: AES-256-GCM under the master key, a random nonce, AAD = JCS(["tend/wrap/1", organisation, name, generation]). */
export function wrapKey(master: KeyObject, key: Uint8Array, name: KeyName, random: Random): Uint8Array {
  const nonce = random.bytes(nonceBytes);
  const encryption = createCipheriv(cipher, master, nonce, { authTagLength: tagBytes });
  encryption.setAAD(associatedData(name));
  const body = encryption.update(key);
  encryption.final();
  return Buffer.concat([nonce, body, encryption.getAuthTag()]);
}

/** @throws LedgerError `key-missing` when the master key is another one, or the wrapped key was changed or moved */
export function unwrapKey(master: KeyObject, wrapped: Uint8Array, name: KeyName): KeyObject {
  try {
    const decryption = createDecipheriv(cipher, master, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decryption.setAAD(associatedData(name));
    decryption.setAuthTag(wrapped.subarray(nonceBytes + keyBytes, wrappedBytes));
    const body = decryption.update(wrapped.subarray(nonceBytes, nonceBytes + keyBytes));
    decryption.final();
    const key = secretKey(body);
    body.fill(0);
    return key;
  } catch (cause) {
    throw new LedgerError('key-missing', 'A key of the key store does not open with this master key file.', { cause });
  }
}

function associatedData(name: KeyName): Buffer {
  return Buffer.from(canonicalJson(['tend/wrap/1', name.organisation, name.name, name.generation]), 'utf8');
}
