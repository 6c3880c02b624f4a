import { LedgerError } from '#core/errors.js';
import { randomId } from '#core/ids.js';
import type { KeyStore, Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import { idBytes, idOf } from './key-file.js';
import { seal, unseal } from './sealing.js';

/**
 * Sealed values of the key store's own file: names and labels. They are sealed as events are, but rewritten when they
 * grow, so each writing has a fresh random id in the place of the event id.
 *
 * Layout: subject 16 ‖ writing id 16 ‖ key id 16 ‖ commitment 32 ‖ bytes.
 */
export function sealValue(value: object, subject: Id, type: string, keys: KeyStore, random: Random): Buffer {
  const writing = randomId(random);
  const subjectKey = keys.ensure(subject);
  const sealed = seal(value, { subjectKey, organisation: keys.organisation, eventId: writing, type });
  return Buffer.concat([idBytes(subject), idBytes(writing), idBytes(sealed.keyId), sealed.commitment, sealed.bytes]);
}

/** Which key a sealed value needs. @throws LedgerError `integrity` when it is cut off */
export function keyOfValue(stored: Buffer): { readonly subject: Id; readonly keyId: Id } {
  if (stored.length < 80) throw new LedgerError('integrity', 'An entry of the key store is cut off.');
  return { subject: idOf(stored.subarray(0, 16)), keyId: idOf(stored.subarray(32, 48)) };
}

/**
 * What `sealValue` wrote, or undefined when its key is gone: then it is erased.
 * @throws LedgerError `integrity` when it was changed
 */
export function unsealValue(stored: Buffer, type: string, keys: KeyStore): Record<string, unknown> | undefined {
  const { subject, keyId } = keyOfValue(stored);
  const subjectKey = keys.find(subject);
  if (subjectKey === undefined || subjectKey.keyId !== keyId) return undefined;
  const sealed = { subject, keyId, commitment: stored.subarray(48, 80), bytes: stored.subarray(80) };
  return unseal(sealed, { subjectKey, organisation: keys.organisation, eventId: idOf(stored.subarray(16, 32)), type });
}
