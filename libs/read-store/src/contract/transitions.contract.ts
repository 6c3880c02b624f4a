import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { limits } from '#core/limits.js';
import type { Build } from '../port.js';
import { startPosition } from '../port.js';

/** What became of signals: numbered where it is committed, without gaps, and not remembered for ever. */
export function transitionsContract(made: () => Promise<Build>): void {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
  const read = (build: Build, after: number, limit = 1_000) =>
    build.read((snapshot) => {
      const { entries, ...log } = snapshot.transitions(after, limit);
      return { ...log, entries: entries.map(({ number, transition }) => [number, Buffer.from(transition).toString()]) };
    });

  test('numbers transitions from 1 on, in the order in which they are committed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }), { maxLength: 6 }),
        fc.nat({ max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (batches, after, limit) => {
          const build = await made();
          const { log } = read(build, 0);
          for (const batch of batches) await build.commit({ slots: [], transitions: batch.map(bytes) });
          const all = batches.flat().map((text, i) => [i + 1, text] as const);
          expect(read(build, 0)).toEqual({ log, first: 1, last: all.length, entries: all });
          expect(read(build, after, limit).entries).toEqual(all.slice(after, after + limit));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('numbers none of a batch that is not written', async () => {
    const build = await made();
    const to = { sequence: 5, horizon: 9 };
    await build.commit({ slots: [{ slot: 1, from: startPosition, to }], transitions: [bytes('a')] });
    expect(await build.commit({ slots: [{ slot: 1, from: startPosition, to }], transitions: [bytes('b')] })).toBe(
      false,
    );
    await build.commit({ slots: [], transitions: [bytes('c')] });
    const entries = [
      [1, 'a'],
      [2, 'c'],
    ];
    expect(read(build, 0)).toMatchObject({ first: 1, last: 2, entries });
  });

  test('remembers only the last ones, and goes on numbering', async () => {
    const build = await made();
    const most = limits.signalTransitions;
    await build.commit({ slots: [], transitions: [bytes('a'), bytes('b')] });
    await build.commit({ slots: [], transitions: Array.from({ length: most + 1 }, () => bytes('c')) });
    expect(read(build, 0, 1)).toMatchObject({ first: 4, last: most + 3, entries: [[4, 'c']] });
    await build.commit({ slots: [], transitions: [bytes('d')] });
    expect(read(build, most + 3)).toMatchObject({ first: 5, last: most + 4, entries: [[most + 4, 'd']] });
  });

  test('calls the log of each build by a name of its own', async () => {
    const logs = [read(await made(), 0), read(await made(), 0)];
    expect(logs[0]).toMatchObject({ first: 1, last: 0, entries: [] });
    expect(logs[0]!.log).not.toBe(logs[1]!.log);
  });
}
