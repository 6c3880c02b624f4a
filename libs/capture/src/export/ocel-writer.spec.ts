import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { OcelDocument } from '../ocel/ocel-document.js';
import { isOcelDocument } from '../ocel/ocel-schema.js';
import { exampleText, exportedLog, readLog, setsOf, smallLog, textOf } from '../ocel/testing-ocel.js';
import { deskMapping, importText, memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import { testDataFile } from '../testing.js';
import { cloudEventLines } from './cloudevents-writer.js';
import { csvLines } from './csv-writer.js';
import { casesOf, xesLog } from './xes-writer.js';

async function textIn(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

const written = async (ports: MemoryPorts): Promise<OcelDocument> => {
  const log = JSON.parse(await exportedLog(ports)) as OcelDocument;
  expect(isOcelDocument(log)).toBe(true);
  return log;
};
/** Takes away the keys of whatever was sealed under these. */
const forget = (ports: MemoryPorts, isGone: (subject: string) => boolean): void => {
  const find = ports.keys.find.bind(ports.keys);
  ports.keys.find = (subject) => (isGone(subject) ? undefined : find(subject));
};

describe('a process that came as cases and parties', () => {
  const desk = `Case,Step,When,Customer,Agent,Topic,"two
lines"
C1,Open,2024-01-01T10:00:00Z,Amber Mills,Kim,billing,x
C1,Close,2024-01-02T10:00:00Z,Amber Mills,Lee,,
C2,Open,2024-01-01T11:00:00+01:00,Birch,Kim,,
`;

  it('has the case and the parties as its objects, and roles as qualifiers', async () => {
    const ports = memoryPorts();
    await importText(ports, desk, { mapping: deskMapping });
    const { objects, events, objectTypes } = await written(ports);
    const idOf = (name: string) =>
      objects.find(({ attributes = [] }) => attributes.some(({ value }) => value === name))!.id;
    expect(objects.map(({ id, type, attributes }) => [type, id.length === 36 ? attributes : id])).toEqual([
      ['desk', 'C1'],
      ['desk', 'C2'],
      ...[
        ['customer', 'Amber Mills'],
        ['agent', 'Kim'],
        ['agent', 'Lee'],
        ['customer', 'Birch'],
      ].map(([type, value]) => [type, [{ name: 'name', time: '1970-01-01T00:00:00Z', value }]]),
    ]);
    expect(objectTypes.map(({ name }) => name).toSorted()).toEqual(['agent', 'customer', 'desk']);
    expect(events[0]).toEqual({
      id: touchpointsOf(ports)[0]!.id,
      type: 'Open',
      time: '2024-01-01T10:00:00Z',
      attributes: [
        { name: 'lifecycle', value: 'complete' },
        { name: 'tend:type', value: 'ActivityRecorded' },
        { name: 'Topic', value: 'billing' },
        { name: 'two lines', value: 'x' },
      ],
      relationships: [
        { objectId: 'C1', qualifier: 'case' },
        { objectId: idOf('Amber Mills'), qualifier: 'customer' },
        { objectId: idOf('Kim'), qualifier: 'agent' },
      ],
    });
  });

  it('tells another ledger the same steps of the same cases', async () => {
    const ports = memoryPorts();
    const receipt = gunzipSync(readFileSync(testDataFile('process/receipt.xes.gz'))).toString();
    await importText(ports, `${receipt.split('</trace>', 40).join('</trace>')}</trace></log>`, { process: 'receipt' });
    const other = memoryPorts('other');
    const report = await readLog(await exportedLog(ports), other, { case: 'receipt' });
    expect(report).toMatchObject({ refused: 0, flattening: { chosen: { copies: 0, outside: 0, cases: 40 } } });
    const steps = (of: MemoryPorts) =>
      touchpointsOf(of)
        .filter(({ process }) => process !== undefined)
        .map(({ process, occurredText }) => [of.labels.get(process!.case), process!.activity, occurredText].join(' '))
        .toSorted();
    expect(steps(other)).toEqual(steps(ports));
    // What was sealed of a case is said of the object that it has become.
    const { objects } = await written(ports);
    const attributes = objects
      .filter(({ type }) => type === 'receipt')
      .map((one) => one.attributes!.map(({ name }) => name));
    expect(attributes.every((names) => names.includes('startdate'))).toBe(true);
  });

  it('names two cases of one number apart, and a party by the role that it mostly has', async () => {
    const ports = memoryPorts();
    const more = desk.replace(
      'C2,Open,2024-01-01T11:00:00+01:00,Birch,Kim',
      'C2,Open,2024-01-01T11:00:00+01:00,Kim,Kim',
    );
    await importText(ports, more, { mapping: deskMapping, dataset: 'a' });
    await importText(ports, desk, { mapping: deskMapping, dataset: 'b' });
    const { objects, events } = await written(ports);
    const cases = objects.filter(({ type }) => type === 'desk').map(({ id }) => id);
    expect(cases.filter((id) => id === 'C1')).toHaveLength(1);
    expect(cases.filter((id) => /^C1 \([0-9a-f-]{36}\)$/.test(id))).toHaveLength(1);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('keeps what a message with an activity of its own says, and who was in it', async () => {
    const ports = memoryPorts();
    const message = {
      id: '1',
      type: 'MessageReceived',
      occurredAt: '2024-01-01T00:00:00Z',
      parties: [
        {
          kind: 'person',
          role: 'customer',
          side: 'customer',
          name: 'Amber Mills',
          identifiers: [{ scheme: 'customer', value: '7' }],
        },
      ],
      data: { channel: 'email', direction: 'inbound', activity: 'Ask' },
    };
    await importText(ports, `${JSON.stringify(message)}\n`, { name: 'a.ndjson' });
    const { events } = await written(ports);
    expect(events[0]!.attributes).toContainEqual({ name: 'channel', value: 'email' });
    expect(events[0]!.relationships!.map(({ qualifier }) => qualifier)).toEqual(['customer']);
  });

  it('of values that are numbers declares numbers, and of mixed ones texts', async () => {
    const ports = memoryPorts();
    const line = (id: string, data: object) =>
      `${JSON.stringify({ id, type: 'StageEntered', occurredAt: '2024-01-01T00:00:00Z', parties: [], process: { definition: 'p', case: 'c', activity: 'a' }, data })}\n`;
    const lines = [
      line('1', { stage: 'x', value: 10, currency: 'EUR', automated: true }),
      line('2', { stage: 'x', value: 1.5, currency: 'EUR' }),
      line('3', { stage: 'x', sentiment: { value: 0.5, scorer: 's', version: '1', confidence: 1 } }),
    ];
    await importText(ports, lines.join(''), { name: 'a.ndjson' });
    const { eventTypes, events } = await written(ports);
    const types = Object.fromEntries(eventTypes[0]!.attributes.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ value: 'float', automated: 'boolean', stage: 'string', sentiment: 'string' });
    expect(events[2]!.attributes).toContainEqual({
      name: 'sentiment',
      value: '{"value":0.5,"scorer":"s","version":"1","confidence":1}',
    });
  });
});

describe('what was erased', () => {
  it('of an object shows as erased, and everything that refers to it still does', async () => {
    const ports = memoryPorts();
    await readLog(textOf(smallLog()), ports);
    const objects = touchpointsOf(ports).filter(({ type }) => type === 'ObjectRecorded');
    const gone = objects.find((fact) => (ports.names.personal(fact) as { externalId: string }).externalId === 'o1')!;
    const id = (gone.data as { object: string }).object;
    forget(ports, (subject) => subject === id);
    const log = await written(ports);
    expect(log.objects.find((object) => object.id === `erased:${id}`)).toMatchObject({ type: 'order', attributes: [] });
    expect(log.events.find((event) => event.id === 'e3')!.relationships).toContainEqual({
      objectId: `erased:${id}`,
      qualifier: 'what is sent',
    });
    expect(JSON.stringify(log)).not.toContain('9.50');
  });

  it('of events shows as erased: their objects and times stay', async () => {
    const ports = memoryPorts();
    await readLog(textOf(smallLog()), ports);
    const event = touchpointsOf(ports).find(({ occurredText }) => occurredText.includes('T02'))!;
    forget(ports, (subject) => subject === event.sealed!.subject);
    const log = await written(ports);
    expect(log.events.find(({ id }) => id === `erased:${event.id}`)).toMatchObject({ type: 'send', attributes: [] });
    expect(log.events.map(({ id }) => id)).toContain('e2');
  });
});

describe('a log in other formats', () => {
  it('comes back from CloudEvents as known, and in another ledger is the same log', async () => {
    const ports = memoryPorts();
    await readLog(exampleText(), ports);
    const lines = await textIn(cloudEventLines(touchpointsOf(ports), ports.names));
    const rows = touchpointsOf(ports).length;
    expect(await importText(ports, lines, { name: 'a.ndjson' })).toMatchObject({
      read: rows,
      known: rows,
      differing: 0,
    });
    const other = memoryPorts('other');
    expect(await importText(other, lines, { name: 'a.ndjson' })).toMatchObject({ appended: rows, refused: 0 });
    expect(setsOf(await written(other))).toEqual(setsOf(JSON.parse(exampleText()) as OcelDocument));
  });

  it('has copies as steps where cases are told: XES and CSV', async () => {
    const ports = memoryPorts();
    await readLog(textOf(smallLog()), ports, { process: 'orders' });
    const xes = await textIn(xesLog('orders', casesOf(ports.ledger, 'orders'), ports.names));
    const other = memoryPorts('other');
    expect(await importText(other, xes, { process: 'orders' })).toMatchObject({ read: 4, appended: 4, refused: 0 });
    const cases = Map.groupBy(touchpointsOf(other), ({ process }) => other.labels.get(process!.case));
    const activities = [...cases].map(([name, steps]) =>
      [name, ...steps.map(({ process }) => process!.activity)].join(' '),
    );
    expect(activities.toSorted()).toEqual(['o1 place send', 'o2 place send']);
    expect(xes).toContain('<string key="by" value="Ann"/>');
    const csv = await textIn(csvLines(touchpointsOf(ports), ports.names));
    expect(
      csv
        .split('\n')
        .filter((row) => row.includes(',orders,o'))
        .map((row) => row.split(',').slice(3, 6).join(' '))
        .toSorted(),
    ).toEqual(['orders o1 place', 'orders o1 send', 'orders o2 place', 'orders o2 send']);
  });
});
