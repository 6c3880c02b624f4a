import { limits } from '#core/limits.js';
import type { Random } from '#core/ports.js';
import type { Id } from '#core/time.js';
import { BoundedCache } from './bounded-cache.js';
import { idBytes } from './key-file.js';
import type { LocalKeyStore } from './key-store.js';
import { keyOfValue, sealValue, unsealValue } from './sealed-value.js';

const type = 'directory/label';

/** What things are called by their sources: the number of a case, by the case's id. */
export class Labels {
  readonly #keys: LocalKeyStore;
  readonly #random: Random;
  /** Ids known to have one: most calls of an import are about cases that it has met before. */
  readonly #labelled = new BoundedCache<Id, true>(limits.partiesCached);

  constructor(keys: LocalKeyStore, random: Random) {
    this.#keys = keys;
    this.#random = random;
  }

  /** Looks again for everything. */
  clear(): void {
    this.#labelled.clear();
  }

  /** Ids are made of what they label, so the first label stays, unless its key is gone. */
  set(id: Id, text: string, subject: Id): void {
    if (this.#labelled.get(id) !== undefined) return;
    if (this.#read(id) === undefined) {
      this.#keys.file.put('labels', idBytes(id), sealValue({ text }, subject, type, this.#keys, this.#random));
    }
    this.#labelled.set(id, true);
  }

  /** @param isErased asked of the subject under whose key a label is: it may be to be erased, and have its key still */
  get(ids: Iterable<Id>, isErased: (subject: Id) => boolean = () => false): Map<Id, string> {
    this.#keys.file.refresh();
    const labels = new Map<Id, string>();
    for (const id of ids) {
      const text = this.#read(id, isErased);
      if (text !== undefined) labels.set(id, text);
    }
    return labels;
  }

  #read(id: Id, isErased?: (subject: Id) => boolean): string | undefined {
    const stored = this.#keys.file.get('labels', idBytes(id));
    const isGone = stored === undefined || isErased?.(keyOfValue(stored).subject) === true;
    const value = isGone ? undefined : unsealValue(stored, type, this.#keys);
    return typeof value?.['text'] === 'string' ? value['text'] : undefined;
  }
}
