import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { limits } from '#core/limits.js';
import { startTestServer, tendOf, testToken, type TestServer } from '../testing.js';

describe('bodies', () => {
  let server: TestServer;
  let recorded: { body: string; type: string; options: object }[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        record: async (body, type, options) => {
          recorded.push({ body, type, options });
          return { events: body === '[]' ? [] : [{ id: 'x', outcome: 'appended' } as never] };
        },
        projections: async () => ({ projections: [{ name: 'relationships' }] }) as never,
        timeline: async (name) => ({ relationship: { id: name } }) as never,
      }),
    );
  });
  beforeEach(() => void (recorded = []));
  afterAll(() => server.stop());

  async function post(
    path: string,
    body: string | Uint8Array,
    type = 'application/json',
    more: Record<string, string> = {},
  ) {
    const headers = { 'content-type': type, ...more };
    const response = await server.call(`/api/v1${path}`, { method: 'POST', body: body as string, headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      json: (await response.json()) as Record<string, unknown>,
    };
  }

  it.each(['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'])(
    'of touchpoints come as text, in %s',
    async (type) => {
      const body = '{"a":1,"a":2,"__proto__":{}}';
      expect((await post('/touchpoints?wait=relationships', body, `${type}; charset=UTF-8`)).status).toBe(201);
      expect(recorded).toEqual([{ body, type, options: { wait: 'relationships' } }]);
    },
  );

  /** The answer to headers that `fetch` would join. */
  function statusOfRaw(headers: readonly string[]): Promise<number> {
    const lines = [
      'POST /api/v1/touchpoints HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: Bearer ${testToken}`,
    ];
    const more = ['Content-Type: application/json', 'Content-Length: 2', 'Connection: close', ...headers, '', '{}'];
    return new Promise((resolve, reject) => {
      let answer = '';
      connect(server.port, '127.0.0.1')
        .on('data', (bytes) => (answer += String(bytes)))
        .on('close', () => resolve(Number(answer.split(' ')[1])))
        .on('error', reject)
        .end([...lines, ...more].join('\r\n'));
    });
  }

  it('of an event in binary mode come as the same event in structured mode', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'a%20b%E2%82%AC',
      'ce-source': '/crm',
      'ce-type': 'tend.MessageReceived.v1',
    };
    expect((await post('/touchpoints', '{"data":{"n":1}}', 'application/json', headers)).status).toBe(201);
    expect(recorded.map(({ body, type }) => [JSON.parse(body), type])).toEqual([
      [
        {
          specversion: '1.0',
          id: 'a b€',
          source: '/crm',
          type: 'tend.MessageReceived.v1',
          datacontenttype: 'application/json',
          data: { data: { n: 1 } },
        },
        'application/cloudevents+json',
      ],
    ]);
    const broken = { ...headers, 'ce-id': '%E2%82' };
    expect(await post('/touchpoints', '{}', 'application/json', broken)).toMatchObject({
      status: 400,
      json: { violations: [{ field: 'ce-id' }] },
    });
    for (const missing of ['ce-id', 'ce-source', 'ce-type']) {
      const { [missing]: _, ...others } = headers as Record<string, string>;
      expect(await post('/touchpoints', '{}', 'application/json', others)).toMatchObject({
        status: 400,
        json: { violations: [{ field: missing, message: 'is missing' }] },
      });
    }
    const { 'ce-specversion': _version, ...unsaid } = headers;
    expect(await post('/touchpoints', '{}', 'application/json', unsaid)).toMatchObject({
      status: 400,
      json: { violations: [{ field: 'ce-specversion', message: 'is missing' }] },
    });
    expect(await statusOfRaw(['ce-id: a', 'ce-id: a', 'ce-specversion: 1.0', 'ce-source: /x', 'ce-type: y'])).toBe(400);
    expect(recorded).toHaveLength(1);
    // What is a CloudEvent by its type stays as it is.
    await post('/touchpoints', '{"id":"c"}', 'application/cloudevents+json', headers);
    expect(recorded.at(-1)!.body).toBe('{"id":"c"}');
    expect(recorded).toHaveLength(2);
  });

  it('that are an empty batch make nothing, and are no mistake', async () => {
    const empty = await post('/touchpoints', '[]', 'application/cloudevents-batch+json');
    expect(empty).toMatchObject({ status: 200, json: { events: [] } });
  });

  it.each([
    ['text/plain'],
    ['application/xml'],
    ['application/json; charset=latin1'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['nonsense'],
  ])('of another type are refused: %s', async (type) => {
    const refused = await post('/touchpoints', '{}', type);
    expect(refused).toMatchObject({
      status: 415,
      type: 'application/problem+json',
      json: { code: 'invalid', status: 415 },
    });
    expect(recorded).toEqual([]);
  });

  it('that are encoded, empty, not UTF-8 or too large are refused', async () => {
    expect(await post('/touchpoints', '{}', 'application/json', { 'content-encoding': 'gzip' })).toMatchObject({
      status: 415,
    });
    expect(await post('/touchpoints', new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({
      status: 400,
      json: { detail: 'The body is not UTF-8.' },
    });
    const large = new Uint8Array(limits.bodyBytes + 1).fill(0x20);
    expect(await post('/touchpoints', large)).toMatchObject({ status: 413, json: { code: 'body-too-large' } });
    const nothing = await server.call('/api/v1/touchpoints', { method: 'POST' });
    expect([nothing.status, await nothing.json()]).toMatchObject([400, { code: 'invalid' }]);
    expect(recorded).toEqual([]);
    expect(await post('/touchpoints', large.subarray(1))).toMatchObject({ status: 201 });
  });

  it('without a length are counted as they come', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x20);
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
        if (++sent === 8) controller.close();
      },
    });
    const options = { method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await server.call('/api/v1/touchpoints', options as RequestInit)).status).toBe(413);
    expect(recorded).toEqual([]);
  });

  it('in JSON are read so that no two programs can read them differently', async () => {
    expect(await post('/relationships/find', '{"name":"x"}')).toMatchObject({ status: 200, json: { id: 'x' } });
    for (const [body, about] of [
      ['{"name":"x","name":"y"}', 'name'],
      ['{"name":"x","__proto__":{}}', '__proto__'],
      ['{"name":"\\ud800"}', 'name'],
      ['{"name":"x","other":1}', 'other is not known here'],
      ['{"name":1}', 'name'],
      ['{"name":""}', 'name'],
      ['{}', 'name'],
      ['[]', ''],
      ['null', ''],
      ['', ''],
      ['{', ''],
      [`${'['.repeat(100)}${']'.repeat(100)}`, ''],
    ] as const) {
      const refused = await post('/relationships/find', body);
      expect([body, refused]).toMatchObject([body, { status: 400, json: { code: 'invalid' } }]);
      expect(JSON.stringify(refused.json)).toContain(about);
    }
  });

  it('do not hide that a route is not there', async () => {
    expect(await post('/nothing', 'x', 'text/plain')).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  it('that break off leave nothing, and the server goes on', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `POST /api/v1/touchpoints HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${testToken}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"half":`,
        );
        setImmediate(() => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await server.call('/api/v1/status')).status).toBe(200);
    expect(recorded).toEqual([]);
  });
});
