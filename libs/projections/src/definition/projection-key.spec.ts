import { describe, expect, test } from '@jest/globals';
import { limits } from '#core/limits.js';
import type { AnyFact } from '#domain/fact.js';
import type { CompiledProjection } from './compiled-projection.js';
import { partsOf } from './projection-key.js';
import { trails } from '../oracle/sample-projections.js';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';

const sound = trails as unknown as AnyDefinition;
const partsBy = (within: () => unknown): readonly (string | undefined)[] => {
  const projection: CompiledProjection = compileProjection({ ...sound, key: { by: 'party', within } } as AnyDefinition);
  return partsOf(projection, {} as AnyFact);
};

describe('the parts of a value', () => {
  test('are a list of names, each once', () => {
    expect(partsBy(() => [])).toEqual([]);
    expect(partsBy(() => ['b', 'a', 'b'])).toEqual(['b', 'a']);
    expect(partsOf(compileProjection({ ...sound, key: { by: 'party' } }), {} as AnyFact)).toEqual([undefined]);
  });

  let taken = 0;
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield String(taken++);
    },
  };
  test.each([
    ['that are made one by one, for ever', () => endless, /gives no list/],
    ['that are a set', () => new Set(['a']), /gives no list/],
    ['that are one text', () => 'abc', /gives no list/],
    ['that are no text', () => [1], /no text/],
    [
      'of which there are too many',
      () => Array.from({ length: limits.partsOfEvent + 1 }, String),
      /more than 10000 parts/,
    ],
  ])('are refused %s', (_what, within, sentence) => {
    expect(() => partsBy(within)).toThrow(sentence);
    expect(taken).toBe(0);
  });
});
