import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvents } from '#event-store/contract/sample-events.js';
import { openEventStore, openMirror } from '#event-store/embedded/open.js';
import type { HashedLedger, HashTile } from '#event-store/port.js';
import { LedgerTree } from './ledger-tree.js';
import { naiveRoot, sampleLeaf } from './testing.js';

/** A ledger of made-up leaves that counts how many of them are read, and does with tiles what a test wants. */
class SampleLedger implements HashedLedger {
  readonly leafHashes: Buffer[] = [];
  readonly tiles = new Map<string, Buffer>();
  leavesRead = 0;
  isFull = false;
  readonly keepHashTiles: (tiles: readonly HashTile[]) => Promise<void> = async (tiles) => {
    if (this.isFull) throw new Error('no space');
    for (const { level, index, hashes } of tiles) this.tiles.set(`${level}/${index}`, Buffer.from(hashes));
  };

  constructor(size = 0) {
    this.grow(size);
  }

  grow(count: number): void {
    for (let n = 0; n < count; n++) this.leafHashes.push(sampleLeaf(this.leafHashes.length));
  }

  head = () => ({ sequence: this.leafHashes.length, recordedAt: 0 });

  leaves(first: number, count: number): Buffer {
    this.leavesRead += count;
    return Buffer.concat(this.leafHashes.slice(first - 1, first - 1 + count));
  }

  hashTile(level: number, index: number): Buffer | undefined {
    return this.tiles.get(`${level}/${index}`);
  }

  readSince(before: number): number {
    return this.leavesRead - before;
  }
}

const base64Of = (leaves: readonly Buffer[]): string => naiveRoot(leaves).toString('base64');

describe('the tree of a ledger', () => {
  it('has the root of the recursive definition, of any size, while the ledger grows and is opened again', async () => {
    const step = fc.record({
      grow: fc.nat(400),
      size: fc.double({ min: 0, max: 1, noNaN: true }),
      next: fc.constantFrom('go on', 'open again', 'lose a tile', 'disk full', 'disk free'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const ledger = new SampleLedger();
        let tree = new LedgerTree(ledger);
        for (const { grow, size: part, next } of steps) {
          ledger.grow(grow);
          const size = Math.round(ledger.leafHashes.length * part);
          expect(await tree.head(size)).toEqual({ size, root: base64Of(ledger.leafHashes.slice(0, size)) });
          expect((await tree.head()).root).toBe(base64Of(ledger.leafHashes));
          ledger.isFull = next === 'disk full' || (ledger.isFull && next !== 'disk free');
          if (next === 'lose a tile') ledger.tiles.clear();
          if (next !== 'open again') continue;
          await tree.close();
          tree = new LedgerTree(ledger);
        }
      }),
      { seed: 9162, numRuns: 60 },
    );
  });

  describe('of more leaves than one tile of hashes is of', () => {
    const size = 66_000;
    const ledger = new SampleLedger(size);

    beforeEach(() => ledger.tiles.clear());

    it('has the same roots', async () => {
      const tree = new LedgerTree(ledger);
      for (const at of [65_535, 65_536, 65_537, 65_792, size])
        expect([at, (await tree.head(at)).root]).toEqual([at, base64Of(ledger.leafHashes.slice(0, at))]);
      await tree.close();
      expect(Object.fromEntries([...ledger.tiles].map(([name, { length }]) => [name, length / 32]))).toEqual({
        '1/0': 256,
        '1/1': 1,
        '2/0': 1,
      });
      const again = new LedgerTree(ledger);
      expect((await again.head(65_537)).root).toBe(base64Of(ledger.leafHashes.slice(0, 65_537)));
      expect((await again.head(1_000)).root).toBe(base64Of(ledger.leafHashes.slice(0, 1_000)));
    });

    it('hashes all leaves once, and then what has come', async () => {
      let before = ledger.leavesRead;
      const tree = new LedgerTree(ledger);
      const [one, other] = await Promise.all([tree.head(), tree.head()]);
      expect(other).toEqual(one);
      expect(ledger.readSince(before)).toBeLessThan(size + 2 * 256);
      before = ledger.leavesRead;
      await tree.head();
      expect(ledger.readSince(before)).toBeLessThan(256);
      await tree.close();
      before = ledger.leavesRead;
      expect(await new LedgerTree(ledger).head()).toEqual(one);
      expect(ledger.readSince(before)).toBeLessThan(256);
    });

    it('lets others have a turn while it hashes, and keeps what it has without being closed', async () => {
      let turns = 0;
      const tree = new LedgerTree(ledger, async () => void turns++);
      await tree.head();
      expect(turns).toBeGreaterThanOrEqual(3);
      expect(ledger.tiles.get('1/0')).toHaveLength(256 * 32);
    });

    it('makes again a tile that was lost among others', async () => {
      const tree = new LedgerTree(ledger);
      const told = await tree.head();
      await tree.close();
      for (const name of ['1/0', '1/1', '2/0']) {
        const tiles = new Map(ledger.tiles);
        ledger.tiles.delete(name);
        expect(await new LedgerTree(ledger).head()).toEqual(told);
        for (const [kept, hashes] of tiles) ledger.tiles.set(kept, hashes);
      }
    });
  });

  it('has no root of more events than there are', async () => {
    const tree = new LedgerTree(new SampleLedger(3));
    for (const size of [4, -1, 1.5]) await expect(tree.head(size)).rejects.toThrow(RangeError);
    expect((await tree.range(3)).end).toBe(3);
  });
});

describe('the tree of a ledger on disk', () => {
  let folder: string;
  const clock = fixedClock(1_700_000_000_000);

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tend-tree-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is the same for who writes it, who reads it meanwhile, and after it was opened again', async () => {
    const store = await openEventStore(folder, { clock });
    const tree = new LedgerTree(store);
    expect((await tree.head()).root).toBe(base64Of([]));
    const reader = await openMirror(folder);
    const read = new LedgerTree(reader);
    for (let first = 0; first < 6_000; first += 1_000) {
      await store.append({
        stream: caseStream(1),
        expected: 'any',
        events: sampleEvents(caseStream(1), 1_000, first),
      });
      const leaves = [...store.readAll()].map(({ leaf }) => Buffer.from(leaf, 'hex'));
      const expected = { size: first + 1_000, root: base64Of(leaves) };
      expect(await tree.head()).toEqual(expected);
      expect(await read.head()).toEqual(expected);
      expect((await read.head(777)).root).toBe(base64Of(leaves.slice(0, 777)));
    }
    const told = await tree.head();
    await tree.close();
    await read.close();
    await store.close();
    await reader.close();
    const again = await openEventStore(folder, { clock });
    expect(again.hashTile(1, 0)).toHaveLength(23 * 32);
    expect(await new LedgerTree(again).head()).toEqual(told);
    await again.close();
  });
});
