import { describe, expect, test } from '@jest/globals';
import { compileProjection, folds } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { trails } from '../oracle/sample-projections.js';

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
    const { parameters } = compileProjection(sound, { unitMs: 5, zone: 'UTC' });
    expect(parameters).toEqual({ unitMs: 5 });
    expect(Object.isFrozen(parameters)).toBe(true);
    expect(compileProjection(sound).parameters).toEqual({ unitMs: 1000 });
  });

  test.each([
    ['without a purpose', { purpose: ' ' }, /states no purpose/],
    ['with a name that is none', { name: 'Trails' }, /no name of a projection/],
    ['with a key that is none', { key: { by: 'customer' } }, /keyed by "customer"/],
    ['without a first document', { initial: undefined }, /has no function `initial`/],
    ['with a deadline and nothing to do then', { deadline: () => 1 }, /one of `deadline` and `onDeadline`/],
    ['with something to do and no deadline', { onDeadline: () => {} }, /one of `deadline` and `onDeadline`/],
    [
      'with a deadline in the order of the ledger',
      { order: 'recorded', deadline: () => 1, onDeadline: () => {} },
      /uses `deadline` in the order of the ledger/,
    ],
    ['with context that is none', { context: [{ type: 'MessageSent' }] }, /reads "MessageSent" as context/],
    [
      'with one context twice',
      { context: [{ type: 'CalendarPublished' }, { type: 'CalendarPublished' }] },
      /names a type of context twice/,
    ],
    ['with a view in the order of the ledger', { order: 'recorded', view: () => ({}) }, /uses `view` in the order/],
    ['with rows to view and none kept', { index: undefined, viewRow: () => ({}) }, /`viewRow` without `index`/],
  ])('is refused %s', (_what, change, sentence) => {
    expect(() => compileProjection({ ...sound, ...change } as AnyDefinition)).toThrow(sentence);
  });
});
