import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import { changesOf, fieldOf, shortened } from './value-diff.js';

describe('the changes between two values', () => {
  test('name the places, in order, with what was and what is', () => {
    const before = { 'a': 1, 'list': [{ n: 1 }, { n: 2 }], 'same': { x: [1] }, 'gone': null, 'odd name': 'é' };
    const after = { 'a': 1, 'list': [{ n: 1 }, { n: 3 }, { n: 4 }], 'same': { x: [1] }, 'odd name': 'e', 'fresh': [] };
    expect(changesOf(before, after)).toEqual([
      { path: 'fresh', after: [] },
      { path: 'gone', before: null },
      { path: 'list[1].n', before: 2, after: 3 },
      { path: 'list[2]', after: { n: 4 } },
      { path: '["odd name"]', before: 'é', after: 'e' },
    ]);
    expect(changesOf(undefined, { a: 1 })).toEqual([{ path: '', after: { a: 1 } }]);
    expect(changesOf(0, -0)).toEqual([]);
  });

  test('are none just when the canonical encodings are the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (before, after) => {
        expect(changesOf(before, structuredClone(before))).toEqual([]);
        expect(changesOf(before, after).length === 0).toBe(canonicalJson(before) === canonicalJson(after));
      }),
    );
  });

  test('are no more than tell something, and their values no longer', () => {
    expect(changesOf([...Array(500).keys()], [])).toHaveLength(100);
    expect(shortened('x'.repeat(1000))).toMatch(/^"x{399}…$/);
    expect(shortened([1, 2])).toEqual([1, 2]);
    expect(fieldOf('a[3].b[10]["c"]')).toBe('a[].b[]["c"]');
  });
});
