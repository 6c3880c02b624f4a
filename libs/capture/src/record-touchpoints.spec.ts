import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { eventOfBinaryMode } from './binary-mode.js';
import { recordTouchpoints } from './record-touchpoints.js';
import { memoryPorts, personalOf } from './testing-ports.js';
import type { MemoryPorts } from './testing-ports.js';

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';
const ann = {
  kind: 'person',
  role: 'customer',
  side: 'customer',
  identifiers: [{ scheme: 'email', value: 'ann@example.org' }],
};

function event(id: string, more: object = {}) {
  return {
    specversion: '1.0',
    id,
    source: '/crm/eu',
    type: 'tend.MessageReceived.v1',
    time: '2024-03-01T09:30:00.123456789+01:00',
    data: { parties: [ann], data: { channel: 'email', direction: 'inbound' }, personal: { text: 'Hello' } },
    ...more,
  };
}

function send(ports: MemoryPorts, value: unknown, contentType = Array.isArray(value) ? batch : single) {
  return recordTouchpoints({ body: JSON.stringify(value), contentType, recorder: 'key:7' }, ports);
}

describe('recordTouchpoints', () => {
  it('records a CloudEvent, every attribute in its place', async () => {
    const ports = memoryPorts();
    const more = {
      bamtxid: 'C-1',
      bampid: 'sales',
      bamptxid: 'Ask',
      bamptxsid: 'START',
      causationid: 'before',
      sourcerecordedtime: '2024-03-01T09:31:00Z',
      traceparent: '00-x',
      subject: 'whatever',
    };
    const [answer] = await send(ports, event('m1', more));
    const recorded = ports.ledger.get(answer!.id)!;
    expect(recorded).toMatchObject({
      type: 'MessageReceived',
      schemaVersion: 1,
      occurredAt: Date.parse('2024-03-01T08:30:00.123Z'),
      occurredText: '2024-03-01T09:30:00.123456789+01:00',
      ordinal: 456_789 * 2 ** 32,
      actor: 'connector:api',
      recorder: 'key:7',
      source: { connector: 'api', dataset: '/crm/eu' },
      sourceRecordedAt: Date.parse('2024-03-01T09:31:00Z'),
      process: { definition: 'sales', dataset: '/crm/eu', activity: 'Ask', lifecycle: 'start' },
      data: { channel: 'email', direction: 'inbound' },
    });
    expect(recorded.sealed!.subject).toBe(recorded.parties[0]!.id);
    expect(personalOf(recorded, ports.keys)).toEqual({ externalId: 'm1', text: 'Hello' });
    const { outcome, sequence, revision, stream, leaf } = answer!;
    expect({ outcome, sequence, revision, stream, leaf }).toEqual({
      outcome: 'appended',
      sequence: 1,
      revision: 0,
      stream: recorded.stream,
      leaf: recorded.leaf,
    });
    // The source names the cause as it names its events.
    const [cause] = await send(ports, event('before'));
    expect(recorded.causationId).toBe(cause!.id);
  });

  it('answers what is known with its place', async () => {
    const ports = memoryPorts();
    const [first] = await send(ports, event('1'));
    const answers = await send(ports, [event('2'), event('1'), event('2')]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['appended', 'known', 'known']);
    expect(answers[1]).toEqual({ ...first, outcome: 'known' });
    expect(answers[2]).toEqual({ ...answers[0], outcome: 'known' });
  });

  it('writes all of a batch or nothing', async () => {
    const ports = memoryPorts();
    await send(ports, event('1'));
    const other = event('1', { data: { parties: [ann], personal: { text: 'Other' } } });
    await expect(send(ports, [event('2'), other])).rejects.toMatchObject({
      code: 'event-differs',
      violations: [{ field: 'events.1.id', message: 'is recorded with other content' }],
    });
    await expect(
      send(ports, [event('2'), event('3', { time: '2099-01-01T00:00:00Z', colour: 1 })]),
    ).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'events.1.colour', message: 'is no field that is known here' }],
    });
    await expect(send(ports, [event('2'), event('3', { time: '2099-01-01T00:00:00Z' })])).rejects.toMatchObject({
      violations: [{ field: 'events.1.occurredAt', message: 'is in the future' }],
    });
    expect(ports.ledger.head().sequence).toBe(1);
  });

  it('leaves no trace of who is in a refused batch', async () => {
    const ports = memoryPorts();
    await expect(send(ports, [event('1'), event('2', { colour: 'red' })])).rejects.toMatchObject({ code: 'invalid' });
    const long = '"'.repeat(70_000);
    const quoted = event('3', { data: { parties: [ann], personal: { a: long, b: long, c: long } } });
    await expect(send(ports, [event('1'), quoted])).rejects.toMatchObject({ code: 'invalid' });
    expect(ports.ledger.head().sequence).toBe(0);
    expect([...ports.parties.keys()]).toEqual([]);
  });

  it('takes no ids, actor or cause from an event that only says that it is this ledger’s own', async () => {
    const ports = memoryPorts();
    const party = '11111111-1111-4111-8111-111111111111';
    const forged = event('22222222-2222-4222-8222-222222222222', {
      source: `tend:${ports.keys.organisation}/crm`,
      data: { parties: [{ ...ann, id: party }], actor: 'Erika Planted, +43 1 234', data: { channel: 'email' } },
    });
    const [answer] = await send(ports, forged).catch(() => []);
    if (answer === undefined) return expect(ports.ledger.head().sequence).toBe(0);
    const recorded = ports.ledger.get(answer.id)!;
    expect(recorded.id).not.toBe('22222222-2222-4222-8222-222222222222');
    expect(recorded.parties[0]!.id).not.toBe(party);
    expect(JSON.stringify({ ...recorded, sealed: undefined })).not.toContain('Planted');
  });

  it('keeps ordinals that are given, so order survives any order of arrival', async () => {
    const ports = memoryPorts();
    const ordinals = [5, 3, 4].map((position) => String(456_789 * 2 ** 32 + position));
    await send(
      ports,
      ordinals.map((ordinal, index) => event(`${index}`, { ordinal })),
    );
    expect([...ports.ledger.readAll()].map(({ ordinal }) => ordinal % 2 ** 32)).toEqual([5, 3, 4]);
    expect([...ports.ledger.readAll()].map(({ ordinal }) => Math.floor(ordinal / 2 ** 32))).toEqual([
      456_789, 456_789, 456_789,
    ]);
  });

  it('takes plain touchpoints, with and without an id', async () => {
    const ports = memoryPorts();
    const plain = {
      type: 'CallHeld',
      occurredAt: '2024-03-01T09:30:00Z',
      parties: [ann],
      data: { direction: 'inbound' },
    };
    const [one] = await send(ports, plain, 'application/json');
    const reordered = Object.fromEntries(Object.entries(plain).toReversed());
    const [again, other] = await send(
      ports,
      [reordered, { ...plain, id: 'x', dataset: 'phone' }],
      'application/json; charset=utf-8',
    );
    expect(again).toEqual({ ...one, outcome: 'known' });
    expect(ports.ledger.get(other!.id)!.source.dataset).toBe('phone');
  });

  it('takes binary mode', async () => {
    const ports = memoryPorts();
    const { data, ...attributes } = event('b1');
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]),
    );
    const made = eventOfBinaryMode({ ...headers, 'content-type': 'application/json' }, JSON.stringify(data));
    const request = { body: JSON.stringify(made), contentType: single, recorder: 'key:7' };
    const [answer] = await recordTouchpoints(request, ports);
    expect((await send(ports, event('b1')))[0]).toEqual({ ...answer, outcome: 'known' });
    expect(eventOfBinaryMode({ 'content-type': 'application/json' }, '{}')).toBeUndefined();
  });

  it.each([
    ['an empty body', '', single, 'invalid'],
    ['broken JSON', '{', single, 'invalid'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), single, 'invalid'],
    ['a batch as a single event', '[]', single, 'invalid'],
    ['a single event as a batch', '{}', batch, 'invalid'],
    ['another content type', '{}', 'text/csv', 'invalid'],
    ['another charset', '{}', 'application/json; charset=latin1', 'invalid'],
    ['a body over the limit', ' '.repeat(limits.bodyBytes + 1), single, 'body-too-large'],
    ['a batch over the limit', `[${'{},'.repeat(limits.batchEvents)}{}]`, batch, 'limit-exceeded'],
    ['a plain touchpoint as CloudEvent', '{"type":"NoteAdded"}', single, 'invalid'],
  ])('refuses %s', async (_name, body, contentType, code) => {
    const ports = memoryPorts();
    await expect(recordTouchpoints({ body, contentType, recorder: 'key:7' }, ports)).rejects.toMatchObject({ code });
    expect(ports.ledger.head().sequence).toBe(0);
  });

  it('names everything that is wrong at once', async () => {
    const ports = memoryPorts();
    const wrong = {
      specversion: '0.3',
      id: 7,
      type: 'MessageReceived',
      data: { parties: [{ role: 'x', name: 1, eyes: 'blue' }] },
    };
    await expect(send(ports, wrong)).rejects.toMatchObject({
      violations: [
        { field: 'specversion', message: 'must be 1.0' },
        { field: 'id', message: 'must be a text' },
        { field: 'source', message: 'is missing' },
        { field: 'time', message: 'is missing: when did it occur?' },
        { field: 'data.parties.0.side', message: 'is missing' },
        { field: 'data.parties.0.name', message: 'must be a text' },
        { field: 'data.parties.0.eyes', message: 'is no field that is known here' },
      ],
    });
  });
});
