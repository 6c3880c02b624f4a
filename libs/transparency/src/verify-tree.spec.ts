import { describe, expect, it } from '@jest/globals';
import type { HashedLedger } from '#event-store/port.js';
import { LedgerTree } from './ledger-tree.js';
import { naiveRoot, sampleLeaves } from './testing.js';
import { verifyTree } from './verify-tree.js';

const size = 66_000;
const leaves = sampleLeaves(size);

/** A ledger with the tiles that its tree has kept. */
async function kept(): Promise<HashedLedger & { readonly tiles: Map<string, Buffer> }> {
  const tiles = new Map<string, Buffer>();
  const ledger: HashedLedger & { readonly tiles: Map<string, Buffer> } = {
    tiles,
    head: () => ({ sequence: size, recordedAt: 0 }),
    leaves: (first, count) => Buffer.concat(leaves.slice(first - 1, first - 1 + count)),
    hashTile: (level, index) => tiles.get(`${level}/${index}`),
    keepHashTiles: async (made) => {
      for (const { level, index, hashes } of made) tiles.set(`${level}/${index}`, Buffer.from(hashes));
    },
  };
  const tree = new LedgerTree(ledger);
  await tree.head();
  await tree.close();
  return ledger;
}

describe('the verification of a tree', () => {
  it('finds nothing in a sound one, and tells its root', async () => {
    const ledger = await kept();
    const head = { size, root: naiveRoot(leaves).toString('base64') };
    expect(verifyTree(ledger)).toEqual({ head, findings: [] });
    ledger.tiles.clear();
    expect(verifyTree(ledger)).toEqual({ head, findings: [] });
  });

  it.each([
    ['1/0', 0, '1 to 256'],
    ['1/0', 255, '65281 to 65536'],
    ['1/1', 0, '65537 to 65792'],
    ['2/0', 0, '1 to 65536'],
  ])('names the events of a hash that is not theirs: %s at %i', async (tile, at, events) => {
    const ledger = await kept();
    ledger.tiles.get(tile)![at * 32 + 31]! ^= 1;
    expect(verifyTree(ledger).findings).toEqual([
      `The hash that is kept of events ${events} is not that of their leaves`,
    ]);
  });

  it('says how far it is', async () => {
    const told: number[] = [];
    verifyTree(await kept(), ({ done, total }) => told.push(done / total!));
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });
});
