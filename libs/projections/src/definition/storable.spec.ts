import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unpack } from '#read-store/packing.js';
import { limits } from '#core/limits.js';
import { packDocument, packRow } from './storable.js';

class Money {
  amount = 1;
}

describe('a document', () => {
  test('comes back as it was, members in their order', () => {
    const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }));
    fc.assert(
      fc.property(json, (doc) => {
        if (Object.hasOwn(doc, '__proto__')) return;
        const plain = JSON.parse(JSON.stringify(doc)) as object;
        if (JSON.stringify(plain).includes('__proto__')) return;
        const back = unpack(packDocument(plain));
        expect(back).toEqual(plain);
        expect(JSON.stringify(back)).toBe(JSON.stringify(plain));
      }),
      { numRuns: 500 },
    );
  });

  test('may hold a member that is undefined, and big and small numbers', () => {
    const doc = { a: undefined, b: [2 ** 53, -(2 ** 53), 1e300, 5e-324, 0.1], c: { d: null } };
    expect(unpack(packDocument(doc))).toEqual(doc);
    expect('a' in unpack<object>(packDocument(doc))).toBe(true);
  });

  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  const withPrototype: Record<string, unknown> = {};
  withPrototype['__proto__'] = { n: 1 };
  test.each([
    ['a list', [1], /a document is an object/],
    ['nothing', null, /a document is an object/],
    ['a date', { at: { when: new Date(0) } }, /at \.at\.when: only plain objects/],
    ['a map', { m: new Map() }, /only plain objects/],
    ['a set', { m: new Set() }, /only plain objects/],
    ['an instance', { m: new Money() }, /only plain objects/],
    ['bytes', { m: new Uint8Array(1) }, /only plain objects/],
    ['an object without a prototype', { m: Object.create(null) as object }, /only plain objects/],
    ['an object with another prototype', withPrototype, /only plain objects/],
    ['a bigint', { m: 1n }, /a bigint is no JSON/],
    ['a function', { m: () => 1 }, /a function is no JSON/],
    ['a symbol', { m: Symbol('x') }, /a symbol is no JSON/],
    ['no number', { m: Number.NaN }, /NaN is no JSON number/],
    ['infinity', { m: -Infinity }, /-Infinity is no JSON number/],
    ['half a surrogate pair', { m: '\ud800' }, /half of a surrogate pair/],
    ['half a surrogate pair as a name', { '\udc00': 1 }, /a member named/],
    ['a list with a hole', { m: [1, undefined] }, /nothing at a place/],
    ['a cycle', cyclic, /nested deeper/],
    ['a member named __proto__', JSON.parse('{"__proto__": 1}') as object, /a member named "__proto__"/],
  ])('is refused with %s', (_what, doc, sentence) => {
    expect(() => packDocument(doc)).toThrow(sentence);
  });

  test('has a limit', () => {
    expect(() => packDocument({ text: 'x'.repeat(limits.documentBytes) })).toThrow(/the limit is 1048576/);
    expect(packDocument({ text: 'x'.repeat(limits.documentBytes - 20) }).length).toBeLessThanOrEqual(
      limits.documentBytes,
    );
  });
});

describe('an index row', () => {
  test('is flat, and leaves out what is undefined', () => {
    expect(unpack(packRow({ a: 1, b: undefined as never, c: null, d: 'x', e: true }))).toEqual({
      a: 1,
      c: null,
      d: 'x',
      e: true,
    });
    expect(() => packRow({ a: [] as never })).toThrow(/at a: an index row is flat/);
    expect(() => packRow({ a: Number.NaN })).toThrow(/no JSON number/);
    expect(() => packRow([] as never)).toThrow(/an index row is an object/);
    expect(unpack(packRow(Object.assign(Object.create(null) as object, { a: 1 })))).toEqual({ a: 1 });
    for (const row of [Promise.resolve({ a: 1 }), new Map([['a', 1]]), new Money()])
      expect(() => packRow(row as never)).toThrow(/an index row is a plain object/);
    expect(() => packRow(JSON.parse('{"__proto__": 1}') as never)).toThrow(/a member of this name/);
  });
});
