import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { traceOf } from './testing.js';
import {
  collapsedVariantOf,
  emptyVariant,
  shortenedTo,
  shortenedVariantOf,
  variantAfter,
  variantOf as idOf,
} from './variants.js';

const variantOf = (activities: readonly string[]): string => activities.reduce(variantAfter, emptyVariant);

describe('a variant', () => {
  it('is equal exactly for equal tuples', () => {
    const tuple = fc.array(fc.constantFrom('a', 'b', 'ab', '\n', 'a\n', ''), { maxLength: 6 });
    fc.assert(
      fc.property(tuple, tuple, (left, right) => {
        expect(variantOf(left) === variantOf(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays what it is from release to release', () => {
    // printf '%032d\na' 0 | sha256sum | cut -c-32, and so on with what that gives.
    expect(variantOf(['a'])).toBe('fb0273e5da36a1de99a052afc516ae5d');
    expect(variantOf(['a', 'b'])).toBe('95ab906e7f6c5d11bfef42155c3081ca');
  });
});

describe('a second reading of a variant', () => {
  const trace = traceOf(['a', 0], ['a', 1], ['a', 2], ['b', 3], ['a', 4], ['c', 5], ['c', 6]);

  it('counts what was repeated at once as done once, or as done twice', () => {
    expect(idOf(['a', 'b'])).toBe(variantOf(['a', 'b']));
    expect(collapsedVariantOf(trace)).toBe(variantOf(['a', 'b', 'a', 'c']));
    expect(shortenedVariantOf(trace)).toBe(variantOf(['a', 'a', 'b', 'a', 'c', 'c']));
    expect(collapsedVariantOf(traceOf())).toBe(emptyVariant);
  });

  it('shortens what is longer, and no more', () => {
    expect(shortenedTo(2, ['a', 'a', 'a', 'a', 'b', '', '', ''])).toEqual(['a', 'a', 'b', '', '']);
  });
});
