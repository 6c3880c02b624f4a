import type { KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { hmac, hmacHex, sha256Hex } from './hashing.js';
import type { Random } from './ports.js';
import type { Id } from './time.js';

/** What an id names. The kind is part of the hash, so equal external ids of two kinds are two ids. */
export type IdKind = 'event' | 'case' | 'matter' | 'thread' | 'object';

/**
 * The id of something that a source has named: UUIDv8 (RFC 9562) of the first 16 bytes of
 * HMAC-SHA-256(id key, JCS([kind, dataset, external id, part])). Keyed, so that nobody without the key can test a
 * guess of the external id. `part` tells several events of one row apart; when absent it is left out of the array.
 */
export function keyedId(idKey: KeyObject, kind: IdKind, dataset: string, externalId: string, part?: string): Id {
  const name = part === undefined ? [kind, dataset, externalId] : [kind, dataset, externalId, part];
  return uuidOf(hmac(idKey, canonicalJson(name)), 8);
}

/**
 * The external id of a row that has none: SHA-256 (hex) of JCS([values of the identity columns, occurrence]).
 * `occurrence` counts rows that are equal in all of them, from 0, so exact duplicates stay apart and the set of ids
 * does not depend on the order of the rows. It is never stored; `keyedId` is made of it.
 */
export function identityExternalId(values: readonly string[], occurrence: number): string {
  return sha256Hex(canonicalJson([values, occurrence]));
}

/** A random id (UUIDv4): parties, imports, requests, events of our own. */
export function randomId(random: Random): Id {
  return uuidOf(random.bytes(16), 4);
}

/** 128 random bits as 32 hex digits: the salt of a record. */
export function newSalt(random: Random): string {
  const bytes = random.bytes(16);
  return Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
}

/**
 * The id of a subject's key: UUIDv8 of SHA-256(JCS(["key", subject, generation])). Derived, not random, because the
 * leaf covers a sealed part's `keyId` but not its `subject`: so whoever verifies can see that the two belong together.
 * `generation` counts the keys destroyed before it. Subjects are random or keyed ids, so nobody can guess back.
 */
export function keyIdOf(subject: Id, generation: number): Id {
  return uuidOf(Buffer.from(sha256Hex(canonicalJson(['key', subject, generation])), 'hex'), 8);
}

/** A blind index: nobody without the key can test a guess. HMAC-SHA-256 (hex) of JCS(parts). */
export function blindIndex(key: KeyObject, parts: readonly string[]): string {
  return hmacHex(key, canonicalJson(parts));
}

/** Whether a text is an id: a lower-case UUID of version 1 to 8. */
export function isId(text: unknown): text is Id {
  return typeof text === 'string' && uuid.test(text);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const variants = '89ab89ab89ab89ab';

/** 16 bytes in the form of a UUID: version and variant bits set, the other 122 kept. */
function uuidOf(bytes: Uint8Array, version: 4 | 8): Id {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex');
  const variant = variants[Number.parseInt(hex[16]!, 16)]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
