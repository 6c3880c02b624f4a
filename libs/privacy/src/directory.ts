import { blindIndex, isId, randomId } from '#core/ids.js';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import type { DraftParty, Identifier } from '#domain/touchpoint.js';
import { BoundedCache } from './bounded-cache.js';
import { folded, foundForms, normalise, scopeOf, soughtForms } from './identifiers.js';
import type { ScopedIdentifier } from './identifiers.js';
import { idBytes, idOf } from './key-file.js';
import type { KeyFile } from './key-file.js';
import type { LocalKeyStore } from './key-store.js';
import { Labels } from './labels.js';
import { NameCache } from './name-cache.js';
import type { PartyEntry, PartyName } from './party-entry.js';
import { readEntry, writeEntry } from './party-entry.js';

export type { PartyName } from './party-entry.js';

/**
 * The directory of names: from the identifiers that sources use to party ids, and from ids to names for whoever reads.
 * Nothing in it is readable without the keys: identifiers are found by blind index, names and identifiers are sealed
 * under the key of the party itself. What is claimed is there at once and durable after the key store's `flush`.
 */
export interface Directory {
  /**
   * The id of a party, random and given at its first claim. A party is recognised by any of its identifiers; new ones,
   * and a new name, are added to what is known. When two identifiers of one draft belong to two known parties, the first
   * one's is taken and nothing is merged: that two parties are one is a decision (`PartiesLinked`), not a guess.
   */
  claim(party: DraftParty, dataset: string): Id;
  /** Parties by id, or by an identifier of any dataset or an exact name; case and blanks do not matter. */
  find(text: string): Id[];
  /** Parties whose name or an identifier holds the text: exact ones first, then by beginning, then by name. */
  search(text: string, limit: number, accept?: (id: Id) => boolean): Id[];
  /** Names to show. Who is unknown or erased is absent. */
  names(ids: Iterable<Id>): Map<Id, PartyName>;
  /** All identifiers that a party was ever known by; empty when it is unknown or erased. */
  identifiersOf(id: Id): readonly ScopedIdentifier[];
  /** Keeps the name of a thing (a case number) under its id, sealed under the key of `subject`. The first one stays. */
  label(id: Id, text: string, subject: Id): void;
  /** Labels to show. What is unknown or erased is absent, as is what is of somebody whose data are to be. */
  labels(ids: Iterable<Id>, isErased?: (subject: Id) => boolean): Map<Id, string>;
}

/** The directory in the key store's file. */
export function openDirectory(keys: LocalKeyStore, random: Random): Directory {
  return new LocalDirectory(keys, random);
}

class LocalDirectory implements Directory {
  readonly #keys: LocalKeyStore;
  readonly #file: KeyFile;
  readonly #random: Random;
  readonly #claimed = new BoundedCache<string, Id>(limits.partiesCached);
  readonly #names: NameCache;
  readonly #labels: Labels;

  constructor(keys: LocalKeyStore, random: Random) {
    this.#keys = keys;
    this.#file = keys.file;
    this.#random = random;
    this.#names = new NameCache(keys);
    this.#labels = new Labels(keys, random);
    keys.file.onDropped(() => {
      this.#claimed.clear();
      this.#names.clear();
      this.#labels.clear();
    });
  }

  claim(party: DraftParty, dataset: string): Id {
    const draft = JSON.stringify([dataset, party.kind, party.name, party.identifiers.map((i) => [i.scheme, i.value])]);
    const cached = this.#claimed.get(draft);
    if (cached !== undefined) return cached;
    const id = this.#claimNew(party, dataset);
    this.#claimed.set(draft, id);
    return id;
  }

  #claimNew(party: DraftParty, dataset: string): Id {
    if (party.identifiers.length === 0)
      throw new LedgerError('invalid', 'A party without an identifier cannot be recognised.');
    const claims = party.identifiers.map((identifier) => this.#claimOf(identifier, dataset));
    const known = claims.find((claim) => claim.party !== undefined)?.party;
    const id = known ?? randomId(this.#random);
    const before = known === undefined ? undefined : readEntry(this.#keys, id);
    const room = limits.partyIdentifiers - (before?.identifiers.length ?? 0);
    const added = claims.filter((claim) => claim.party === undefined).slice(0, Math.max(0, room));
    const name = this.#newName(party, before, id);
    if (known !== undefined && added.length === 0 && name === undefined) return id;

    for (const claim of added) {
      this.#file.put('claims', claim.key, idBytes(id));
      for (const form of foundForms(claim.identifier))
        this.#file.put('found', this.#foundKey(form, id), Buffer.alloc(1));
    }
    if (name !== undefined) this.#file.put('found', this.#foundKey(folded(name), id), Buffer.alloc(1));
    const entry: PartyEntry = {
      kind: before?.kind ?? party.kind,
      names: [...(before?.names ?? []), ...(name === undefined ? [] : [name])],
      identifiers: [...(before?.identifiers ?? []), ...added.map((claim) => claim.identifier)],
    };
    writeEntry(this.#keys, id, entry, this.#random);
    this.#names.set(id, entry);
    return id;
  }

  #claimOf(
    identifier: Identifier,
    dataset: string,
  ): { key: Buffer; party: Id | undefined; identifier: ScopedIdentifier } {
    const scope = scopeOf(identifier, dataset);
    const key = this.#blind(['claim', identifier.scheme, scope, normalise(identifier)]);
    const stored = this.#file.get('claims', key);
    const party = stored === undefined ? undefined : idOf(stored);
    return { key, party, identifier: { scheme: identifier.scheme, value: identifier.value, scope } };
  }

  find(text: string): Id[] {
    this.#file.refresh();
    const sought = text.trim();
    if (isId(sought)) return this.#file.get('parties', idBytes(sought)) === undefined ? [] : [sought];
    const found = new Set<Id>();
    for (const form of soughtForms(text)) {
      const index = this.#blind(['find', form]);
      const end = Buffer.concat([index, Buffer.alloc(17, 0xff)]);
      for (const key of this.#file.keys('found', index, end)) found.add(idOf(key.subarray(16, 32)));
    }
    return [...found].sort();
  }

  search(text: string, limit: number, accept?: (id: Id) => boolean): Id[] {
    return this.#names.search(text, limit, accept);
  }

  names(ids: Iterable<Id>): Map<Id, PartyName> {
    return this.#names.names(ids);
  }

  identifiersOf(id: Id): readonly ScopedIdentifier[] {
    this.#file.refresh();
    return readEntry(this.#keys, id)?.identifiers ?? [];
  }

  label(id: Id, text: string, subject: Id): void {
    this.#labels.set(id, text, subject);
  }

  labels(ids: Iterable<Id>, isErased?: (subject: Id) => boolean): Map<Id, string> {
    return this.#labels.get(ids, isErased);
  }

  /** The name of a draft, when the party is not found under it yet and has not too many. */
  #newName({ name }: DraftParty, before: PartyEntry | undefined, id: Id): string | undefined {
    if (name === undefined || (before?.names.length ?? 0) >= limits.partyNames) return undefined;
    const isFound = this.#file.get('found', this.#foundKey(folded(name), id)) !== undefined;
    return isFound ? undefined : name;
  }

  #foundKey(form: string, id: Id): Buffer {
    return Buffer.concat([this.#blind(['find', form]), idBytes(id)]);
  }

  #blind(parts: readonly string[]): Buffer {
    return Buffer.from(blindIndex(this.#keys.blindKey, parts).slice(0, 32), 'hex');
  }
}
