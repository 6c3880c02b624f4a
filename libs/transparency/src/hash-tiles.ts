import type { HashedLedger, HashTile } from '#event-store/port.js';
import { hashBytes, perfectRoot } from './tree-hash.js';

/** Digits of a level, as tlog-tiles cuts a tree: each is eight levels of it. */
export const tileHeight = 8;
/** Hashes of a full tile. */
export const tileWidth = 2 ** tileHeight;

/** How many hashes of a level a tree of so many leaves has. */
export function hashesOf(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/**
 * The hashes of the full subtrees of 256, 65,536, … leaves of a ledger: hash `i` of level L is the one over 256ᴸ leaves from
 * i · 256ᴸ on. They are cut into tiles of 256, the tiles of tlog-tiles (C2SP) whose level 0 is the leaves themselves. What
 * the ledger keeps of them is read from it; what is missing is made of what lies below, and remembered until it is kept.
 */
export class HashTiles {
  /** Tiles that hold more than what is kept. */
  private readonly fresh = new Map<string, HashTile & { readonly hashes: Buffer }>();
  /** By level, the tile that was read last. */
  private readonly read = new Map<number, { readonly index: number; readonly hashes: Buffer }>();

  constructor(private readonly ledger: HashedLedger) {}

  /** A hash. All leaves of it are in the ledger. */
  hash(level: number, at: number): Buffer {
    const index = Math.floor(at / tileWidth);
    const place = (at % tileWidth) * hashBytes;
    let hashes = this.tile(level, index);
    // Those before it in its tile are missing too: it has no gaps.
    if (hashes.length <= place) hashes = this.extend(level, index, hashes, place + hashBytes);
    return hashes.subarray(place, place + hashBytes);
  }

  /** How many of the hashes of a level need nothing to be made, at least; a tree of so many leaves has them. */
  known(level: number, size: number): number {
    const all = hashesOf(level, size);
    // Tiles are kept from the first one on: the last one that is there is found by halves.
    let [there, absent] = [-1, Math.ceil(all / tileWidth)];
    while (absent - there > 1) {
      const middle = Math.floor((there + absent) / 2);
      if (this.tile(level, middle).length > 0) there = middle;
      else absent = middle;
    }
    return there < 0 ? 0 : Math.min(all, there * tileWidth + this.tile(level, there).length / hashBytes);
  }

  /** Tiles that are not kept as they are now. */
  get unkept(): readonly HashTile[] {
    return [...this.fresh.values()];
  }

  /** Lets go of what is kept now. */
  kept(tiles: readonly HashTile[]): void {
    for (const tile of tiles) {
      const name = `${tile.level}/${tile.index}`;
      if (this.fresh.get(name) === tile) this.fresh.delete(name);
    }
  }

  private tile(level: number, index: number): Buffer {
    const fresh = this.fresh.get(`${level}/${index}`);
    if (fresh !== undefined) return fresh.hashes;
    const read = this.read.get(level);
    if (read?.index === index) return read.hashes;
    const hashes = this.ledger.hashTile(level, index) ?? Buffer.alloc(0);
    this.read.set(level, { index, hashes });
    return hashes;
  }

  private extend(level: number, index: number, before: Buffer, bytes: number): Buffer {
    const made: Buffer[] = [before];
    for (let place = before.length; place < bytes; place += hashBytes)
      made.push(this.make(level, index * tileWidth + place / hashBytes));
    const hashes = Buffer.concat(made);
    this.fresh.set(`${level}/${index}`, { level, index, hashes });
    // What was read is older now, and would be found again once this is kept.
    this.read.delete(level);
    return hashes;
  }

  private make(level: number, at: number): Buffer {
    const first = at * tileWidth;
    if (level === 1) return perfectRoot(this.ledger.leaves(first + 1, tileWidth));
    return perfectRoot(Buffer.concat(Array.from({ length: tileWidth }, (_none, i) => this.hash(level - 1, first + i))));
  }
}
