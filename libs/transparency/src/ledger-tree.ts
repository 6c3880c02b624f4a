import type { HashedLedger } from '#event-store/port.js';
import { CompactRange } from './compact-range.js';
import { hashesOf, HashTiles, tileHeight, tileWidth } from './hash-tiles.js';
import { hashBytes } from './tree-hash.js';

/** The first events of a ledger in 32 bytes: equal size and root are an equal history. */
export interface TreeHead {
  /** How many events it is of. */
  readonly size: number;
  /** SHA-256 in base64, as a checkpoint of a log writes it (C2SP tlog-checkpoint). */
  readonly root: string;
}

/** Hashes of 256 leaves that are made in one turn of the event loop: some 16,000 leaves, some 20 ms. */
const hashesPerTurn = 64;
/** Hashes of 256 leaves from which on they are kept before the ledger is closed: some 4,000 leaves, some 5 ms. */
const hashesPerKeep = 16;

/**
 * The Merkle tree over the leaves of a ledger (RFC 6962), which grows with it. The first root of a long ledger hashes all
 * leaves, in pieces; later ones hash what has come since, and of any earlier size a few hundred hashes. One process keeps
 * what it has made with the ledger; others that only read make for themselves what is not kept yet.
 */
export class LedgerTree {
  private readonly tiles: HashTiles;
  private making: Promise<void> = Promise.resolve();
  /** Hashes of 256 leaves that are at hand. */
  private known = 0;
  private keptUpTo = 0;

  constructor(
    private readonly ledger: HashedLedger,
    private readonly pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
  ) {
    this.tiles = new HashTiles(ledger);
  }

  /**
   * The root of the first events; of all, unless told.
   * @throws RangeError where there are not so many
   */
  async head(size = this.ledger.head().sequence): Promise<TreeHead> {
    return { size, root: (await this.root(size)).toString('base64') };
  }

  /** The same as 32 bytes. */
  async root(size = this.ledger.head().sequence): Promise<Buffer> {
    return (await this.range(size)).root();
  }

  /** The first events as a range, to go on from, or to compare. @throws RangeError where there are not so many */
  async range(size = this.ledger.head().sequence): Promise<CompactRange> {
    if (!(Number.isInteger(size) && size >= 0 && size <= this.ledger.head().sequence))
      throw new RangeError(`There are no ${size} events`);
    // One after the other: two that ask at once would both hash the same.
    this.making = this.making.then(
      () => this.make(size),
      () => this.make(size),
    );
    await this.making;
    return this.assemble(size);
  }

  /** Keeps what was made: what is not kept is made anew in the next process. */
  async close(): Promise<void> {
    await this.making.catch(() => undefined);
    await this.keep();
  }

  private async make(size: number): Promise<void> {
    const wanted = hashesOf(1, size);
    if (this.known === 0) this.known = this.keptUpTo = this.tiles.known(1, this.ledger.head().sequence);
    while (this.known < wanted) {
      const until = Math.min(wanted, this.known + hashesPerTurn);
      for (; this.known < until; this.known++) this.tiles.hash(1, this.known);
      if (this.known < wanted) await this.pause();
    }
    if (this.known - this.keptUpTo >= hashesPerKeep) await this.keep();
  }

  private async keep(): Promise<void> {
    const { keepHashTiles } = this.ledger;
    const tiles = this.tiles.unkept;
    if (keepHashTiles === undefined || tiles.length === 0) return;
    this.keptUpTo = this.known;
    // A full disk is told to whoever appends. What is not kept now is kept later, or made again.
    await keepHashTiles(tiles).then(
      () => this.tiles.kept(tiles),
      () => undefined,
    );
  }

  /** The largest subtrees first, as the tiles hold them; the rest are leaves. */
  private assemble(size: number): CompactRange {
    const range = new CompactRange();
    let level = 0;
    while (hashesOf(level + 1, size) > 0) level++;
    for (; level > 0; level--) {
      while (range.end + tileWidth ** level <= size)
        range.append(this.tiles.hash(level, range.end / tileWidth ** level), level * tileHeight);
    }
    const leaves = this.ledger.leaves(range.end + 1, size - range.end);
    for (let at = 0; at < leaves.length; at += hashBytes) range.append(leaves.subarray(at, at + hashBytes));
    return range;
  }
}
