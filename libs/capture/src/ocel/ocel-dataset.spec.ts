import { describe, expect, it } from '@jest/globals';
import { importText, memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import type { OcelDocument, OcelEvent } from './ocel-document.js';
import { smallLog, textOf } from './testing-ocel.js';

const read = (ports: MemoryPorts, log: OcelDocument, options = {}) =>
  importText(ports, textOf(log), { name: 'log.json', ...options });
const stepsOf = (ports: MemoryPorts) =>
  touchpointsOf(ports)
    .filter(({ process }) => process !== undefined)
    .map(({ process, occurredText }) => [
      ports.labels.get(process!.case),
      process!.activity,
      occurredText.slice(11, 13),
    ]);

describe('a dataset', () => {
  it('that comes again, in another order, brings nothing; one that has grown brings what is new', async () => {
    const ports = memoryPorts();
    const log = smallLog();
    const { read: rows } = await read(ports, log);
    const turned = (event: OcelEvent): OcelEvent => ({
      ...event,
      relationships: event.relationships?.toReversed() ?? [],
    });
    const again = { ...log, events: log.events.map(turned).toReversed(), objects: log.objects.toReversed() };
    expect(await read(ports, again)).toMatchObject({ read: rows, appended: 0, known: rows, differing: 0, refused: 0 });
    const grown: OcelDocument = {
      ...log,
      eventTypes: [...log.eventTypes, { name: 'pay', attributes: [] }],
      objects: log.objects.map((object) =>
        object.id === 'o1'
          ? {
              ...object,
              attributes: [...object.attributes!, { name: 'price', time: '2024-04-01T00:00:00Z', value: '8' }],
              relationships: [{ objectId: 'p1', qualifier: 'goes in' }],
            }
          : object,
      ),
      events: [
        ...log.events,
        { id: 'e5', type: 'pay', time: '2024-04-02T00:00:00Z', relationships: [{ objectId: 'o1', qualifier: '' }] },
      ],
    };
    // A type, a value, a link, an event.
    expect(await read(ports, grown)).toMatchObject({ appended: 4, known: rows, differing: 0, refused: 0 });
  });

  it('keeps the cases that it was first read with, and refuses others', async () => {
    const ports = memoryPorts();
    await read(ports, smallLog(), { case: 'parcel' });
    const again = await read(ports, smallLog());
    expect(again).toMatchObject({
      appended: 0,
      flattening: { chosen: { objectType: 'parcel', because: 'as-before' } },
    });
    const { sequence } = ports.ledger.head();
    await expect(read(ports, smallLog(), { case: 'order' })).rejects.toMatchObject({
      code: 'invalid',
      message:
        'The cases of the dataset “log” are its objects of the type “parcel”: its events are recorded as their steps',
      violations: [{ field: 'case', message: 'must be parcel as before, not order' }],
      hint: expect.stringContaining('--dataset NAME') as never,
    });
    expect(ports.ledger.head().sequence).toBe(sequence);
    // By another name it is another dataset, with ids of its own.
    expect(await read(ports, smallLog(), { case: 'order', dataset: 'by order' })).toMatchObject({
      known: 0,
      differing: 0,
    });
  });

  it('of which nothing was ever put into cases is free to have some', async () => {
    const ports = memoryPorts();
    const empty = { objectTypes: [], eventTypes: [], objects: [], events: [] };
    expect(await read(ports, empty)).toMatchObject({
      read: 0,
      state: 'completed',
      flattening: { events: 0, objects: 0, choices: [] },
    });
    expect(await read(ports, smallLog(), { case: 'parcel' })).toMatchObject({ refused: 0 });
  });

  it('refuses an event that concerns other cases than before, and its copies with it', async () => {
    const ports = memoryPorts();
    const log = smallLog();
    await read(ports, log);
    const steps = stepsOf(ports);
    const objects = [...log.objects, { id: 'o0', type: 'order' }];
    const events = log.events.map((event) =>
      event.id === 'e3'
        ? { ...event, relationships: [...event.relationships!, { objectId: 'o0', qualifier: '' }] }
        : event,
    );
    const report = await read(ports, { ...log, objects, events });
    // It was a step of o1, and would be one of o0, and o1 by a copy; of o2 there is a copy already.
    // What is new is o0 itself.
    expect(report).toMatchObject({ appended: 1, differing: 1, refused: 1 });
    // Event and copy are one element of the file.
    expect((JSON.parse(report.rejects) as OcelDocument).events.map(({ id }) => id)).toEqual(['e3']);
    expect(report.refusals.map(({ code, column }) => [code, column])).toEqual(
      expect.arrayContaining([
        ['event-differs', undefined],
        ['invalid', '/events/2/relationships'],
      ]),
    );
    expect(stepsOf(ports)).toEqual(steps);
  });

  it('makes no copy for a case that an event did not concern when it was recorded', async () => {
    const ports = memoryPorts();
    await read(ports, smallLog());
    const steps = stepsOf(ports);
    const events = smallLog().events.map((event) =>
      event.id === 'e1'
        ? { ...event, relationships: [...event.relationships!, { objectId: 'o2', qualifier: '' }] }
        : event,
    );
    const dry = await read(ports, { ...smallLog(), events }, { dryRun: true });
    expect(dry).toMatchObject({ appended: 0, refused: 1 });
    const report = await read(ports, { ...smallLog(), events });
    expect(report).toMatchObject({ appended: 0, differing: 1, refused: 1 });
    expect(report.refusals.map(({ column, reason }) => [column, reason])).toContainEqual([
      '/events/0/relationships',
      'relationships are others than those that the event is recorded with',
    ]);
    expect(stepsOf(ports)).toEqual(steps);
  });

  it('counts in a dry run what it would append, and appends nothing', async () => {
    const ports = memoryPorts();
    const dry = await read(ports, smallLog(), { dryRun: true });
    expect(ports.ledger.head().sequence).toBe(0);
    const real = await read(ports, smallLog());
    expect([dry.read, dry.appended, dry.flattening]).toEqual([real.read, real.appended, real.flattening]);
    expect(dry.rows[2]).toMatchObject({
      type: 'ActivityRecorded',
      case: 'o1',
      activity: 'send',
      objects: ['o1 (order, what is sent)', 'o2 (order, what is sent)', 'p1 (parcel)'],
      sealed: ['externalId'],
    });
  });
});
