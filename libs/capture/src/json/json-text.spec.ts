import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-text.js';

describe('parseJson', () => {
  it('reads whatever JSON.stringify writes', () => {
    const value = fc.jsonValue({ maxDepth: 6 }).filter((one) => {
      const text = JSON.stringify(one);
      return !text.includes('__proto__') && !/\d{16}|e\+/.test(text);
    });
    fc.assert(
      fc.property(value, (one) => expect(parseJson(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(one)))),
    );
  });

  it('finds a duplicate key wherever it stands', () => {
    // Without the key of one quote: the oracle parses, and V8 takes that key for a backslash now and then.
    const key = fc.constantFrom('a', 'b', 'a:b', '\\', 'c{');
    const object = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('1', '"x:{"', 'null'),
        fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
        fc.array(fc.tuple(key, tie('node')), { maxLength: 3 }).map((members) => {
          return `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value as string}`).join(', ')}}`;
        }),
      ),
    })).node;
    // The oracle counts members while they are parsed.
    const hasDuplicate = (text: string) => {
      let members = 0;
      let kept = 0;
      JSON.parse(text, (_key, value: unknown) => {
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) kept += Object.keys(value).length;
        return value;
      });
      for (const _ of text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/:/g)) members++;
      return members !== kept;
    };
    fc.assert(
      fc.property(object, (text) => {
        if (hasDuplicate(text)) expect(() => parseJson(text)).toThrow(/stands twice/);
        else expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{"a":{"b":1,"\\"":1,"\\\\":1},"b":{"b":1,"\\"":1,"\\"":2}}', 'The JSON field " stands twice in one object'],
    ['{"a":1,"a":1}', 'The JSON field a stands twice in one object'],
    ['{"a":{"b":1},"b":{"c":1,"\\u0063":2}}', 'The JSON field c stands twice in one object'],
    ['{"__proto__":1}', 'The JSON field __proto__ is a name that no field may have'],
    [
      '{"a":[1,{"constructor":{"__proto__":{}}}]}',
      'The JSON field a.1.constructor.__proto__ is a name that no field may have',
    ],
    ['{"a":"\\ud83d"}', 'The JSON field a holds half of a surrogate pair'],
    ['{"\\udc00":1}', 'The JSON field (the whole) has a field whose name holds half of a surrogate pair'],
    ['{"a":9007199254740993}', 'The JSON field a is a whole number beyond 2^53, which programs round: make it a text'],
    ['{"a":-1e400}', 'The JSON field a is a number that no program can hold'],
    ['{"a":\n  tru}', 'The JSON is broken at line 2, column 3'],
    ['{"a":1', 'The JSON is broken: it is cut off'],
    ['', 'The JSON is broken: it is cut off'],
    ['['.repeat(100_000), 'The JSON is nested deeper than 32 levels'],
  ])('refuses %.40s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });

  it('refuses bytes that are not UTF-8, and passes over a byte order mark', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('bytes that are not UTF-8');
    expect(parseJson(Buffer.from('\u{feff}{"a":1}'))).toEqual({ a: 1 });
  });

  it('never quotes what it refuses', () => {
    try {
      parseJson('{"name": "Ann" oops}');
    } catch (error) {
      expect((error as Error).message).not.toContain('Ann');
    }
  });
});
