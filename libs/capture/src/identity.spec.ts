import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { keyedId } from '#core/ids.js';
import { memoryKeyStore } from '#core/testing.js';
import { Occurrences } from './occurrences.js';
import { importText, memoryPorts, touchpointsOf } from './testing-ports.js';

const mapping = {
  version: 1,
  format: 'csv',
  time: { column: 't' },
  identity: ['t', 'who'],
  type: 'NoteAdded',
  parties: [{ column: 'who', kind: 'person', role: 'customer', side: 'customer' }],
  unmapped: 'seal',
};

describe('rows without ids', () => {
  it('have the same ids in any order', async () => {
    const row = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('a', 'b'))
      .map(([day, who]) => `2024-01-0${day},${who}`);
    const shuffled = fc
      .array(row, { minLength: 1, maxLength: 12 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, others]) => {
        const idsOf = async (some: readonly string[]) => {
          const ports = memoryPorts();
          const outcome = await importText(ports, `t,who\n${some.join('\n')}\n`, { mapping });
          expect(outcome.appended).toBe(rows.length);
          return touchpointsOf(ports).map((event) => event.id);
        };
        expect(new Set(await idsOf(others))).toEqual(new Set(await idsOf(rows)));
      }),
      { numRuns: 40 },
    );
  });

  it('are told apart by their order when only their other columns differ', async () => {
    const ports = memoryPorts();
    const [one, two, three] = ['x', 'y', 'z'].map((note) => `2024-01-01,a,${note}`);
    const read = (...rows: (string | undefined)[]) =>
      importText(ports, `t,who,note\n${rows.join('\n')}\n`, { mapping });
    expect(await read(one, two, three)).toMatchObject({ appended: 3 });
    expect(await read(one, two, three)).toMatchObject({ appended: 0, known: 3 });
    expect(await read('2024-01-02,b,other', one, two, three)).toMatchObject({ appended: 1, known: 3, differing: 0 });
    expect(await read(two, one, three)).toMatchObject({ appended: 0, known: 1, differing: 2 });
    expect(await read(two, three)).toMatchObject({ appended: 0, known: 0, differing: 2 });
    // What infra/docs/mapping.md warns of.
    expect(await read('2024-01-01,a,new', one, two, three)).toMatchObject({ appended: 1, known: 0, differing: 3 });
  });

  it('are counted exactly, as a map would', () => {
    const { idKey } = memoryKeyStore();
    const ids = Array.from({ length: 3000 }, (_, i) => keyedId(idKey, 'event', 'd', String(i)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2999 }), { minLength: 2000, maxLength: 6000 }), (sequence) => {
        const occurrences = new Occurrences();
        const counts = new Map<number, number>();
        for (const index of sequence) {
          expect(occurrences.next(ids[index]!)).toBe(counts.get(index) ?? 0);
          counts.set(index, (counts.get(index) ?? 0) + 1);
        }
      }),
      { numRuns: 10 },
    );
  });
});
