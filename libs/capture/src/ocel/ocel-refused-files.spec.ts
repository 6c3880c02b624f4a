import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { detectFormat } from '../format-detection.js';
import { importFile } from '../import.js';
import { memoryPorts } from '../testing-ports.js';
import { inPieces } from '../testing.js';
import { exampleText, readLog as read, smallLog, textOf, withObject } from './testing-ocel.js';

async function refusalOf(text: string | Uint8Array): Promise<LedgerError> {
  const ports = memoryPorts();
  try {
    await read(text, ports);
  } catch (error) {
    expect(error).toBeInstanceOf(LedgerError);
    // What is refused as a whole has left nothing behind, not even that somebody tried.
    expect([ports.ledger.head().sequence, ports.labels.size]).toEqual([0, 0]);
    return error as LedgerError;
  }
  throw new Error('It was not refused.');
}

const without = (member: string, value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));

describe('a file that is no log at all', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['no JSON', 'case,activity\n1,open\n', /^The JSON is broken at line 1, column 1$/],
    ['JSON that is broken', '{"events":\n[1,\n2,,3]}', /^The JSON is broken at line 3, column 3$/],
    [
      'JSON that is cut off',
      exampleText().slice(0, -3_000),
      /^The JSON is broken: it is cut off in line 378, after \d+ characters$/,
    ],
    ['a list', '[{"id":"e1"}]', /^The JSON is no object/],
    ['a text', '"events"', /^The JSON is no object/],
    ['nested deeply', `{"events":${'['.repeat(40)}${']'.repeat(40)}}`, /nested deeper than 32 levels/],
    ['nested so deeply that it is meant', `{"events":${'['.repeat(200_000)}`, /nested deeper than 32 levels/],
    ['with a member twice', '{"events":[],"events":[]}', /events stands twice in one object/],
    ['with __proto__', '{"__proto__":{},"events":[]}', /__proto__ is a name that no field may have/],
  ])('is refused: %s', async (_what, text, message) => {
    expect(await refusalOf(text)).toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(message) as never,
    });
  });

  it('is refused when it is larger than what is held, and not read further', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"events":[');
      for (;;) {
        taken += 1024 * 1024;
        yield Buffer.alloc(1024 * 1024, ' ');
      }
    }
    const ports = memoryPorts();
    await expect(importFile({ name: 'a.json', bytes: endless() }, {}, ports)).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('larger than 64 MiB') as never,
      hint: expect.stringContaining('in parts') as never,
    });
    expect(taken).toBeLessThanOrEqual(limits.ocelBytes + 1024 * 1024);
    expect(ports.ledger.head().sequence).toBe(0);
  });
});

describe('a file that contradicts OCEL 2.0 as a whole', () => {
  it.each<[string, object, [string, string][]]>([
    ['without a list', without('objects', smallLog()), [['/objects', 'is missing (line 1)']]],
    ['with what is no list', { ...smallLog(), events: {} }, [['/events', 'must be a list (line 63)']]],
    [
      'with types that are none',
      { ...smallLog(), eventTypes: [{ name: 'a' }, { name: 'b', attributes: [{ name: 'c' }] }, 'd'] },
      [
        ['/eventTypes/0/attributes', 'is missing (line 18)'],
        ['/eventTypes/1/attributes/0/type', 'is missing (line 24)'],
        ['/eventTypes/2', 'must be an object (line 29)'],
      ],
    ],
    [
      'with types that are declared twice, or not to be written',
      {
        ...smallLog(),
        objectTypes: [
          {
            name: 'order',
            attributes: [
              { name: 'price', type: 'float' },
              { name: 'price', type: 'string' },
            ],
          },
          { name: 'order', attributes: [] },
          { name: 'parcel', attributes: [{ name: '', type: 'a\nb' }] },
        ],
      },
      [
        ['/objectTypes/0/attributes/1/name', 'is declared twice (line 11)'],
        ['/objectTypes/1/name', 'is declared twice (line 17)'],
        ['/objectTypes/2/attributes/0/name', 'must be one line of 1 to 200 characters (line 24)'],
        ['/objectTypes/2/attributes/0/type', 'must be one line of 1 to 200 characters (line 25)'],
      ],
    ],
    ['with an object that is none', { ...smallLog(), objects: [7] }, [['/objects/0', 'must be an object (line 37)']]],
    ['with an object without id', withObject(1, { id: 7 }), [['/objects/1/id', 'must be a text (line 49)']]],
    [
      'with two objects of one id',
      withObject(2, { id: 'o1' }),
      [['/objects/2/id', 'is the id of another object too (line 59)']],
    ],
    [
      'with an object of no type that is declared',
      withObject(0, { type: 'Order' }),
      [['/objects/0/type', 'is not declared in /objectTypes (line 39)']],
    ],
    [
      'with an id of several lines',
      withObject(2, { id: 'p\n1' }),
      [['/objects/2/id', 'must be one line without control characters (line 59)']],
    ],
  ])('is refused with each place, by pointer and line: %s', async (_what, log, places) => {
    const { code, message, violations } = await refusalOf(textOf(log));
    expect(code).toBe('file-unreadable');
    expect(violations.map(({ field, message: said }) => [field, said])).toEqual(places);
    const where = places.length === 1 ? 'in one place' : `in ${places.length} places`;
    expect(message).toBe(`The file contradicts OCEL 2.0 ${where}: ${places[0]!.join(' ')}`);
  });

  it('names a hundred places, and counts the others', async () => {
    const objects = Array.from({ length: 1_234 }, (_none, index) => ({ id: `x${index}`, type: 'none' }));
    const { message, violations } = await refusalOf(textOf({ ...smallLog(), objects }));
    expect(violations).toHaveLength(limits.violationsNamed);
    expect(message).toContain('in 1,234 places, of which 100 are named: /objects/0/type');
  });

  it('is refused when it is of OCEL 1.0', async () => {
    const text = '{"ocel:global-log":{"ocel:version":"1.0"},"ocel:events":{}}';
    await expect(detectFormat(inPieces(Buffer.from(text), 9))).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('OCEL 1.0') as never,
    });
  });
});
