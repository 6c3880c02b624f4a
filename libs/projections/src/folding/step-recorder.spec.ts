import { describe, expect, it } from '@jest/globals';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { unchanging } from '../definition/unchanging.js';
import { StepRecorder } from './step-recorder.js';

/** Records what a definition contributes that gives the same list each time, and changes an entry between. */
function changesOf(list: readonly object[], change: () => void) {
  const projection = { rollup: () => list } as unknown as CompiledProjection;
  const recorder = new StepRecorder(projection, { rowSteps: 0, totalSteps: 0, signalSteps: 0 });
  recorder.record(1, 1, {}, {} as never);
  change();
  recorder.record(2, 2, {}, {} as never);
  return recorder.totalChanges.map(({ time }) => time);
}

describe('a list of contributions that is given once more', () => {
  it('is compared again where an entry can have changed, also when the list itself is frozen', () => {
    const entry = { at: ['x'], add: { n: 1 } };
    const more = (): void => void (entry.add = { n: 5 });
    expect(changesOf(Object.freeze([entry]), more)).toEqual([1, 2]);
    const inner = { at: ['x'], add: { n: 1 } };
    expect(changesOf(Object.freeze([Object.freeze(inner)]), () => void (inner.add.n = 5))).toEqual([1, 2]);
  });

  it('is what it was where nothing in it can change', () => {
    const entry = { at: ['x'], add: { n: 1 } };
    const list = unchanging([entry]);
    expect(() => void (entry.add.n = 5)).toThrow(TypeError);
    expect(() => void (entry.at[0] = 'y')).toThrow(TypeError);
    expect(changesOf(list, () => {})).toEqual([1]);
  });
});
