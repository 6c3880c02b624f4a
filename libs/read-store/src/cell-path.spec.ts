import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterPrefix, decodePath, encodePath } from './cell-path.js';

const element = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\x01', '\x02', 'é', '𝄞', '\uffff') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
);
const path = fc.array(element, { maxLength: 4 });

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    const order =
      typeof x === 'number' ? Math.sign(x - (y as number)) : Buffer.compare(Buffer.from(x), Buffer.from(y as string));
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

describe('a cell path', () => {
  test('comes back as it was, but for the sign of zero', () => {
    fc.assert(
      fc.property(path, (given) =>
        expect(decodePath(encodePath(given))).toEqual(given.map((part) => (part === 0 ? 0 : part))),
      ),
    );
  });

  test('is ordered as its bytes are', () => {
    fc.assert(
      fc.property(path, path, (a, b) => expect(Buffer.compare(encodePath(a), encodePath(b))).toBe(compare(a, b))),
      { numRuns: 2000 },
    );
  });

  test('begins with a prefix exactly when its bytes lie in the range of it', () => {
    fc.assert(
      fc.property(path, path, (prefix, given) => {
        const [bytes, start] = [encodePath(given), encodePath(prefix)];
        const within = Buffer.compare(bytes, start) >= 0 && Buffer.compare(bytes, afterPrefix(start)) < 0;
        expect(within).toBe(compare(given.slice(0, prefix.length), prefix) === 0 && given.length >= prefix.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes no text that is none and no number that is none', () => {
    for (const bad of ['\ud800', Number.NaN, Infinity])
      expect(() => encodePath([bad])).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
