import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { testDataFile } from '../testing.js';
import { eventProblems, frameProblems, isDateTime, isOcelDocument, objectProblems } from './ocel-schema.js';
import { anyLog, exampleText } from './testing-ocel.js';

/** The schema that the standard publishes. */
function published(): (document: unknown) => boolean {
  const ajv = new Ajv();
  ajv.addFormat('date-time', isDateTime);
  const schema = JSON.parse(readFileSync(testDataFile('process/ocel/schema_ocel2.json'), 'utf8')) as object;
  return ajv.compile(schema) as (document: unknown) => boolean;
}

type Path = readonly (string | number)[];

/** Every place in a value. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const members = Object.entries(value).map(([name, member]) =>
    placesIn(member, [...at, Array.isArray(value) ? Number(name) : name]),
  );
  return [at, ...members.flat()];
}

/** A copy of a value with something else at a place; without the place, where there is nothing to put there. */
function changed(value: unknown, [first, ...rest]: Path, to: unknown): unknown {
  if (first === undefined) return to;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  if (rest.length === 0 && to === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(first), 1);
    else delete copy[first];
  } else copy[first] = changed(copy[first], rest, to);
  return copy;
}

describe('the schema of OCEL 2.0', () => {
  const isValid = published();

  it('takes the published example, as the published schema does', () => {
    const example: unknown = JSON.parse(exampleText());
    expect([isOcelDocument(example), isValid(example)]).toEqual([true, true]);
  });

  it('takes and refuses the same documents as the published schema, whatever is broken in them', () => {
    const broken = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, true, 0, 1.5, '', 'x', '2024-02-30T00:00:00Z', '2024-02-29T00:00:00Z'),
      fc
        .constantFrom<() => unknown>(
          () => [],
          () => ({}),
          () => [[]],
          () => [{}],
        )
        .map((make) => make()),
    );
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(anyLog, broken, fc.nat(), (log, to, place) => {
        const places = placesIn(log);
        const document = changed(log, places[place % places.length]!, to);
        const isTaken = isOcelDocument(document);
        expect([isTaken, document]).toEqual([isValid(document), document]);
        if (isTaken) taken++;
        else refused++;
      }),
      { numRuns: 2_000 },
    );
    // Both happen often enough to tell.
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  });

  it('takes a document in parts exactly when it takes it whole', () => {
    fc.assert(
      fc.property(anyLog, fc.constantFrom(undefined, 0, '', [], {}), fc.nat(), (log, to, place) => {
        const places = placesIn(log);
        const document = changed(log, places[place % places.length]!, to) as { objects?: unknown; events?: unknown };
        const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
        const inParts = [
          ...frameProblems(document),
          ...list((document as typeof document | undefined)?.objects).flatMap((one, i) =>
            objectProblems(one, `/objects/${i}`),
          ),
          ...list((document as typeof document | undefined)?.events).flatMap((one, i) =>
            eventProblems(one, `/events/${i}`),
          ),
        ];
        expect(inParts.length === 0).toBe(isOcelDocument(document));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says where and what, in words and by JSON pointer', () => {
    const problems = (document: unknown) =>
      frameProblems(document).map(({ pointer, message }) => `${pointer} ${message}`);
    expect(problems([])).toEqual([' must be an object']);
    expect(problems({ objectTypes: {}, eventTypes: [{ name: 1 }], objects: [] })).toEqual([
      '/events is missing',
      '/objectTypes must be a list',
      '/eventTypes/0/attributes is missing',
      '/eventTypes/0/name must be a text',
    ]);
    expect(
      eventProblems({ id: 'e', type: 't', time: 'yesterday', relationships: [{ objectId: 'o' }] }, '/events/7'),
    ).toEqual([
      { pointer: '/events/7/time', message: expect.stringContaining('must be a time with its offset') },
      { pointer: '/events/7/relationships/0/qualifier', message: 'is missing' },
    ]);
  });
});

describe('a time of RFC 3339', () => {
  it.each([
    ['2024-02-29T23:59:59Z', true],
    ['2023-02-29T00:00:00Z', false],
    ['1900-02-29T00:00:00Z', false],
    ['2000-02-29t00:00:00.123456789012z', true],
    ['2024-03-01 00:00:00+23:59', true],
    ['0001-01-01T00:00:00-00:00', true],
    ['2024-12-31T23:59:60Z', true],
    ['2024-03-01T24:00:00Z', false],
    ['2024-03-01T00:00:00', false],
    ['2024-03-01T00:00:00+0100', false],
    ['2024-03-01T00:00:00+24:00', false],
    ['2024-03-01T00:00Z', false],
    ['2024-13-01T00:00:00Z', false],
    ['2024-03-01', false],
    ['', false],
  ])('%s: %s', (text, is) => expect(isDateTime(text)).toBe(is));
});
