import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { JsonPlaces } from './json-places.js';

const tricky = fc.constantFrom('a', '"', '\\', 'x:{', '[,', '}', '\\"', '\n', '__proto__x', 'a/b', '~', '');
const json = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      tricky,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(tricky, tie('node'), { maxKeys: 4 }),
  ),
})).node;
const lists = fc.dictionary(fc.constantFrom('events', 'objects', 'a/b', '"'), fc.array(json, { maxLength: 4 }), {
  maxKeys: 3,
});

/** Every value within, by its pointer. */
function* pointersOf(value: unknown, at = ''): Generator<string> {
  if (at !== '') yield at;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield* pointersOf(member, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** The line of a value in a text: another program marks it, and looks where the mark is. */
function lineBySearch(document: object, pointer: string, indent: number): number {
  const copy = structuredClone(document) as Record<string, unknown>;
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let around = copy;
  for (const part of path.slice(0, -1)) around = around[part] as Record<string, unknown>;
  around[path.at(-1)!] = 'here it is';
  return JSON.stringify(copy, undefined, indent).split('"here it is"')[0]!.split('\n').length;
}

const unbroken = (text: string) => text.replaceAll(/\n */g, '');

describe('places in JSON', () => {
  it('are the lines at which values stand, to the last one within', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(0, 1, 3), (document, indent) => {
        const places = new JsonPlaces(JSON.stringify(document, undefined, indent));
        for (const pointer of pointersOf(document)) {
          expect([pointer, places.lineAt(pointer)]).toEqual([pointer, lineBySearch(document, pointer, indent)]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are the elements of lists as they are written', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(0, 2), (document, indent) => {
        const text = JSON.stringify(document, undefined, indent);
        const places = new JsonPlaces(text);
        for (const [list, elements] of Object.entries(document)) {
          for (const [index, element] of elements.entries()) {
            // As texts: V8 (Node 24.21) takes a key of one escape for another one now and then.
            expect(unbroken(places.textOf(list, index))).toBe(unbroken(JSON.stringify(element, undefined, indent)));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of what is not there are those of the nearest thing around it', () => {
    const places = new JsonPlaces('{\n"events":\n[\n{"id":\n{"a": [1,\n2 ] , "b": 3}}],"objects": 5 }');
    const lines = (...pointers: string[]) => pointers.map((pointer) => places.lineAt(pointer));
    expect(lines('', '/nothing', '/events', '/objects', '/events/7', '/events/0/time', '/events/0/id/b')).toEqual([
      1, 1, 2, 6, 2, 4, 6,
    ]);
    expect(lines('/events/0/id/a/1', '/events/0/id/a/9', '/events/0/id/a/1/x')).toEqual([6, 5, 6]);
  });
});
