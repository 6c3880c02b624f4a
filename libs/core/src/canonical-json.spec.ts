import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './canonical-json.js';
import { LedgerError } from './errors.js';
import { limits } from './limits.js';
import { testDataPath } from './test-data.js';

const vectors = testDataPath('audit/jcs');

describe('canonical JSON', () => {
  it.each(readdirSync(join(vectors, 'input')))('writes the file %s of RFC 8785', (name) => {
    const input: unknown = JSON.parse(readFileSync(join(vectors, 'input', name), 'utf8'));
    const text = canonicalJson(input);
    expect(text).toBe(readFileSync(join(vectors, 'output', name), 'utf8'));
    const hex = readFileSync(join(vectors, 'outhex', name.replace('.json', '.txt')), 'latin1').replace(/\s+/g, '');
    expect(Buffer.from(text, 'utf8').toString('hex')).toBe(hex);
  });

  it('writes 10,000 numbers as ECMAScript does', () => {
    const view = new DataView(new ArrayBuffer(8));
    const lines = readFileSync(join(vectors, 'es6-numbers-10000.txt'), 'latin1').trimEnd().split('\n');
    expect(lines).toHaveLength(10_000);
    for (const line of lines) {
      const [bits, expected] = line.split(',');
      view.setBigUint64(0, BigInt(`0x${bits}`));
      const text = canonicalJson([view.getFloat64(0)]);
      if (text !== `[${expected}]`) throw new Error(`${bits} came out as ${text}, not ${expected}`);
    }
  });

  it('equals the library for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('equals the library for keys in any order, like indexes, and __proto__', () => {
    const key = fc.oneof(
      fc.constantFrom('0', '1', '9', '10', '01', '-1', '4294967295', '__proto__', 'toString', 'é', '😀'),
      fc.string(),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer(),
        fc.string(),
        fc.dictionary(key, tie('value')),
        fc.array(tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        expect(canonicalJson(json)).toBe(canonicalize(json));
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves the value as it was', () => {
    const value = { b: [{ z: 1, a: 2 }], a: { d: 1, c: 2 } };
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":[{"z":1,"a":2}],"a":{"d":1,"c":2}}');
  });

  it('writes minus zero as zero, skips undefined members, takes instances of plain classes', () => {
    class Data {
      b = -0;
      a: string | undefined = undefined;
    }
    expect(canonicalJson(new Data())).toBe('{"b":0}');
    expect(canonicalJson(Object.assign(Object.create(null) as object, { b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
  });

  it('writes a backslash before "ud800" as text, not as half of a pair', () => {
    expect(canonicalJson(['\\ud800', '\\\\ud800', '😀'])).toBe('["\\\\ud800","\\\\\\\\ud800","😀"]');
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    // eslint-disable-next-line no-sparse-arrays -- holes are what it is about
    ['a hole in an array', [1, , 2]],
    ['NaN', { a: NaN }],
    ['an infinity', [-Infinity]],
    ['a bigint', { a: 1n }],
    ['a function', { a: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['a date', { a: new Date(0) }],
    ['bytes', { a: new Uint8Array(2) }],
    ['a map', [new Map()]],
    ['half of a surrogate pair', { a: ['x\ud83d'] }],
    ['the other half, after a backslash', '\\\ude00'],
    ['half of a pair in a key', { 'a\ud83d': 1 }],
    ['half of a pair among keys that are like indexes', { 10: 'x\ud83d', 9: 1 }],
    ['NaN among keys that are like indexes', { 10: { 10: 1, 9: NaN }, 9: [NaN] }],
    ['a cycle', cyclic],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(LedgerError);
  });

  it('refuses what is nested too deeply, and in good time', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { 10: nested(depth - 1), 9: 1 });
    expect(canonicalJson(nested(limits.canonicalDepth))).toContain('"10"');
    expect(() => canonicalJson(nested(limits.canonicalDepth + 1))).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
  });
});
