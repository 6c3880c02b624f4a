import { blindIndex } from '#core/ids.js';
import type { Progress } from '#core/ports.js';
import type { Id } from '#core/time.js';
import { foundForms, normalise } from './identifiers.js';
import { idBytes, idOf, type Table } from './key-file.js';
import type { LocalKeyStore } from './key-store.js';
import { keyOfEntry, readEntry, type PartyEntry } from './party-entry.js';
import { keyOfValue, unsealValue } from './sealed-value.js';

/** Something in the key store that is not as it was written. Says which table, never what it holds. */
export interface KeyStoreFinding {
  readonly check: string;
  readonly detail: string;
}

const mostFindings = 100;
const entriesPerReport = 5_000;
const start = Buffer.alloc(0);

/**
 * Opens every key, name and label of a key store, and looks every identifier up by its blind index, both ways. A missing
 * key counts as damage unless the store itself says that it was destroyed, be it that another one has followed it.
 */
export function verifyKeyStore(keys: LocalKeyStore, progress?: Progress): readonly KeyStoreFinding[] {
  const verification = new Verification(keys, progress);
  verification.keys();
  verification.parties();
  verification.labels();
  return verification.findings;
}

class Verification {
  readonly findings: KeyStoreFinding[] = [];
  readonly #keys: LocalKeyStore;
  readonly #progress: Progress | undefined;
  #claims = 0;
  #done = 0;

  constructor(keys: LocalKeyStore, progress: Progress | undefined) {
    this.#keys = keys;
    this.#progress = progress;
  }

  keys(): void {
    for (const key of this.#all('keys')) {
      const subject = idOf(key);
      this.#check('keys', () => {
        // Opens only as the key of this subject and generation.
        if (this.#keys.find(subject) === undefined && !this.#keys.isDestroyed(subject))
          this.#found('keys', 'A key is neither there nor destroyed');
      });
    }
  }

  parties(): void {
    let parties = 0;
    for (const key of this.#all('parties')) {
      parties++;
      const id = idOf(key);
      this.#check('parties', () => this.#party(id));
    }
    if (this.#countClaims() !== this.#claims)
      this.#found('claims', 'There are other identifiers than those of the parties');
    if (this.#count('changes') !== parties) this.#found('changes', 'The list of changes does not fit the parties');
  }

  #party(id: Id): void {
    const { subject, keyId } = keyOfEntry(this.#keys, id);
    if (subject !== id) return this.#found('parties', 'A party has the entry of another one');
    const entry = readEntry(this.#keys, id);
    if (entry !== undefined) this.#identifiers(id, entry);
    else if (this.#keys.fateOf(subject, keyId) === 'unknown') this.#found('parties', 'A party has lost its key');
  }

  #identifiers(id: Id, entry: PartyEntry): void {
    for (const identifier of entry.identifiers) {
      if (!this.#keys.wasErased(id)) this.#claims++;
      const claimed = this.#keys.file.get(
        'claims',
        this.#blind(['claim', identifier.scheme, identifier.scope, normalise(identifier)]),
      );
      if (claimed === undefined || idOf(claimed) !== id)
        this.#found('claims', 'An identifier does not lead to its party');
      for (const form of foundForms(identifier)) {
        const found = this.#keys.file.get('found', Buffer.concat([this.#blind(['find', form]), idBytes(id)]));
        if (found === undefined) this.#found('found', 'A party is not found by one of its identifiers');
      }
    }
  }

  labels(): void {
    for (const key of this.#all('labels')) {
      this.#check('labels', () => {
        const stored = this.#keys.file.get('labels', key)!;
        const { subject, keyId } = keyOfValue(stored);
        const value = unsealValue(stored, 'directory/label', this.#keys);
        if (value === undefined && this.#keys.fateOf(subject, keyId) === 'unknown')
          this.#found('labels', 'A label has lost its key');
      });
    }
  }

  *#all(table: Table): IterableIterator<Buffer> {
    for (const key of this.#keys.file.keys(table, start)) {
      if (this.findings.length >= mostFindings) return;
      this.#done++;
      if (this.#done % entriesPerReport === 0) this.#progress?.({ stage: 'keys', done: this.#done, unit: 'entries' });
      yield Buffer.from(key);
    }
  }

  #count(table: Table): number {
    let count = 0;
    for (const _key of this.#keys.file.keys(table, start)) count++;
    return count;
  }

  /** Identifiers of an erased party still lead to it, and nothing tells which ones those are. */
  #countClaims(): number {
    let count = 0;
    for (const key of this.#keys.file.keys('claims', start)) {
      if (!this.#keys.wasErased(idOf(this.#keys.file.get('claims', key)!))) count++;
    }
    return count;
  }

  #check(table: Table, look: () => void): void {
    try {
      look();
    } catch (error) {
      this.#found(table, (error as Error).message);
    }
  }

  #found(check: string, detail: string): void {
    this.findings.push({ check, detail });
  }

  #blind(parts: readonly string[]): Buffer {
    return Buffer.from(blindIndex(this.#keys.blindKey, parts).slice(0, 32), 'hex');
  }
}
