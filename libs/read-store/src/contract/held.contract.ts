import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HeldSnapshot, ReadStore, Snapshot } from '../port.js';
import { batchOf, modelBatch, step } from './batches.js';
import { contentsOf, NaiveBuild } from './naive-build.js';

const all = (snapshot: Snapshot): unknown => contentsOf(snapshot, 50);

/**
 * A snapshot that outlives a function.
 * @param store the one under test
 */
export function heldContract(store: () => ReadStore): void {
  test('shows what it held, whatever is committed meanwhile, until it is released', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.nat({ max: 5 }), async (steps, at) => {
        const build = await store().create('flow', 'fingerprint');
        const model = new NaiveBuild();
        let held: { readonly found: HeldSnapshot; readonly expected: unknown } | undefined;
        for (const [i, randomStep] of steps.entries()) {
          if (i === Math.min(at, steps.length - 1)) held = { found: build.hold(), expected: build.read(all) };
          const batch = modelBatch(model, randomStep, i + 1);
          await build.commit(batchOf(batch));
          model.commit(batch);
          // Whoever reads what is newest sees it beside what is held.
          expect(build.read((snapshot) => contentsOf(snapshot, 50))).toEqual(model.contents(50));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        held!.found.requireOpen();
        expect(contentsOf(held!.found.snapshot, 50)).toEqual(held!.expected);
        held!.found.release();
        held!.found.release();
        await store().drop(build.info.id);
      }),
      { numRuns: 30 },
    );
  });
}
