import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError } from '#core/errors.js';
import { hkdf, secretKey } from '#core/hashing.js';
import type { SubjectKey } from '#core/ports.js';
import type { Sealed } from '#core/record.js';
import type { Id } from '#core/time.js';

/** What a sealed object is bound to: moved to another event, type or organisation it does not open. */
export interface SealingContext {
  readonly subjectKey: SubjectKey;
  readonly organisation: Id;
  /** Salt of the key: an event id seals one object ever, which is why the nonce can be constant. */
  readonly eventId: Id;
  readonly type: string;
}

const info = 'tend/seal/1';
const cipher = 'aes-256-gcm';
const tagBytes = 16;
const nonce = Buffer.alloc(12);

/**
 * Seals what is personal in an event: key ‖ commitment = HKDF-SHA-256(subject key, salt = event id,
 * info = "tend/seal/1", 64 bytes); bytes = AES-256-GCM(JCS(object), nonce 0⁹⁶, tag last),
 * AAD = JCS([organisation, event id, type]). The event id must be fresh: two objects under one would share key and nonce.
 *
 * @throws LedgerError `invalid` when the object is no JSON
 */
export function seal(object: object, context: SealingContext): Sealed {
  const { key, commitment } = derive(context);
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  encryption.setAAD(associatedData(context));
  const body = encryption.update(canonicalJson(object), 'utf8');
  encryption.final();
  const bytes = new Uint8Array(body.length + tagBytes);
  bytes.set(body);
  bytes.set(encryption.getAuthTag(), body.length);
  return { subject: context.subjectKey.subject, keyId: context.subjectKey.keyId, commitment, bytes };
}

/**
 * Opens what `seal` made. The commitment is compared first: AES-GCM alone would let somebody craft bytes that open
 * differently under two keys.
 *
 * @throws LedgerError `key-missing` when the key is not the one that it was sealed with (destroyed, or another store's),
 *   `integrity` when the sealed part, its event id, type or organisation is not what it was
 */
export function unseal(sealed: Sealed, context: SealingContext): Record<string, unknown> {
  if (sealed.subject !== context.subjectKey.subject || sealed.keyId !== context.subjectKey.keyId) {
    throw new LedgerError('key-missing', 'It was sealed with another key.');
  }
  const { key, commitment } = derive(context);
  if (sealed.commitment.length !== commitment.length || !timingSafeEqual(sealed.commitment, commitment)) {
    throw new LedgerError('integrity', 'A sealed part does not belong to its key and event.');
  }
  return parseObject(decrypt(sealed.bytes, key, associatedData(context)));
}

function decrypt(bytes: Uint8Array, key: KeyObject, aad: Buffer): string {
  const end = bytes.length - tagBytes;
  if (end < 0) throw new LedgerError('integrity', 'A sealed part is cut off.');
  const decryption = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  decryption.setAAD(aad);
  decryption.setAuthTag(bytes.subarray(end));
  try {
    return Buffer.concat([decryption.update(bytes.subarray(0, end)), decryption.final()]).toString('utf8');
  } catch (cause) {
    throw new LedgerError('integrity', 'A sealed part has been changed.', { cause });
  }
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new LedgerError('integrity', 'A sealed part holds no object.');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function derive(context: SealingContext): { key: KeyObject; commitment: Uint8Array } {
  const output = hkdf(context.subjectKey.key, context.eventId, info, 64);
  return { key: secretKey(output.subarray(0, 32)), commitment: new Uint8Array(output.subarray(32)) };
}

function associatedData(context: SealingContext): Buffer {
  return Buffer.from(canonicalJson([context.organisation, context.eventId, context.type]), 'utf8');
}
