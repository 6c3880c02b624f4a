import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import type { ObjectRecorded } from '#domain/events/objects.js';
import { isTouchpoint } from '#domain/vocabulary.js';
import { ocelLog } from '../export/ocel-writer.js';
import type { ImportFileOptions } from '../import.js';
import { importText, memoryPorts } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import { testDataFile } from '../testing.js';
import type { OcelDocument, OcelRelationship, OcelType } from './ocel-document.js';

/** For specs: the published example, 13 events of 9 objects. */
export function exampleText(): string {
  return readFileSync(testDataFile('process/ocel/ocel20_example.json'), 'utf8');
}

/** For specs: a log with an event of two cases, ties, and a step of none. */
export function smallLog(): OcelDocument {
  const at = (hour: number) => `2024-03-01T0${hour}:00:00+01:00`;
  const of = (objectId: string, qualifier = '') => ({ objectId, qualifier });
  return {
    objectTypes: [
      { name: 'order', attributes: [{ name: 'price', type: 'float' }] },
      { name: 'parcel', attributes: [] },
    ],
    eventTypes: [
      { name: 'place', attributes: [{ name: 'by', type: 'string' }] },
      { name: 'send', attributes: [] },
      { name: 'count stock', attributes: [] },
    ],
    objects: [
      { id: 'o1', type: 'order', attributes: [{ name: 'price', time: at(0), value: '9.50' }] },
      { id: 'o2', type: 'order', relationships: [of('p1', 'goes in')] },
      { id: 'p1', type: 'parcel' },
    ],
    events: [
      { id: 'e1', type: 'place', time: at(1), attributes: [{ name: 'by', value: 'Ann' }], relationships: [of('o1')] },
      { id: 'e2', type: 'place', time: at(1), relationships: [of('o2', 'placed'), of('o2', 'paid')] },
      {
        id: 'e3',
        type: 'send',
        time: at(2),
        relationships: [of('p1'), of('o2', 'what is sent'), of('o1', 'what is sent')],
      },
      { id: 'e4', type: 'count stock', time: at(3), relationships: [] },
    ],
  };
}

/** For specs: a log as people write it, a member a line. */
export const textOf = (log: unknown): string => JSON.stringify(log, undefined, 1);

/** For specs: imports the text of a log, whatever it looks like. */
export const readLog = (text: string | Uint8Array, ports = memoryPorts(), options: ImportFileOptions = {}) =>
  importText(ports, text, { name: 'log.json', format: 'ocel', ...options });

/** For specs: the small log, or another one, with one of its events changed. */
export const withEvent = (index: number, change: object, log: OcelDocument = smallLog()): object => ({
  ...log,
  events: log.events.map((event, at) => (at === index ? { ...event, ...change } : event)),
});

/** For specs: the small log with one of its objects changed. */
export const withObject = (index: number, change: object): object => ({
  ...smallLog(),
  objects: smallLog().objects.map((object, at) => (at === index ? { ...object, ...change } : object)),
});

/** For specs: what a ledger holds, as the text of a log. */
export async function exportedLog(ports: MemoryPorts): Promise<string> {
  const events = [...ports.ledger.readAll()];
  const ofType = (type: string): RecordedEvent[] => events.filter((event) => event.type === type);
  const source = {
    events: events.filter(({ type }) => isTouchpoint(type)),
    objects: ofType('ObjectRecorded').map(({ data }) => (data as ObjectRecorded).object),
    factsOf: (id: string) => ports.ledger.readDimension('stream', `object-${id}`),
    types: ofType('TypeDeclared'),
    hasAllTypes: true,
  };
  let text = '';
  for await (const piece of ocelLog(source, ports.names)) text += piece;
  return text;
}

/** A moment to the nanosecond, and its offset where RFC 3339 is written in capitals: nothing of the program is asked. */
function momentText(time: string): string {
  const [, seconds, fraction = '', offset] = /^(.{10}[Tt ].{8})(?:\.(\d+))?(.+)$/.exec(time)!;
  const whole = Date.parse(`${seconds!.replace(/[t ]/, 'T')}${offset!.toUpperCase()}`);
  const instant = BigInt(whole) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return `${instant} ${/T.*(?:Z|[+-]\d\d:\d\d)$/.test(time) ? offset : ''}`;
}

const sortedSet = (items: readonly unknown[]): string[] =>
  [...new Set(items.map((item) => JSON.stringify(item)))].sort();
const related = (relationships: readonly OcelRelationship[] = []) =>
  sortedSet(relationships.map(({ objectId, qualifier }) => [objectId, qualifier]));
const declared = (types: readonly OcelType[]) =>
  sortedSet(types.map(({ name, attributes }) => [name, sortedSet(attributes.map((one) => [one.name, one.type]))]));

/** For specs: a log as the sets that it is. The oracle of round trips. */
export function setsOf({ objectTypes, eventTypes, objects, events }: OcelDocument): object {
  return {
    objectTypes: declared(objectTypes),
    eventTypes: declared(eventTypes),
    objects: sortedSet(
      objects.map(({ id, type, attributes = [], relationships }) => [
        [id, type],
        sortedSet(attributes.map(({ name, time, value }) => [name, momentText(time), value])),
        related(relationships),
      ]),
    ),
    events: sortedSet(
      events.map(({ id, type, time, attributes = [], relationships }) => [
        [id, type, momentText(time)],
        sortedSet(attributes.map(({ name, value }) => [name, value])),
        related(relationships),
      ]),
    ),
  };
}

