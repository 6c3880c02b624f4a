import { describe, expect, test } from '@jest/globals';
import { compileProjection, folds } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { trails } from './sample-projections.js';

const sound = trails as unknown as AnyDefinition;

describe('a compiled projection', () => {
  test('folds what is handled or counted, and nothing else', () => {
    const compiled = compileProjection(sound);
    expect(['MessageReceived', 'NoteAdded', 'CaseOpened', 'toString'].map((type) => folds(compiled, type))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('takes parameters of its names from the workspace, frozen', () => {
    const { ctx } = compileProjection(sound, { unitMs: 5, zone: 'UTC' });
    expect(ctx).toEqual({ parameters: { unitMs: 5 } });
    expect(Object.isFrozen(ctx.parameters)).toBe(true);
    expect(compileProjection(sound).ctx.parameters).toEqual({ unitMs: 1000 });
  });

  test.each([
    ['without a purpose', { purpose: ' ' }, /states no purpose/],
    ['with a name that is none', { name: 'Trails' }, /no name of a projection/],
    ['with a key that is none', { key: { by: 'customer' } }, /keyed by "customer"/],
    ['without a first document', { initial: undefined }, /has no function `initial`/],
    ['with a deadline', { deadline: () => 1 }, /uses `deadline`/],
    ['with context', { context: [] }, /uses `context`/],
    ['with something to do about context', { onContext: () => {} }, /uses `onContext`/],
    ['with a view', { view: () => 1 }, /uses `view`/],
    ['with signals', { signals: () => [] }, /uses `signals`/],
  ])('is refused %s', (_what, change, sentence) => {
    expect(() => compileProjection({ ...sound, ...change } as AnyDefinition)).toThrow(sentence);
  });
});
