import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { DraftParty } from '#domain/touchpoint.js';
import type { ScopedIdentifier } from './identifiers.js';
import { idBytes } from './key-file.js';
import type { LocalKeyStore } from './key-store.js';
import { keyOfValue, sealValue, unsealValue } from './sealed-value.js';

/** What the directory knows about a party. */
export interface PartyEntry {
  readonly kind: DraftParty['kind'];
  /** Names that sources gave, oldest first; without any, the first identifier is the name. */
  readonly names: readonly string[];
  readonly identifiers: readonly ScopedIdentifier[];
}

/** What of it is shown. */
export interface PartyName {
  readonly name: string;
  readonly kind: DraftParty['kind'];
}

const type = 'directory/party';
const numberBytes = 8;

/** The name to show: the first that was given, else the first identifier. */
export function nameOf(entry: PartyEntry): PartyName {
  return { name: entry.names[0] ?? entry.identifiers[0]?.value ?? '', kind: entry.kind };
}

/** The entry of a party, or undefined when there is none or its key is gone. @throws LedgerError `integrity` */
export function readEntry(keys: LocalKeyStore, id: Id): PartyEntry | undefined {
  const stored = keys.file.get('parties', idBytes(id));
  if (stored === undefined) return undefined;
  const value = unsealValue(stored.subarray(numberBytes), type, keys);
  // Sealed by this code under a key of its own and authenticated: its shape needs no second look.
  return value as PartyEntry | undefined;
}

/** Which key the entry of a party is sealed under; its own, unless it was moved. @throws LedgerError `integrity` */
export function keyOfEntry(keys: LocalKeyStore, id: Id): ReturnType<typeof keyOfValue> {
  return keyOfValue(keys.file.get('parties', idBytes(id))!.subarray(numberBytes));
}

/**
 * Writes an entry, sealed under the party's own key, and notes it as the latest change, so that other processes know
 * what to read again. A party stands among the changes once: its number is stored with it.
 */
export function writeEntry(keys: LocalKeyStore, id: Id, entry: PartyEntry, random: Random): void {
  const { file } = keys;
  const before = file.get('parties', idBytes(id));
  if (before !== undefined) file.remove('changes', before.subarray(0, numberBytes));
  const number = nextChange(keys);
  file.put('parties', idBytes(id), Buffer.concat([number, sealValue(entry, id, type, keys, random)]));
  file.put('changes', number, idBytes(id));
}

const lastChanges = new WeakMap<LocalKeyStore, bigint>();

function nextChange(keys: LocalKeyStore): Buffer {
  const last = lastChanges.get(keys) ?? keys.file.lastKey('changes')?.readBigUInt64BE() ?? 0n;
  lastChanges.set(keys, last + 1n);
  const number = Buffer.alloc(numberBytes);
  number.writeBigUInt64BE(last + 1n);
  return number;
}