/** Names that programs have stumbled over. */
const awkward = [
  '__proto__',
  'constructor',
  'toString',
  ' ',
  'a/b~1c',
  '"',
  "'",
  '\\',
  '日本',
  '🧾',
  'ß',
  '0',
  'true',
  'null',
];
const isLine = (text: string) => text.length > 0 && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);
const name = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme', maxLength: 12 }).filter(isLine));
const two = (n: number) => String(n).padStart(2, '0');
const offset = fc.oneof(
  fc.constantFrom('Z', '+00:00', '-00:00', '+05:45', '-11:30', '+14:00'),
  fc.tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59)).map(([sign, h, m]) => `${sign}${two(h)}:${two(m)}`),
);
const fraction = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 999_999_999 }).map((n) => `.${n}`),
);
const time = fc
  .tuple(fc.date({ min: new Date('0002-01-01'), max: new Date('2026-11-01'), noInvalidDate: true }), fraction, offset)
  .map(([date, part, zone]) => `${date.toISOString().slice(0, 19)}${part}${zone}`);
const value: Readonly<Record<string, fc.Arbitrary<string>>> = {
  string: fc.oneof(
    fc.constantFrom(...awkward, '', 'a\nb\t\r'),
    fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\u0000')),
  ),
  integer: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  float: fc.oneof(
    fc.constantFrom('1.50', '-0', '.5', '1e400', 'NaN', '-INF'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  ),
  boolean: fc.constantFrom('true', 'false', '0', '1', 'True'),
  time: fc.oneof(time, fc.constantFrom('2024-03-01', '2024-03-01T10:00:00')),
  colour: fc.constantFrom('red', '#f00'),
};
const distinct = <Item>(item: fc.Arbitrary<Item>, key: (item: Item) => unknown, maxLength: number) =>
  fc.uniqueArray(item, { selector: key, maxLength });
const types = distinct(
  fc.record({
    name,
    attributes: distinct(fc.record({ name, type: fc.constantFrom(...Object.keys(value)) }), (one) => one.name, 3),
  }),
  (type) => type.name,
  3,
);

/** Leaves a list out, now and then, where there is nothing in it. */
const listOf = <Item>(items: fc.Arbitrary<Item[]>, member: string) =>
  fc.tuple(items, fc.boolean()).map(([list, isThere]) => (list.length === 0 && !isThere ? {} : { [member]: list }));

function attributesOf(type: OcelType, timed: boolean, max: number) {
  if (type.attributes.length === 0) return fc.constant<object[]>([]);
  const one = fc
    .constantFrom(...type.attributes)
    .chain((attribute) =>
      fc.record({ name: fc.constant(attribute.name), value: value[attribute.type]!, ...(timed ? { time } : {}) }),
    );
  const key = ({ name: of, time: from }: { name: string; time?: string }) =>
    JSON.stringify([of, from === undefined ? '' : momentText(from).split(' ')[0]]);
  return distinct(one as fc.Arbitrary<{ name: string; time?: string }>, key, max);
}

/** For specs: any log that OCEL 2.0 takes and this program has room for. */
export const anyLog: fc.Arbitrary<OcelDocument> = fc.tuple(types, types).chain(([objectTypes, eventTypes]) => {
  const ofType = <Made>(of: readonly OcelType[], make: (type: OcelType) => fc.Arbitrary<Made>) =>
    of.length === 0 ? undefined : fc.constantFrom(...of).chain(make);
  const object = ofType(objectTypes, (type) =>
    fc.record({ id: name, type: fc.constant(type.name), of: listOf(attributesOf(type, true, 5), 'attributes') }),
  );
  const objects = object === undefined ? fc.constant([]) : distinct(object, ({ id }) => id, 6);
  return objects.chain((all) => {
    const relations = (max: number) =>
      all.length === 0
        ? fc.constant<OcelRelationship[]>([])
        : fc.array(
            fc.record({
              objectId: fc.constantFrom(...all.map(({ id }) => id)),
              qualifier: fc.oneof(fc.constant(''), name),
            }),
            { maxLength: max },
          );
    const event = ofType(eventTypes, (type) =>
      fc.record({
        id: name,
        type: fc.constant(type.name),
        // Many at the same instant.
        time: fc.oneof(time, fc.constant('2024-03-01T00:00:00.5Z')),
        of: fc.tuple(listOf(attributesOf(type, false, 3), 'attributes'), listOf(relations(8), 'relationships')),
      }),
    );
    const events = event === undefined ? fc.constant([]) : distinct(event, ({ id }) => id, 8);
    const links = fc.tuple(...all.map(() => listOf(relations(3), 'relationships')));
    return fc.tuple(events, links).map(([some, linked]) => ({
      objectTypes,
      eventTypes,
      objects: all.map(({ of, ...rest }, index) => ({ ...rest, ...of, ...linked[index]! })),
      events: some.map(({ of, ...rest }) => ({ ...rest, ...of[0], ...of[1] })),
    }));
  });
});
