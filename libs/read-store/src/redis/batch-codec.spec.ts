import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchOf, modelBatch, step } from '../contract/batches.js';
import { NaiveBuild } from '../contract/naive-build.js';
import type { Batch, CellContributions } from '../port.js';
import { decodeEntry, encodeEntry } from './batch-codec.js';

const numbers = fc.array(fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true })), { maxLength: 5 });
const signs = fc.array(fc.constantFrom(-1, 1), { maxLength: 5 });
const aside: fc.Arbitrary<CellContributions> = fc.record({
  at: fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
  sums: fc.record({ times: numbers, names: fc.array(fc.constantFrom('n', 'ms', '')), by: numbers }),
  columns: fc.array(fc.record({ name: fc.string(), times: numbers, values: numbers, signs }), { maxLength: 2 }),
});

/** Lists of numbers as plain lists, bytes as text: what a store makes of a batch does not depend on which they are. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

test('a batch is the same for whoever reads its bytes', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), fc.array(aside), (steps, contributions) => {
      const model = new NaiveBuild();
      for (const [i, random] of steps.entries()) {
        const made = modelBatch(model, random, i + 1);
        model.commit(made);
        const batch: Batch = {
          ...batchOf(made),
          aside: contributions,
          transitions: [Buffer.from([i]), Buffer.from([])],
        };
        const read = decodeEntry(encodeEntry({ batch }));
        expect(plain(read)).toEqual(plain({ batch }));
      }
    }),
    { numRuns: 60 },
  );
});

test('settling is no batch', () => {
  expect(decodeEntry(encodeEntry({ settles: true }))).toEqual({ settles: true });
});
