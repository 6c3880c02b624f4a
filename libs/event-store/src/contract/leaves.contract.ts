import { describe, expect, it } from '@jest/globals';
import { caseStream, sampleEvents } from './sample-events.js';
import type { StoreUnderTest } from './store-under-test.js';

/** More than some chunks of leaves. */
const many = 1_000;

export function leavesContract(test: StoreUnderTest): void {
  const append = async (count: number, first: number): Promise<void> => {
    await test.store.append({
      stream: caseStream(1),
      expected: 'any',
      events: sampleEvents(caseStream(1), count, first),
    });
  };
  const leavesRead = (): string => [...test.store.readAll()].map(({ leaf }) => leaf).join('');

  describe('leaves', () => {
    it('stand one behind the other, as the events have them', async () => {
      for (let first = 0; first < many; first += 50) {
        await append(50, first);
        expect(test.store.leaves(1, first + 50).toString('hex')).toBe(leavesRead());
      }
      const all = test.store.leaves(1, many);
      for (const [first, count] of [
        [1, 0],
        [1, 1],
        [127, 2],
        [128, 127],
        [250, 300],
        [many, 1],
      ] as const)
        expect(test.store.leaves(first, count)).toEqual(all.subarray((first - 1) * 32, (first - 1 + count) * 32));
    });

    it('are the same when the ledger is opened again', async () => {
      if (!test.home.durable) return;
      await append(300, 0);
      const before = test.store.leaves(1, 300);
      await test.store.close();
      test.store = await test.home.open(test.clock);
      expect(test.store.leaves(1, 300)).toEqual(before);
      expect(leavesRead()).toBe(before.toString('hex'));
    });

    it('are refused where there is no event', async () => {
      await append(3, 0);
      for (const [first, count] of [
        [0, 1],
        [1, 4],
        [4, 1],
        [1.5, 1],
        [2, -1],
      ] as const)
        expect(() => test.store.leaves(first, count)).toThrow(RangeError);
      expect(test.store.leaves(4, 0)).toHaveLength(0);
    });

    it('have hashes beside them, which are kept as they were given last', async () => {
      expect(test.store.hashTile(1, 0)).toBeUndefined();
      const tile = (index: number, byte: number, length = 64) => ({
        level: 1,
        index,
        hashes: Buffer.alloc(length, byte),
      });
      await test.store.keepHashTiles!([tile(0, 1), tile(1, 2), { ...tile(0, 3), level: 2 }]);
      await test.store.keepHashTiles!([tile(1, 4, 96)]);
      expect(test.store.hashTile(1, 0)).toEqual(Buffer.alloc(64, 1));
      expect(test.store.hashTile(1, 1)).toEqual(Buffer.alloc(96, 4));
      expect(test.store.hashTile(2, 0)).toEqual(Buffer.alloc(64, 3));
      expect(test.store.hashTile(1, 2)).toBeUndefined();
      await append(2, 0);
      if (!test.home.durable) return;
      await test.store.close();
      test.store = await test.home.open(test.clock);
      expect(test.store.hashTile(1, 1)).toEqual(Buffer.alloc(96, 4));
    });
  });
}
