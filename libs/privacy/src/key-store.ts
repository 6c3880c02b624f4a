import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import { secretKey } from '#core/hashing.js';
import { isId, keyIdOf, randomId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { KeyStore, Random, SubjectKey } from '#core/ports.js';
import type { Id } from '#core/time.js';
import { BoundedCache } from './bounded-cache.js';
import { KeyFile, idBytes } from './key-file.js';
import { unwrapKey, wrapKey, wrappedBytes } from './key-wrapping.js';
import { makeMasterKey, readMasterKey } from './master-key.js';
import { syncDirectory } from '#core/private-file.js';

export interface KeyStoreOptions {
  /** `keys/` of the data directory; made, for its owner only, when missing. */
  readonly directory: string;
  /** Default: `TEND_MASTER_KEY_FILE`, else `master.key` in the directory. */
  readonly masterKeyFile?: string | undefined;
  readonly random: Random;
  /** Whose store it must be, and whose a new one is; without it any is taken, and a new one gets a new id. */
  readonly organisation?: Id;
  /** For reading processes: sees what the writing one adds, makes nothing. */
  readonly readOnly?: boolean;
  /** False refuses to make a store that is missing: a ledger without its keys must not be given new ones. */
  readonly create?: boolean;
}

const format = '1';
const active = 1;
const destroyed = 2;

/**
 * Opens the key store, and makes it on first use: organisation id, id key and blind key, wrapped by the master key.
 *
 * @throws LedgerError `key-missing` (master key file missing, readable by others, or another one; another
 *   organisation's store), `not-found` (nothing there, and it may not be made), `data-directory-foreign` (made by another version)
 */
export async function openKeyStore(options: KeyStoreOptions): Promise<LocalKeyStore> {
  const path = join(options.directory, 'keys.mdb');
  const masterKeyFile =
    options.masterKeyFile ?? process.env['TEND_MASTER_KEY_FILE'] ?? join(options.directory, 'master.key');
  const readOnly = options.readOnly ?? false;
  const mayBeMade = !readOnly && options.create !== false;
  const isNew = !existsSync(path);
  // Emptied or cut off, it gets no new identity either: every recorded id would be unknown, and every name lost.
  if (!mayBeMade) await requireContent(path, options);
  const master = isNew ? makeMasterKey(masterKeyFile, options.random) : readMasterKey(masterKeyFile);
  const file = new KeyFile(path, options.directory, { readOnly });
  try {
    if (mayBeMade && meta(file, 'format') === undefined) {
      await initialise(file, master, options.organisation ?? randomId(options.random), options.random);
      syncDirectory(options.directory);
    }
    if (meta(file, 'format') === undefined) throw emptied(path);
    const store = new LocalKeyStore(file, master, options.random);
    requireOwner(store, path, options.organisation);
    return store;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Looks before anything is opened for writing: what is damaged stays as it is for whoever repairs it. */
async function requireContent(path: string, { directory, readOnly }: KeyStoreOptions): Promise<void> {
  if (!existsSync(path)) throw new LedgerError('not-found', `There is no key store at ${path}.`);
  if (statSync(path).size === 0) throw emptied(path);
  // Who only reads changes nothing: what he opens is looked at then.
  if (readOnly === true) return;
  const file = new KeyFile(path, directory, { readOnly: true });
  try {
    if (meta(file, 'format') === undefined) throw emptied(path);
  } finally {
    await file.close();
  }
}

function emptied(path: string): LedgerError {
  return new LedgerError('not-found', `The key store at ${path} is empty.`);
}

/** A store of another organisation opens with its own master key, and knows nobody of this one. */
function requireOwner(store: LocalKeyStore, path: string, organisation: Id | undefined): void {
  if (organisation === undefined || store.organisation === organisation) return;
  throw new LedgerError(
    'key-missing',
    `The key store at ${path} is of organisation ${store.organisation}, the data directory is of ${organisation}.`,
  );
}

function meta(file: KeyFile, name: string): Buffer | undefined {
  return file.get('meta', Buffer.from(name));
}

function requiredMeta(file: KeyFile, name: string): Buffer {
  const stored = meta(file, name);
  if (stored === undefined) throw new LedgerError('integrity', `The key store has lost its ${name}.`);
  return stored;
}

/** In one transaction, so a killed first start leaves either nothing or all of it. */
async function initialise(file: KeyFile, master: KeyObject, organisation: Id, random: Random): Promise<void> {
  file.put('meta', Buffer.from('format'), Buffer.from(format));
  file.put('meta', Buffer.from('organisation'), Buffer.from(organisation));
  for (const name of ['id-key', 'blind-key']) {
    const wrapped = wrapKey(master, random.bytes(32), { organisation, name, generation: 0 }, random);
    file.put('meta', Buffer.from(name), Buffer.from(wrapped));
  }
  await file.flush();
}

/**
 * The keys of one organisation in one file: `core`'s port, and the file that the directory of names shares, so that one
 * flush makes keys, names and labels durable together.
 *
 * A key is stored as state, generation and the wrapped key. A destroyed one leaves its state and generation: a later
 * key of the same subject gets another key id, and what the old one sealed stays unreadable.
 */
export class LocalKeyStore implements KeyStore {
  readonly organisation: Id;
  readonly idKey: KeyObject;
  /** Key of the blind indexes. */
  readonly blindKey: KeyObject;
  readonly file: KeyFile;
  readonly #master: KeyObject;
  readonly #random: Random;
  readonly #cache = new BoundedCache<Id, SubjectKey>(limits.subjectKeysCached);

  constructor(file: KeyFile, master: KeyObject, random: Random) {
    const found = meta(file, 'format')?.toString() ?? 'none';
    if (found !== format) {
      throw new LedgerError(
        'data-directory-foreign',
        `The key store has format ${found}; this version reads ${format}.`,
      );
    }
    this.file = file;
    this.#master = master;
    this.#random = random;
    this.organisation = requiredMeta(file, 'organisation').toString();
    this.idKey = this.#unwrapMeta('id-key');
    this.blindKey = this.#unwrapMeta('blind-key');
    file.onDropped(() => this.#cache.clear());
  }

  find(subject: Id): SubjectKey | undefined {
    const cached = this.#cache.get(subject);
    if (cached !== undefined && !this.file.readOnly) return cached;
    // In a reading process another one may have destroyed the key since: always look.
    const stored = this.#stored(subject);
    if (stored === undefined || stored[0] !== active) return undefined;
    const keyId = keyIdOf(subject, stored.readUInt32BE(1));
    if (cached !== undefined && cached.keyId === keyId) return cached;
    return this.#remember({ subject, keyId, key: this.#unwrap(subject, stored) });
  }

  /** Whether a subject has a key; does not unwrap it. */
  has(subject: Id): boolean {
    return this.#stored(subject)?.[0] === active;
  }

  /** Whether a subject had a key that was taken away for ever: what it sealed reads as erased, and that is no damage. */
  isDestroyed(subject: Id): boolean {
    return this.#stored(subject)?.[0] === destroyed;
  }

  /** Whether a key of a subject was ever taken away: what it was known by before cannot be told from what is damaged. */
  wasErased(subject: Id): boolean {
    const stored = this.#stored(subject);
    return stored !== undefined && (stored[0] === destroyed || stored.readUInt32BE(1) > 0);
  }

  /** What became of a key by its id: it is there, it was taken away for ever, or the subject never had it. */
  fateOf(subject: Id, keyId: Id): 'there' | 'erased' | 'unknown' {
    const stored = this.#stored(subject);
    if (stored === undefined) return 'unknown';
    const last = stored.readUInt32BE(1);
    for (let generation = 0; generation <= last; generation++) {
      if (keyIdOf(subject, generation) !== keyId) continue;
      return generation === last && stored[0] === active ? 'there' : 'erased';
    }
    return 'unknown';
  }

  ensure(subject: Id): SubjectKey {
    const known = this.find(subject);
    if (known !== undefined) return known;
    if (!isId(subject)) throw new LedgerError('invalid', 'The subject of a key must be an id.');
    const before = this.#stored(subject);
    const generation = before === undefined ? 0 : before.readUInt32BE(1) + 1;
    const bytes = this.#random.bytes(32);
    const wrapped = wrapKey(this.#master, bytes, this.#nameOf(subject, generation), this.#random);
    this.file.put('keys', idBytes(subject), Buffer.concat([stateOf(active, generation), wrapped]));
    const key = secretKey(bytes);
    bytes.fill(0);
    return this.#remember({ subject, keyId: keyIdOf(subject, generation), key });
  }

  /** Takes a key away for ever; durable after the next `flush`. What it sealed reads as erased from now on. */
  destroy(subject: Id): void {
    const stored = this.#stored(subject);
    if (stored === undefined || stored[0] !== active) return;
    this.file.put('keys', idBytes(subject), stateOf(destroyed, stored.readUInt32BE(1)));
    this.#cache.delete(subject);
  }

  get dropped(): number {
    return this.file.dropped;
  }

  /**
   * Makes what was claimed and drawn durable.
   * @param since `dropped` when the work began, where other work may come between
   * @throws LedgerError as `KeyFile.flush`
   */
  flush(since?: number): Promise<void> {
    return this.file.flush(since);
  }

  async close(): Promise<void> {
    this.#cache.clear();
    await this.file.close();
  }

  #stored(subject: Id): Buffer | undefined {
    if (!isId(subject)) return undefined;
    // A reading process must see at once that another one has destroyed a key, also within one turn.
    this.file.refresh();
    return this.file.get('keys', idBytes(subject));
  }

  #unwrap(subject: Id, stored: Buffer): KeyObject {
    return unwrapKey(this.#master, stored.subarray(5, 5 + wrappedBytes), this.#nameOf(subject, stored.readUInt32BE(1)));
  }

  #unwrapMeta(name: string): KeyObject {
    return unwrapKey(this.#master, requiredMeta(this.file, name), this.#nameOf(name, 0));
  }

  #nameOf(name: string, generation: number) {
    return { organisation: this.organisation, name, generation };
  }

  #remember(key: SubjectKey): SubjectKey {
    this.#cache.set(key.subject, key);
    return key;
  }
}

function stateOf(state: number, generation: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = state;
  bytes.writeUInt32BE(generation, 1);
  return bytes;
}
