import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { OcelEvent, OcelObject } from './ocel-document.js';
import { readLog as read, smallLog, textOf, withEvent, withObject } from './testing-ocel.js';

describe('an event or object that is bad', () => {
  const far = '2999-01-01T00:00:00Z';
  const relations = (count: number) =>
    Array.from({ length: count }, (_none, index) => ({ objectId: `n${index}`, qualifier: '' }));

  it.each<[string, object, string, string]>([
    ['without time', { time: undefined }, '/events/0/time', 'time is missing'],
    [
      'at no time',
      { time: 'at nine' },
      '/events/0/time',
      'time must be a time with its offset, such as 2024-03-01T09:30:00+01:00 (RFC 3339)',
    ],
    [
      'at a time without offset',
      { time: '2024-03-01T09:30:00' },
      '/events/0/time',
      'time must be a time with its offset, such as 2024-03-01T09:30:00+01:00 (RFC 3339)',
    ],
    [
      'in a leap second',
      { time: '2016-12-31T23:59:60Z' },
      '/events/0/time',
      'time is a leap second, which clocks of computers do not have',
    ],
    ['in the future', { time: far }, '/events/0/time', 'time is in the future'],
    ['without id', { id: undefined }, '/events/0/id', 'id is missing'],
    ['with an id of nothing', { id: '' }, '/events/0/id', 'id must not be empty'],
    [
      'of a type that is not declared',
      { type: 'Place', attributes: [] },
      '/events/0/type',
      'type is not declared in /eventTypes',
    ],
    [
      'with an attribute that is not declared',
      { attributes: [{ name: 'By', value: 'Ann' }] },
      '/events/0/attributes/0/name',
      'attributes/0/name is not declared of its type',
    ],
    [
      'with a value that is none',
      { attributes: [{ name: 'by', value: null }] },
      '/events/0/attributes/0/value',
      'attributes/0/value must be a text',
    ],
    [
      'with two values of one attribute',
      {
        attributes: [
          { name: 'by', value: 'Ann' },
          { name: 'by', value: 'Bea' },
        ],
      },
      '/events/0/attributes/1/value',
      'attributes/1/value is a second value of its attribute',
    ],
    [
      'with a value that cannot be kept',
      { attributes: [{ name: 'by', value: 'A\u0000' }] },
      '/events/0/attributes',
      'attributes must not hold the character NUL',
    ],
    [
      'of an object that is not there',
      {
        relationships: [
          { objectId: 'o1', qualifier: '' },
          { objectId: 'O1', qualifier: '' },
        ],
      },
      '/events/0/relationships/1/objectId',
      'relationships/1/objectId names no object of the file',
    ],
    [
      'with a qualifier of several lines',
      { relationships: [{ objectId: 'o1', qualifier: 'a\nb' }] },
      '/events/0/relationships/0/qualifier',
      'relationships/0/qualifier must be empty, or one line of at most 200 characters',
    ],
    [
      'with relationships that are no list',
      { relationships: 'o1' },
      '/events/0/relationships',
      'relationships must be a list',
    ],
  ])('is a refused row, and the rest is read: an event %s', async (_what, change, column, reason) => {
    const ports = memoryPorts();
    const { rejects, ...report } = await read(textOf(withEvent(0, change)), ports);
    expect(report.refusals.map((one) => [one.code, one.column, one.reason])).toEqual([['invalid', column, reason]]);
    expect(report).toMatchObject({ state: 'completed', refused: 1, flattening: { events: 3 } });
    expect(touchpointsOf(ports).filter(({ type }) => type === 'ActivityRecorded')).toHaveLength(4);
    expect(JSON.parse(rejects)).toMatchObject({ events: [{ _position: 0, _reason: reason }] });
  });

  it('has the line of what is wrong with it, and says all of it', async () => {
    const log = withEvent(1, { time: 'x', type: 7, relationships: [{ objectId: 'o2' }] });
    const text = textOf(log);
    const { refusals } = await read(text);
    expect(refusals).toEqual([
      {
        line: text.split('"time": "x"')[0]!.split('\n').length - 1,
        column: '/events/1/type',
        code: 'invalid',
        reason: expect.stringMatching(
          /^type must be a text; time must be .*; relationships\/0\/qualifier is missing$/,
        ) as never,
      },
    ]);
  });

  it('of an id that another event has is refused; the first one stands', async () => {
    const report = await read(textOf(withEvent(2, { id: 'e1' })));
    expect(report.refusals).toMatchObject([{ column: '/events/2/id', reason: 'id is the id of /events/0 too' }]);
    expect(report.flattening!.events).toBe(3);
  });

  it.each([5_000, limits.objectsPerEvent + 1])('of %d objects is refused by the limit', async (count) => {
    const objects: OcelObject[] = relations(count).map(({ objectId }) => ({ id: objectId, type: 'parcel' }));
    const log = withEvent(
      0,
      { relationships: relations(count) },
      { ...smallLog(), objects: [...smallLog().objects, ...objects] },
    );
    const report = await read(textOf(log), memoryPorts(), { case: 'parcel' });
    expect(report.refusals).toMatchObject([
      {
        column: '/events/0/relationships',
        reason: `relationships name ${count.toLocaleString('en')} objects: one event concerns at most 1,000`,
      },
    ]);
    expect(report.flattening!.chosen).toMatchObject({ copies: 0 });
  });

  it('of as many as the limit is read, with a step for each', async () => {
    const ports = memoryPorts();
    const objects: OcelObject[] = relations(1_000).map(({ objectId }) => ({ id: objectId, type: 'parcel' }));
    const log = withEvent(
      3,
      { relationships: relations(1_000) },
      { ...smallLog(), objects: [...smallLog().objects, ...objects] },
    );
    const report = await read(textOf(log), ports, { case: 'parcel' });
    expect(report).toMatchObject({ refused: 0, flattening: { chosen: { inSeveral: 1, copies: 999, cases: 1_001 } } });
    expect(touchpointsOf(ports).filter(({ data }) => 'copyOf' in data)).toHaveLength(999);
  });

  it('can be in every list: what is no event, and no copy is made of what is refused', async () => {
    const events: unknown[] = [...smallLog().events, 7, null, 'x', { ...smallLog().events[2]!, id: 'e9', time: far }];
    const report = await read(textOf({ ...smallLog(), events }));
    expect(report.refusals.map(({ column, reason }) => [column, reason])).toEqual([
      ['/events/4', 'must be an object'],
      ['/events/5', 'must be an object'],
      ['/events/6', 'must be an object'],
      ['/events/7/time', 'time is in the future'],
    ]);
    expect(report.flattening!.chosen).toMatchObject({ copies: 1 });
  });

  it.each<[string, object, string]>([
    [
      'a value of another type than declared',
      { attributes: [{ name: 'price', time: far.replace('2999', '1999'), value: 'nine' }] },
      'attributes/0/value is declared as float and is not a number',
    ],
    [
      'a bad time',
      { attributes: [{ name: 'price', time: '2024-02-30T00:00:00Z', value: '9' }] },
      'attributes/0/time must be a time',
    ],
    [
      'two values from one moment on',
      {
        attributes: [
          { name: 'price', time: '2024-01-01T01:00:00+01:00', value: '9' },
          { name: 'price', time: '2024-01-01T00:00:00Z', value: '8' },
        ],
      },
      'attributes/1/value is a second value of its attribute from the same time on',
    ],
    [
      'an attribute that is not declared',
      { attributes: [{ name: 'Price', time: '2024-01-01T00:00:00Z', value: '9' }] },
      'attributes/0/name is not declared of its type',
    ],
    [
      'a link to nothing',
      { relationships: [{ objectId: 'o9', qualifier: '' }] },
      'relationships/0/objectId names no object of the file',
    ],
  ])('is a refused row, and events of it are read: an object with %s', async (_what, change, reason) => {
    const ports = memoryPorts();
    const report = await read(textOf(withObject(0, change)), ports);
    expect(report).toMatchObject({
      refused: 1,
      refusals: [{ column: expect.stringContaining('/objects/0/') as never }],
    });
    expect(report.refusals[0]!.reason).toContain(reason);
    expect(report.flattening!.events).toBe(4);
    expect(touchpointsOf(ports).filter(({ type }) => type === 'ObjectRecorded')).toHaveLength(2);
  });

  it.each([
    ['integer', ['0', '-7', '+12', '99999999999999999999'], ['', '1.0', '1e3', 'x', '٣']],
    ['float', ['0', '-1.5', '.5', '1.', '1e-3', 'INF', '-INF', 'NaN'], ['', '1,5', 'e', '0x1', 'Infinity!']],
    ['boolean', ['true', 'FALSE', '0', '1'], ['', 'yes', 'tru']],
    ['time', ['2024-03-01T09:30:00+01:00', '2024-03-01T09:30:00', '2024-03-01'], ['', '2024-02-30', 'noon']],
    ['string', ['', 'anything', '7'], []],
    ['something else', ['', 'anything'], []],
  ])('knows what a value of %s is', async (type, good, bad) => {
    const base = smallLog().events[0]!;
    const eventTypes = [{ name: 'place', attributes: [{ name: 'by', type }] }];
    const events: OcelEvent[] = [...good, ...bad].map((value, at) => ({
      ...base,
      id: `v${at}`,
      attributes: [{ name: 'by', value }],
    }));
    const { refusals } = await read(textOf({ ...smallLog(), eventTypes, events }));
    expect(refusals.map(({ column }) => column)).toEqual(
      bad.map((_value, at) => `/events/${good.length + at}/attributes/0/value`),
    );
  });
});

describe('what is read although the standard says otherwise', () => {
  it('is told: values without quotes, members that have no place', async () => {
    const ports = memoryPorts();
    const log = withEvent(0, {
      attributes: [
        { name: 'by', value: 7, colour: 'red' },
        { name: 'by', value: 7 },
      ],
      note: 'x',
    });
    const { notes, refused } = await read(
      textOf({ ...log, version: '2.0', objects: smallLog().objects.map((one) => ({ ...one, x: 1 })) }),
      ports,
    );
    expect(refused).toBe(0);
    expect(notes).toEqual([
      'Without quotes, which OCEL 2.0 demands, stand 2 values of attributes: they are read as texts.',
      'OCEL 2.0 does not name these members, and they are not kept: version, objects[].x, events[].note, attributes[].colour.',
    ]);
    const [event] = touchpointsOf(ports);
    expect(ports.names.personal(event!)).toEqual({ externalId: 'e1', attributes: [{ name: 'by', value: '7' }] });
    expect((await read(textOf(smallLog()))).notes).toBeUndefined();
  });
});
