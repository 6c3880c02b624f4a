import { afterEach, describe, expect, it } from '@jest/globals';
import type { Progress } from '#core/ports.js';
import { lines, serve } from '../testing.js';
import { isListening } from './http-client.js';
import { RemoteTend } from './remote-tend.js';

type Served = Awaited<ReturnType<typeof serve>>;

describe('a workspace behind a server', () => {
  let server: Served;

  async function tendAt(routes: Parameters<typeof serve>[0]): Promise<RemoteTend> {
    server = await serve(routes);
    return new RemoteTend(`${server.url}/`, 'secret');
  }

  afterEach(() => server.close());

  async function* bytesOf(...parts: string[]) {
    for (const part of parts) yield Buffer.from(part);
  }

  it('sends its token and what is asked, and nothing that was not asked', async () => {
    const tend = await tendAt({ 'GET /relationships': { rows: [], total: 0 } });
    expect(await tend.relationships({ sort: 'name', limit: 3, q: 'a b&c' })).toEqual({ rows: [], total: 0 });
    expect(server.asked[0]).toMatchObject({ query: { sort: 'name', limit: '3', q: 'a b&c' } });
    expect(Object.keys(server.asked[0]!.query)).toEqual(['sort', 'limit', 'q']);
    expect(server.asked[0]!.headers.authorization).toBe('Bearer secret');
  });

  it('puts no name into an address: it asks for the id by a body', async () => {
    const tend = await tendAt({
      'POST /relationships/find': { id: 'id-7' },
      'GET /relationships/id-7/timeline': { rows: [] },
    });
    await tend.timeline('Žižka & sons', { limit: 2 });
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /relationships/find',
      'GET /relationships/id-7/timeline',
    ]);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({ name: 'Žižka & sons' });
    expect(server.asked[1]!.query).toEqual({ limit: '2' });
  });

  it('turns a problem back into the error that it was', async () => {
    const tend = await tendAt({
      'GET /processes/a%2Fb': (_asked, response) => {
        response.writeHead(409, { 'content-type': 'application/problem+json' });
        response.end(
          JSON.stringify({ code: 'import-running', detail: 'Wait.', violations: [{ field: 'a', message: 'b' }] }),
        );
      },
    });
    await expect(tend.process('a/b', {})).rejects.toMatchObject({
      code: 'import-running',
      message: 'Wait.',
      violations: [{ field: 'a', message: 'b' }],
    });
    await expect(tend.processes()).rejects.toMatchObject({ code: 'not-found', message: 'Nothing at /processes.' });
  });

  it('takes an answer that is no problem of ours for a server that is not there', async () => {
    const tend = await tendAt({
      'GET /imports': (_asked, response) => {
        response.writeHead(502);
        response.end('<html>bad gateway');
      },
    });
    await expect(tend.imports()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('502'),
    });
  });

  it('sends a file as it comes, with its mapping, and passes on progress and refused lines', async () => {
    const tend = await tendAt({
      'POST /imports': lines(
        { progress: { stage: 'import', done: 1, total: 2, unit: 'bytes' } },
        { reject: 'a,_line\n' },
        { reject: 'é,2\n' },
        { result: { appended: 1 } },
      ),
    });
    const progress: Parameters<Progress>[0][] = [];
    const rejected: string[] = [];
    const mapping = { version: 1, column: 'Žižka' };
    const report = await tend.import(
      { name: 'a b.csv', bytes: bytesOf('a\n', 'é\n'), sizeBytes: 5 },
      { process: 'p', dryRun: true, mapping },
      { progress: (state) => progress.push(state), reject: (line) => void rejected.push(line) },
    );
    expect(report).toEqual({ appended: 1 });
    expect(progress).toEqual([{ stage: 'import', done: 1, total: 2, unit: 'bytes' }]);
    expect(rejected).toEqual(['a,_line\n', 'é,2\n']);
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      body: 'a\né\n',
      query: { name: 'a b.csv', sizeBytes: '5', process: 'p', dryRun: 'true' },
    });
    const header = String(asked!.headers['tend-mapping']);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(mapping);
  });

  it('throws the problem that ends long work', async () => {
    const tend = await tendAt({
      'POST /projections/relationships/rebuild': lines(
        { progress: { stage: 'rebuild', done: 1, unit: 'events' } },
        { problem: { code: 'disk-full', detail: 'No space.' } },
      ),
    });
    await expect(tend.builds.rebuild('relationships', {}, {})).rejects.toMatchObject({
      code: 'disk-full',
      message: 'No space.',
    });
  });

  it('does not take an answer that breaks off for the end', async () => {
    const tend = await tendAt({
      'POST /demonstration': lines({ progress: { stage: 'x', done: 1, unit: 'rows' } }),
      'GET /export/csv': (_asked, response) => {
        response.writeHead(200);
        response.write('id,type\n', () => response.destroy());
      },
    });
    await expect(tend.generate({ relationships: 1, events: 1, seed: 1 }, {})).rejects.toMatchObject({
      code: 'unavailable',
    });
    const parts: string[] = [];
    const exported = (async () => {
      for await (const part of tend.export('csv', {})) parts.push(part);
    })();
    await expect(exported).rejects.toMatchObject({ code: 'unavailable' });
    expect(parts.join('')).toBe('id,type\n');
  });

  it('cuts no character in two', async () => {
    const bytes = Buffer.from('株🌊\n');
    const tend = await tendAt({
      'GET /export/csv': (_asked, response) => {
        response.write(bytes.subarray(0, 1), () =>
          response.write(bytes.subarray(1, 5), () => response.end(bytes.subarray(5))),
        );
      },
    });
    let text = '';
    for await (const part of tend.export('csv', {})) text += part;
    expect(text).toBe('株🌊\n');
  });

  it('is cancelled in the middle', async () => {
    const stop = new AbortController();
    const tend = await tendAt({
      'POST /imports': (_asked, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        response.write(`${JSON.stringify({ progress: { stage: 'import', done: 1, unit: 'rows' } })}\n`);
      },
    });
    const work = { signal: stop.signal, progress: () => stop.abort() };
    await expect(tend.import({ name: 'a', bytes: bytesOf('a') }, {}, work)).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('run it again'),
    });
  });

  it('passes on what the server says about a defect of its own', async () => {
    const tend = await tendAt({
      'GET /imports': (_asked, response) => {
        response.writeHead(500, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ code: 'internal', title: 'Internal error', hint: 'It is in the log.' }));
      },
    });
    await expect(tend.imports()).rejects.toMatchObject({ code: 'internal', hint: 'It is in the log.' });
  });

  it('knows what is no Tend', async () => {
    const tend = await tendAt({
      'GET /imports': (_asked, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html>');
      },
    });
    await expect(tend.imports()).rejects.toMatchObject({ message: expect.stringContaining('There is no Tend at') });
    const encrypted = new RemoteTend(server.url.replace('http:', 'https:'), 't');
    await expect(encrypted.imports()).rejects.toMatchObject({
      message: expect.stringContaining('does not speak https'),
    });
  });

  it('says what to do when the server stops before it has answered', async () => {
    const stops = (_asked: unknown, response: { socket: { destroy(): void } | null }) => response.socket?.destroy();
    const tend = await tendAt({
      'GET /status': stops,
      'POST /imports': stops,
      'POST /demonstration': stops,
    });
    async function* bytes() {
      yield Buffer.from('x');
    }
    const hintOf = (asked: Promise<unknown>) => asked.catch((error: { hint?: string }) => error.hint);
    expect(await hintOf(tend.status())).toBe('Start it again, then ask again.');
    expect(await hintOf(tend.generate({ relationships: 1, events: 1, seed: 1 }, {}))).toMatch(/Run the same command/);
    const file = { name: 'a.csv', sizeBytes: 1, bytes: bytes() };
    expect(await hintOf(tend.import(file, {}, {}))).toMatch(/Run the same command/);
    const pipe = { name: 'stdin', bytes: bytes() };
    expect(await hintOf(tend.import(pipe, {}, {}))).toMatch(/Give the file again to the same command/);
  });

  it('says when nobody is there', async () => {
    const tend = await tendAt({});
    expect(await isListening(server.url)).toBe(true);
    const { url } = server;
    await server.close();
    server = await serve({});
    await expect(tend.status()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(url) });
    expect(await isListening(url)).toBe(false);
  });
});
