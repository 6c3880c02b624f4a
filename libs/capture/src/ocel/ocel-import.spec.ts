import { describe, expect, it } from '@jest/globals';
import { keyedId } from '#core/ids.js';
import type { RecordedEvent } from '#core/record.js';
import { importText, memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import type { OcelDocument } from './ocel-document.js';
import { exampleText, smallLog } from './testing-ocel.js';

const read = (ports: MemoryPorts, log: OcelDocument | string, options = {}) =>
  importText(ports, typeof log === 'string' ? log : JSON.stringify(log, undefined, 1), {
    name: 'log.json',
    ...options,
  });
const objectId = (ports: MemoryPorts, name: string) => keyedId(ports.keys.idKey, 'object', 'log', name);
const stepsOf = (ports: MemoryPorts) =>
  touchpointsOf(ports)
    .filter(({ process }) => process !== undefined)
    .map(({ process, occurredText }) => {
      return `${ports.labels.get(process!.case)} ${process!.activity} ${occurredText.slice(11, 13)}`;
    });
const named = (ports: MemoryPorts, id: string) =>
  touchpointsOf(ports).find(
    (event) => (ports.names.personal(event) as { externalId?: string } | undefined)?.externalId === id,
  )!;

describe('the published example', () => {
  it('is the events, objects and links that it is known to be', async () => {
    const ports = memoryPorts();
    const report = await read(ports, exampleText());
    expect(report).toMatchObject({ format: 'ocel', refused: 0, differing: 0, rejects: '' });
    const counts = Object.fromEntries(
      [...Map.groupBy(touchpointsOf(ports), ({ type }) => type)].map(([type, events]) => [type, events.length]),
    );
    // 12 types; 9 objects, of which 6 have values, from 9 moments on.
    expect(counts).toEqual({
      ActivityRecorded: 13,
      ObjectRecorded: 9,
      ObjectDescribed: 9,
      ObjectsRelated: 7,
      TypeDeclared: 12,
    });
    const concerned = touchpointsOf(ports).flatMap(({ data }) => (data as { objects?: object[] }).objects ?? []);
    expect(concerned).toHaveLength(20);
  });

  it('has invoices as its cases unless somebody says otherwise, because most events concern one', async () => {
    const { flattening } = await read(memoryPorts(), exampleText());
    expect(flattening).toMatchObject({
      events: 13,
      objects: 9,
      chosen: {
        objectType: 'Invoice',
        because: 'proposed',
        events: 9,
        steps: 9,
        cases: 3,
        inSeveral: 0,
        copies: 0,
        outside: 4,
      },
    });
    expect(flattening!.choices.map(({ objectType, events, cases }) => [objectType, events, cases])).toEqual([
      ['Invoice', 9, 3],
      ['Purchase Order', 5, 2],
      ['Payment', 3, 3],
      ['Purchase Requisition', 3, 1],
    ]);
    const orders = await read(memoryPorts(), exampleText(), { case: 'Purchase Order' });
    expect(orders.flattening!.chosen).toMatchObject({ because: 'said', steps: 5, cases: 2, outside: 8 });
  });
});

describe('an event', () => {
  it('is one touchpoint, a step of its case, and concerns all its objects at once', async () => {
    const ports = memoryPorts();
    expect(await read(ports, smallLog(), { process: 'orders', dataset: 'log' })).toMatchObject({ refused: 0 });
    const event = named(ports, 'e3');
    const [o1, o2, p1] = ['o1', 'o2', 'p1'].map((name) => objectId(ports, name));
    expect(event).toMatchObject({
      type: 'ActivityRecorded',
      occurredText: '2024-03-01T02:00:00+01:00',
      actor: 'connector:ocel',
      parties: [],
      relationships: [],
      process: { definition: 'orders', dataset: 'log', activity: 'send', lifecycle: 'complete' },
      stream: `process-${event.process!.case}`,
      data: {
        objects: [
          { id: o1, type: 'order', qualifier: 'what is sent' },
          { id: o2, type: 'order', qualifier: 'what is sent' },
          { id: p1, type: 'parcel' },
        ],
      },
    });
    expect(event.data).not.toHaveProperty('activity');
    expect(ports.labels.get(event.process!.case)).toBe('o1');
    expect(ports.names.personal(named(ports, 'e1'))).toEqual({
      externalId: 'e1',
      attributes: [{ name: 'by', value: 'Ann' }],
    });
    // An object twice in one event, for two things.
    expect(named(ports, 'e2').data).toEqual({
      objects: [
        { id: o2, type: 'order', qualifier: 'paid' },
        { id: o2, type: 'order', qualifier: 'placed' },
      ],
    });
  });

  it('of several cases is a step of each: copies that name it, of nobody, with nothing that is personal', async () => {
    const ports = memoryPorts();
    const { flattening } = await read(ports, smallLog());
    expect(flattening!.chosen).toMatchObject({ steps: 4, cases: 2, inSeveral: 1, copies: 1, outside: 1 });
    const [copy, ...more] = touchpointsOf(ports).filter(({ data }) => 'copyOf' in data);
    expect(more).toEqual([]);
    const event = named(ports, 'e3');
    expect(copy).toMatchObject({
      type: 'ActivityRecorded',
      parties: [],
      relationships: [],
      data: { copyOf: event.id },
    });
    expect([copy!.occurredAt, copy!.ordinal, copy!.process!.activity]).toEqual([
      event.occurredAt,
      event.ordinal,
      'send',
    ]);
    expect(copy).not.toHaveProperty('sealed');
    expect(stepsOf(ports).toSorted()).toEqual(['o1 place 01', 'o1 send 02', 'o2 place 01', 'o2 send 02']);
  });

  it('of no case says what was done in its data, and stands with what it concerns, else with its import', async () => {
    const ports = memoryPorts();
    await read(ports, smallLog(), { case: 'parcel' });
    expect(named(ports, 'e1')).toMatchObject({
      stream: `object-${objectId(ports, 'o1')}`,
      data: { activity: 'place', objects: [{ type: 'order' }] },
    });
    expect(named(ports, 'e1')).not.toHaveProperty('process');
    const nowhere = named(ports, 'e4');
    expect(nowhere).toMatchObject({ stream: `import-${nowhere.source.importId}`, data: { activity: 'count stock' } });
  });

  it('keeps the order of the file at one instant, and time and offset as they are written', async () => {
    const ports = memoryPorts();
    const time = '2024-03-01T09:30:00.123456789+05:45';
    const events = ['b', 'a', 'c'].map((id) => ({ ...smallLog().events[0]!, id, time }));
    await read(ports, { ...smallLog(), events });
    const found = ['b', 'a', 'c'].map((id) => named(ports, id));
    expect(found.map(({ ordinal }) => ordinal % 2 ** 32)).toEqual([0, 1, 2]);
    expect(found[0]).toMatchObject({ occurredText: time, occurredAt: Date.parse('2024-03-01T03:45:00.123Z') });
    expect(Math.floor(found[0]!.ordinal / 2 ** 32)).toBe(456_789);
  });
});

describe('an object', () => {
  const facts = async (): Promise<[MemoryPorts, RecordedEvent[]]> => {
    const ports = memoryPorts();
    await read(ports, exampleText(), { dataset: 'log' });
    return [
      ports,
      [...ports.ledger.readDimension('stream', `object-${objectId(ports, 'PO1')}`)].filter(({ type }) =>
        type.startsWith('Object'),
      ),
    ];
  };

  it('is a stream: that it is, what is said of it from when on, and what it has to do with others', async () => {
    const [ports, said] = await facts();
    expect(said.map(({ type, occurredText }) => [type, occurredText])).toEqual([
      ['ObjectRecorded', '1970-01-01T00:00:00Z'],
      ['ObjectDescribed', '1970-01-01T00:00:00Z'],
      ['ObjectsRelated', '1970-01-01T00:00:00Z'],
      ['ObjectsRelated', '1970-01-01T00:00:00Z'],
      ['ObjectDescribed', '2022-01-13T11:00:00+00:00'],
    ]);
    expect(said.map(({ data }) => Object.keys(data).sort())).toEqual([
      ['object', 'objectType'],
      ['object'],
      ['object', 'other', 'qualifier'],
      ['object', 'other', 'qualifier'],
      ['object'],
    ]);
    expect(said.map((fact) => ports.names.personal(fact))).toEqual([
      { externalId: 'PO1' },
      {
        attributes: [
          { name: 'po_product', value: 'Cows' },
          { name: 'po_quantity', value: '500' },
        ],
      },
      undefined,
      undefined,
      { attributes: [{ name: 'po_quantity', value: '600' }] },
    ]);
  });

  it('is sealed under itself: whoever has to go takes nothing else along', async () => {
    const [ports, said] = await facts();
    const subjects = new Set(said.flatMap(({ sealed }) => sealed?.subject ?? []));
    expect([...subjects]).toEqual([objectId(ports, 'PO1')]);
    // In clear there is no name of anything, and no value.
    const clear = JSON.stringify([...ports.ledger.readAll()].map(({ sealed: _, ...rest }) => rest));
    for (const personal of ['PO1', 'R3', 'e10', 'Cows', 'Mario', '600']) expect(clear).not.toContain(`"${personal}"`);
  });
});
