import { describe, expect, it } from '@jest/globals';
import { keyedId } from '#core/ids.js';
import { memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import type { OcelDocument } from './ocel-document.js';
import type { OcelMapping } from './ocel-mapping.js';
import { exportedLog, readLog, setsOf, textOf } from './testing-ocel.js';

/** An order that two people of a customer, and one of ours, have to do with. */
const log: OcelDocument = {
  objectTypes: [
    { name: 'person', attributes: [{ name: 'full name', type: 'string' }] },
    { name: 'firm', attributes: [] },
    { name: 'order', attributes: [{ name: 'secret', type: 'string' }] },
  ],
  eventTypes: [
    {
      name: 'write',
      attributes: [
        { name: 'clerk', type: 'string' },
        { name: 'how', type: 'string' },
        { name: 'minutes', type: 'integer' },
      ],
    },
    { name: 'check', attributes: [{ name: 'clerk', type: 'string' }] },
  ],
  objects: [
    {
      id: 'P1',
      type: 'person',
      attributes: [
        { name: 'full name', time: '2024-02-01T00:00:00Z', value: 'Ann Later' },
        { name: 'full name', time: '2024-01-01T00:00:00Z', value: 'Ann First' },
      ],
    },
    { id: 'F1', type: 'firm' },
    { id: 'O1', type: 'order', attributes: [{ name: 'secret', time: '2024-01-01T00:00:00Z', value: 'x' }] },
    { id: 'O2', type: 'order' },
  ],
  events: [
    {
      id: 'e1',
      type: 'write',
      time: '2024-03-01T10:00:00Z',
      attributes: [
        { name: 'clerk', value: 'Kim' },
        { name: 'how', value: 'email' },
        { name: 'minutes', value: '3' },
      ],
      relationships: [
        { objectId: 'P1', qualifier: 'writer' },
        { objectId: 'F1', qualifier: '' },
        { objectId: 'O1', qualifier: '' },
        { objectId: 'O2', qualifier: '' },
      ],
    },
    {
      id: 'e2',
      type: 'check',
      time: '2024-03-02T10:00:00Z',
      attributes: [{ name: 'clerk', value: 'Kim' }],
      relationships: [
        { objectId: 'P1', qualifier: 'reader' },
        { objectId: 'O1', qualifier: '' },
      ],
    },
  ],
};

const mapping: OcelMapping = {
  version: 1,
  format: 'ocel',
  dataset: 'shop',
  process: 'orders',
  case: 'order',
  type: { values: { write: 'MessageReceived' }, default: 'ActivityRecorded' },
  parties: [
    {
      objectType: 'person',
      qualifier: 'writer',
      scheme: 'crm',
      kind: 'person',
      role: 'contact',
      side: 'customer',
      name: 'full name',
    },
    { objectType: 'firm', kind: 'organisation', role: 'customer', side: 'customer' },
  ],
  actor: { attribute: 'clerk', kind: 'person', role: 'agent', side: 'ours' },
  data: {
    channel: { attribute: 'how' },
    direction: { value: 'inbound' },
    textChars: { attribute: 'minutes', as: 'number' },
  },
  drop: ['secret'],
  unmapped: 'seal',
};

const { data: mappedData, ...undated } = mapping;
const event = (ports: MemoryPorts, type: string) => touchpointsOf(ports).find((one) => one.type === type)!;
const read = (ports: MemoryPorts, change: object = {}, of: OcelDocument = log) =>
  readLog(textOf(of), ports, { mapping: { ...mapping, ...change } });

describe('a mapping of an object-centric log', () => {
  it('says what happened, who took part and who did it, and what is not personal', async () => {
    const ports = memoryPorts();
    // Only messages have a direction that is asked for: of others it may be said too.
    const report = await read(ports, { data: mappedData });
    expect(report).toMatchObject({ refused: 0, dataset: 'shop', mapping: { case: 'order' } });
    const message = event(ports, 'MessageReceived');
    const shown = message.parties.map(({ id, role, side }) => [ports.names.party(id)!.name, role, side]);
    expect(shown).toEqual([
      ['Ann Later', 'contact', 'customer'],
      ['F1', 'customer', 'customer'],
      ['Kim', 'agent', 'ours'],
    ]);
    expect(ports.parties.has('shop/crm/P1')).toBe(true);
    expect(message).toMatchObject({
      actor: message.parties[2]!.id,
      relationships: [message.parties[1]!.id],
      process: { definition: 'orders', activity: 'write' },
      data: { channel: 'email', direction: 'inbound', textChars: 3, objects: { length: 4 } },
      // About a person, so sealed under them, as what is said of the object that they are.
      sealed: { subject: message.parties[0]!.id },
    });
    const person = keyedId(ports.keys.idKey, 'object', 'shop', 'P1');
    const said = [...ports.ledger.readDimension('stream', `object-${person}`)];
    expect(said.map(({ type, sealed }) => [type, sealed!.subject])).toEqual([
      ['ObjectRecorded', message.parties[0]!.id],
      ['ObjectDescribed', message.parties[0]!.id],
      ['ObjectDescribed', message.parties[0]!.id],
    ]);
    // Only as the writer a person is a party.
    expect(event(ports, 'ActivityRecorded').parties.map(({ role }) => role)).toEqual(['agent']);
  });

  it('makes copies of nobody but who did it: no contact counts twice', async () => {
    const ports = memoryPorts();
    await read(ports);
    const [copy, ...more] = touchpointsOf(ports).filter(({ data }) => 'copyOf' in data);
    const message = event(ports, 'MessageReceived');
    expect(more).toEqual([]);
    expect(copy).toMatchObject({
      type: 'ActivityRecorded',
      actor: message.actor,
      relationships: [],
      data: { copyOf: message.id },
    });
    expect(copy!.parties).toEqual([message.parties[2]]);
    const theirs = await (async () => {
      const other = memoryPorts();
      const actor = { attribute: 'clerk', kind: 'person', role: 'customer', side: 'customer' };
      await read(other, { actor });
      return touchpointsOf(other).find(({ data }) => 'copyOf' in data)!;
    })();
    expect([theirs.parties, theirs.actor]).toEqual([[], 'connector:ocel']);
  });

  it('does not keep what it drops, and loses nothing else', async () => {
    const ports = memoryPorts();
    await read(ports);
    const written = JSON.parse(await exportedLog(ports)) as OcelDocument;
    const kept = log.objects.map(({ attributes, ...object }) =>
      object.id === 'O1' ? object : { ...object, ...(attributes && { attributes }) },
    );
    expect(setsOf(written)).toEqual(setsOf({ ...log, objects: kept }));
    const none = memoryPorts();
    await read(none, { unmapped: 'drop' });
    const named = JSON.parse(await exportedLog(none)) as OcelDocument;
    // What the mapping names is kept: it is read.
    expect(setsOf(named)).toEqual(setsOf({ ...log, objects: kept }));
    const bare = memoryPorts();
    await readLog(textOf(log), bare, { mapping: { version: 1, format: 'ocel', unmapped: 'drop' } });
    expect(
      touchpointsOf(bare)
        .flatMap((one) => Object.keys(bare.names.personal(one) ?? {}))
        .filter((name) => name !== 'externalId'),
    ).toEqual([]);
  });

  it('refuses an event that does not fit it, by attribute', async () => {
    const bad = log.events.map((one) => ({
      ...one,
      attributes: one.attributes!.map((of) => (of.name === 'how' ? { ...of, value: 'by pigeon' } : of)),
    }));
    const { refusals } = await read(memoryPorts(), {}, { ...log, events: bad });
    expect(refusals).toMatchObject([{ column: '/events/0', reason: expect.stringContaining('data.channel') as never }]);
    const asked = { data: { textChars: { attribute: 'clerk', as: 'number' } } };
    expect((await read(memoryPorts(), asked)).refusals).toMatchObject([
      { column: '/events/0/attributes', reason: 'attributes the attribute "clerk" holds no number' },
      { column: '/events/1/attributes', reason: 'attributes the attribute "clerk" holds no number' },
    ]);
    // A message of nobody, in no case.
    const alone = await read(
      memoryPorts(),
      { ...undated, case: 'order', parties: [], type: 'NoteAdded' },
      {
        ...log,
        events: [{ ...log.events[0]!, attributes: [], relationships: [] }],
      },
    );
    expect(alone.refusals).toMatchObject([
      { column: '/events/0/relationships', reason: expect.stringContaining('needs a party') as never },
    ]);
  });

  it.each<[string, object, string, string]>([
    ['has a field of its own', { columns: [] }, 'columns', 'is no field of a mapping'],
    ['names no type of the ledger', { type: 'write' }, 'type', 'is no type of the vocabulary'],
    [
      'does not say what a party is',
      { parties: [{ objectType: 'firm', role: 'r', side: 'customer' }] },
      'parties.0.kind',
      'is missing: must be person or organisation',
    ],
    [
      'says a party twice',
      { actor: { ...mapping.actor, objectType: 'firm' } },
      'actor',
      'must have either `objectType` or `attribute`',
    ],
    [
      'names an attribute by a qualifier',
      { actor: { ...mapping.actor, qualifier: 'x' } },
      'actor.qualifier',
      'has no meaning beside `attribute`',
    ],
    [
      'names objects that there are not',
      { parties: [{ ...mapping.parties![0], objectType: 'Person' }] },
      'parties.0.objectType',
      'names no type of objects of the log',
    ],
    ['names attributes that there are not', { drop: ['Secret'] }, 'drop.0', 'names no attribute of the log'],
    ['has cases that there are not', { case: 'Order' }, 'case', 'must be one of person, order, firm'],
  ])('is refused before anything is read when it %s', async (_what, change, field, message) => {
    const ports = memoryPorts();
    await expect(read(ports, change)).rejects.toMatchObject({ violations: [{ field, message }] });
    expect(ports.ledger.head().sequence).toBe(0);
  });

  it('is for object-centric logs, and one for tables is not', async () => {
    const csv = { version: 1, format: 'csv', time: { column: 'a' }, id: 'b', type: 'NoteAdded', unmapped: 'drop' };
    await expect(readLog(textOf(log), memoryPorts(), { mapping: csv })).rejects.toMatchObject({
      code: 'mapping-invalid',
      message: 'The mapping is for csv, the file is ocel',
    });
    await expect(readLog('a,b\n', memoryPorts(), { mapping, format: 'csv' })).rejects.toMatchObject({
      message: 'The mapping is for ocel, the file is csv',
    });
  });

  it('gives way to the command line', async () => {
    const ports = memoryPorts();
    const report = await readLog(textOf(log), ports, { mapping, case: 'firm', dataset: 'd', process: 'p' });
    expect(report).toMatchObject({ dataset: 'd', flattening: { chosen: { objectType: 'firm', because: 'said' } } });
    expect(event(ports, 'MessageReceived').process!.definition).toBe('p');
  });
});
