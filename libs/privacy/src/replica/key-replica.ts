import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import { keyName } from '#event-store/key-log.js';
import type { Erasures, KeyLog, KeyTransaction, LogPlace, PartReference } from '#event-store/key-log.js';
import { idBytes, type KeyFile, type Write } from '../key-file.js';
import { destroyedKey, markOf, numberBytes, storedKey, subjectOfRow, unpackRows } from './key-part.js';
import type { PartRow } from './key-part.js';

export type Verdict = 'accepted' | 'refused';

interface LoadedPart {
  readonly reference: PartReference;
  /** Undefined when it is gone with its key. */
  readonly rows: readonly PartRow[] | undefined;
}

const placeKey = Buffer.from('place');
const refusedPrefix = 'refused/';
/** Parts that are read at once. */
const readAtOnce = 32;

/**
 * The keys and names of an organisation as one node has them: what the transactions of all come to, in their order. A
 * transaction that was made of what does not stand any more is refused, by every node alike.
 *
 * What is gone with a key cannot be compared with any more. So before a key goes its erasure says which transactions were
 * refused by then: of those that it does not name, what is gone is as good as seen.
 */
export class KeyReplica {
  #erasures: Erasures = { erased: new Set(), refused: new Set() };

  constructor(
    private readonly file: KeyFile,
    private readonly log: KeyLog,
  ) {}

  /** The transaction that was taken last. */
  get place(): LogPlace | undefined {
    const stored = this.file.stored('meta', placeKey);
    return stored === undefined ? undefined : (JSON.parse(stored.toString()) as LogPlace);
  }

  /**
   * Decides a transaction, and writes what it comes to; durable when it resolves.
   * @param own parts that need not be read
   */
  async take(
    transaction: KeyTransaction,
    place: LogPlace,
    own: ReadonlyMap<Id, { readonly bytes: Buffer }>,
  ): Promise<Verdict> {
    const parts = await this.#load(transaction, own);
    const verdict = this.#decide(transaction, parts);
    if (verdict === 'accepted' && transaction.destroys.length > 0) await this.#erase(transaction);
    const writes = verdict === 'accepted' ? this.#writesOf(transaction, parts) : [refusedRow(transaction.id)];
    await this.file.write([...writes, { table: 'meta', key: placeKey, value: Buffer.from(JSON.stringify(place)) }]);
    return verdict;
  }

  #decide({ id, parts: references }: KeyTransaction, parts: readonly LoadedPart[]): Verdict {
    if (this.#erasures.refused.has(id)) return 'refused';
    if (references.some((reference) => !this.#isOfItsKey(reference, parts))) return 'refused';
    // It would be known to have been refused: what it was made of did stand.
    if (parts.some(({ rows }) => rows === undefined)) return 'accepted';
    for (const { rows } of parts) {
      for (const { table, key, before } of rows!) {
        if (before !== undefined && markOf(table, this.file.stored(table, key))?.equals(before) !== true)
          return 'refused';
      }
    }
    return 'accepted';
  }

  /** Whether the key that a part is of is the one that stands, or the next one and begun by it. */
  #isOfItsKey({ subject, generation, id }: PartReference, parts: readonly LoadedPart[]): boolean {
    const standing = storedKey(this.file.stored('keys', idBytes(subject)));
    const { rows } = parts.find(({ reference }) => reference.id === id)!;
    if (rows === undefined)
      return (
        standing === undefined ||
        standing.generation < generation ||
        (standing.isActive && standing.generation === generation)
      );
    if (!rows.some(({ table }) => table === 'keys'))
      return standing?.isActive === true && standing.generation === generation;
    return standing === undefined ? generation === 0 : !standing.isActive && standing.generation === generation - 1;
  }

  async #load({ parts }: KeyTransaction, own: ReadonlyMap<Id, { readonly bytes: Buffer }>): Promise<LoadedPart[]> {
    const loaded: LoadedPart[] = [];
    for (let from = 0; from < parts.length; from += readAtOnce) {
      const some = parts.slice(from, from + readAtOnce).map(async (reference) => {
        const bytes = own.get(reference.id)?.bytes ?? (await this.log.part(reference));
        return { reference, rows: bytes === 'gone' ? undefined : checkedRows(bytes, reference) };
      });
      loaded.push(...(await Promise.all(some)));
    }
    const gone = loaded.filter(({ rows }) => rows === undefined).map(({ reference }) => keyName(reference));
    if (gone.some((key) => !this.#erasures.erased.has(key))) this.#erasures = await this.log.erasures();
    if (gone.some((key) => !this.#erasures.erased.has(key)))
      throw new LedgerError('integrity', 'A key has been taken from the server, and no erasure says so');
    return loaded;
  }

  /** Before it is noted here, so that it is done again when this node ends meanwhile. */
  async #erase({ destroys }: KeyTransaction): Promise<void> {
    const refused = [...this.file.rows('meta')]
      .map(({ key }) => key.toString())
      .filter((name) => name.startsWith(refusedPrefix))
      .map((name) => name.slice(refusedPrefix.length));
    for (const key of destroys) await this.log.erase(key, refused);
  }

  #writesOf({ destroys }: KeyTransaction, parts: readonly LoadedPart[]): Write[] {
    const writes: Write[] = [];
    for (const { subject, generation } of destroys) {
      const standing = storedKey(this.file.stored('keys', idBytes(subject)));
      if (standing !== undefined && (standing.generation > generation || !standing.isActive)) continue;
      writes.push(...this.#rowsAbout(subject), destroyedKey(subject, generation));
    }
    let number = this.file.lastKey('changes')?.readBigUInt64BE() ?? 0n;
    for (const { rows = [] } of parts) {
      for (const { table, key, value } of rows) {
        if (table !== 'parties') {
          writes.push({ table, key, value });
          continue;
        }
        const before = this.file.stored('parties', key);
        if (before !== undefined) writes.push(noChange(before));
        const numbered = Buffer.alloc(numberBytes);
        numbered.writeBigUInt64BE(++number);
        writes.push({ table, key, value: Buffer.concat([numbered, value]) });
        writes.push({ table: 'changes', key: numbered, value: key });
      }
    }
    return writes;
  }

  /** Removes all that is known of somebody. Looks at every row: it is seldom, and no index has to tell of whom they are. */
  #rowsAbout(subject: Id): Write[] {
    const writes: Write[] = [];
    for (const table of ['claims', 'found', 'labels'] as const) {
      for (const { key, value } of this.file.rows(table))
        if (subjectOfRow(table, key, value) === subject)
          writes.push({ table, key: Buffer.from(key), value: undefined });
    }
    const entry = this.file.stored('parties', idBytes(subject));
    if (entry !== undefined)
      writes.push(noChange(entry), { table: 'parties', key: idBytes(subject), value: undefined });
    return writes;
  }
}

/** A part says nothing but of its own subject. */
function checkedRows(bytes: Uint8Array, { subject }: PartReference): PartRow[] {
  const rows = unpackRows(bytes);
  if (rows.every(({ table, key, value }) => subjectOfRow(table, key, value) === subject)) return rows;
  throw new LedgerError('integrity', 'A part of the keys is about somebody else');
}

function noChange(entry: Buffer): Write {
  return { table: 'changes', key: Buffer.from(entry.subarray(0, numberBytes)), value: undefined };
}

function refusedRow(id: Id): Write {
  return { table: 'meta', key: Buffer.from(refusedPrefix + id), value: Buffer.alloc(0) };
}
