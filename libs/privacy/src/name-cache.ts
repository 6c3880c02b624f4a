import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import { folded } from './identifiers.js';
import { idOf } from './key-file.js';
import type { LocalKeyStore } from './key-store.js';
import { nameFit } from './name-fit.js';
import type { NameFit } from './name-fit.js';
import { nameOf, readEntry } from './party-entry.js';
import type { PartyEntry, PartyName } from './party-entry.js';

interface CachedName extends PartyName {
  /** Name and identifiers as people type them, a line each. */
  readonly sought: string;
}

/**
 * Names in memory, decrypted when somebody first asks. Writes of this process keep it right by themselves; a reading
 * process follows the directory's table of changes. Up to `limits.namesCached` names are kept: a search among more
 * decrypts the others again, which is slow but not wrong.
 */
export class NameCache {
  readonly #keys: LocalKeyStore;
  readonly #cached = new Map<Id, CachedName>();
  #isComplete = false;
  #seenChange: Buffer;

  constructor(keys: LocalKeyStore) {
    this.#keys = keys;
    this.#seenChange = Buffer.from(keys.file.lastKey('changes') ?? Buffer.alloc(8));
  }

  /** Takes a new or changed entry of this process; before anybody has searched, an import need not fill the memory. */
  set(id: Id, entry: PartyEntry): void {
    if (this.#isComplete) this.#keep(id, cachedNameOf(entry));
    else this.#cached.delete(id);
  }

  /** Forgets every name: what was written here may not hold. */
  clear(): void {
    this.#cached.clear();
    this.#isComplete = false;
  }

  names(ids: Iterable<Id>): Map<Id, PartyName> {
    this.#follow();
    const names = new Map<Id, PartyName>();
    for (const id of ids) {
      // An actor may be a connector, a key or the program: none of them is a party, or could be looked up as one.
      if (!isId(id)) continue;
      const cached = this.#get(id);
      if (cached !== undefined) names.set(id, { name: cached.name, kind: cached.kind });
    }
    return names;
  }

  search(text: string, limit: number, accept: (id: Id) => boolean = () => true): Id[] {
    this.#follow();
    const sought = folded(text);
    const hits: { id: Id; name: string; fit: NameFit }[] = [];
    for (const [id, cached] of this.#all()) {
      const fit = nameFit(cached.sought, sought);
      if (fit !== undefined && accept(id)) hits.push({ id, name: cached.name, fit });
    }
    hits.sort((a, b) => b.fit - a.fit || compare(a.name, b.name) || compare(a.id, b.id));
    return hits.slice(0, limit).map((hit) => hit.id);
  }

  /** Every name there is: from memory when all of them fit, else some of them decrypted on the way. */
  *#all(): IterableIterator<[Id, CachedName]> {
    if (this.#isComplete) {
      for (const [id, cached] of this.#cached) if (this.#isReadable(id)) yield [id, cached];
      return;
    }
    for (const key of this.#keys.file.keys('parties', Buffer.alloc(0))) {
      const id = idOf(key);
      const cached = this.#get(id);
      if (cached !== undefined) yield [id, cached];
    }
    this.#isComplete = this.#cached.size < limits.namesCached;
  }

  #get(id: Id): CachedName | undefined {
    const cached = this.#cached.get(id);
    if (cached !== undefined) return this.#isReadable(id) ? cached : undefined;
    const entry = readEntry(this.#keys, id);
    return entry === undefined ? undefined : this.#keep(id, cachedNameOf(entry));
  }

  /** A name lasts as long as the key that it was sealed under. */
  #isReadable(id: Id): boolean {
    if (this.#keys.has(id)) return true;
    this.#cached.delete(id);
    return false;
  }

  #keep(id: Id, name: CachedName): CachedName {
    if (this.#cached.size < limits.namesCached || this.#cached.has(id)) this.#cached.set(id, name);
    else this.#isComplete = false;
    return name;
  }

  #follow(): void {
    const { file } = this.#keys;
    if (!file.isFollowed) return;
    file.refresh();
    for (const number of file.keys('changes', Buffer.concat([this.#seenChange, Buffer.alloc(1)]))) {
      const changed = file.get('changes', number);
      if (changed === undefined) continue;
      const id = idOf(changed);
      this.#cached.delete(id);
      if (this.#isComplete) this.#get(id);
      this.#seenChange = Buffer.from(number);
    }
  }
}

function cachedNameOf(entry: PartyEntry): CachedName {
  const shown = nameOf(entry);
  const texts = [...entry.names, ...entry.identifiers.map((identifier) => identifier.value)];
  return { ...shown, sought: [...new Set(texts.map(folded))].join('\n') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
