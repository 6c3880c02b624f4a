import { afterEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { ImportFile, ImportOptions, ImportWork, Tend } from '#workspace/tend.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

type Import = (file: ImportFile, options: ImportOptions, work: ImportWork) => Promise<unknown>;

describe('long work', () => {
  let server: TestServer;

  afterEach(() => server.stop());

  async function serve(verbs: { [Verb in keyof Tend]?: unknown }): Promise<void> {
    server = await startTestServer(tendOf(verbs as Partial<Tend>));
  }

  async function importOf(run: Import): Promise<void> {
    await serve({ import: run });
  }

  function post(path: string, body?: string | Uint8Array, more: RequestInit = {}): Promise<Response> {
    return server.call(`/api/v1${path}`, {
      method: 'POST',
      ...(body === undefined ? {} : { body: body as string }),
      ...more,
    });
  }

  const linesOf = async (response: Response): Promise<unknown[]> =>
    (await response.text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);

  it('is answered in lines as it goes', async () => {
    let given: unknown;
    await importOf(async (file, options, work) => {
      let bytes = 0;
      for await (const chunk of file.bytes) bytes += chunk.length;
      given = { name: file.name, sizeBytes: file.sizeBytes, options, bytes };
      work.progress?.({ stage: 'import', done: 1, unit: 'rows' });
      await work.reject?.('a;b\r\n');
      return { appended: 1 };
    });
    const mapping = Buffer.from('{"format":"csv"}').toString('base64url');
    const response = await post('/imports?name=a.csv&process=p&dryRun=true&newIdentity=false', 'x;y\n', {
      headers: { 'tend-mapping': mapping, 'content-type': 'text/csv' },
    });
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('x-content-type-options'),
    ]).toEqual([200, 'application/x-ndjson', 'nosniff']);
    expect(await linesOf(response)).toEqual([
      { progress: { stage: 'import', done: 1, unit: 'rows' } },
      { reject: 'a;b\r\n' },
      { result: { appended: 1 } },
    ]);
    expect(given).toEqual({
      name: 'a.csv',
      sizeBytes: 4,
      bytes: 4,
      options: { process: 'p', dryRun: true, newIdentity: false, mapping: { format: 'csv' } },
    });
  });

  it('that fails before its first line is answered by a problem, after it by its last line', async () => {
    await importOf(async (file, _options, work) => {
      if (file.name === 'late') work.progress?.({ stage: 'import', done: 0, unit: 'rows' });
      throw new LedgerError('mapping-invalid', 'No column x.', {
        violations: [{ field: 'x', message: 'is not there' }],
      });
    });
    const early = await post('/imports?name=early', 'x'.repeat(1_000_000));
    expect([early.status, await early.json()]).toMatchObject([
      400,
      { code: 'mapping-invalid', violations: [{ field: 'x' }] },
    ]);
    expect(await linesOf(await post('/imports?name=late', 'x'))).toMatchObject([
      { progress: {} },
      { problem: { code: 'mapping-invalid', status: 400 } },
    ]);
  });

  it('tells a defect without its inside', async () => {
    await importOf(async (_file, _options, work) => {
      work.progress?.({ stage: 'import', done: 0, unit: 'rows' });
      throw new Error('secret inside');
    });
    const [, last] = await linesOf(await post('/imports?name=a', 'x'));
    expect(last).toMatchObject({ problem: { status: 500, code: 'internal' } });
    expect(JSON.stringify(last)).not.toContain('secret');
    expect(server.log()).toContain('secret inside');
  });

  it('refuses parameters and mappings that it cannot read', async () => {
    await importOf(async () => ({}));
    for (const [query, about] of [
      ['', 'name'],
      ['?name=', 'name'],
      ['?name=a&dryRun=yes', 'dryRun'],
      ['?name=a&sizeBytes=-1', 'sizeBytes'],
      ['?name=a&sizeBytes=x', 'sizeBytes'],
      ['?name=a&colour=red', 'colour is not known here'],
      ['?name=a&name=b', 'name'],
      ['?name=a&__proto__=1', '__proto__'],
      ['?name=a&constructor=1', 'constructor'],
      ['?name=a&toString=1', 'toString'],
    ]) {
      const refused = await post(`/imports${query}`, 'x');
      expect([query, refused.status]).toEqual([query, 400]);
      expect(await refused.text()).toContain(about);
    }
    for (const mapping of [
      '%%%',
      Buffer.from('{').toString('base64url'),
      Buffer.from('{"a":1,"a":2}').toString('base64url'),
    ]) {
      const refused = await post('/imports?name=a', 'x', { headers: { 'tend-mapping': mapping } });
      expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'mapping-invalid' }]);
    }
    const none = await post('/imports?name=a');
    expect([none.status, await none.json()]).toMatchObject([400, { code: 'file-unreadable' }]);
  });

  it('goes on one import at a time', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let begun = (): void => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    await importOf(async () => {
      begun();
      await released;
      return {};
    });
    const first = post('/imports?name=a', 'x');
    await running;
    const second = await post('/imports?name=b', 'x');
    expect([second.status, await second.json()]).toMatchObject([409, { code: 'import-running' }]);
    release();
    expect(await linesOf(await first)).toEqual([{ result: {} }]);
    expect((await post('/imports?name=c', 'x')).status).toBe(200);
  });

  it('stops when the client goes away', async () => {
    let stopped = (): void => undefined;
    const seen = new Promise<void>((resolve) => (stopped = resolve));
    await importOf((_file, _options, work) => {
      work.signal!.addEventListener('abort', stopped);
      work.progress?.({ stage: 'import', done: 0, unit: 'rows' });
      return seen.then(() => ({}));
    });
    const leaving = new AbortController();
    const response = await post('/imports?name=a', 'x', { signal: leaving.signal });
    expect(response.status).toBe(200);
    leaving.abort();
    await seen;
  });

  it('stops when the server stops, and says so', async () => {
    await importOf((_file, _options, work) => {
      work.progress?.({ stage: 'import', done: 0, unit: 'rows' });
      return new Promise((_resolve, reject) =>
        work.signal!.addEventListener('abort', () => reject(new LedgerError('cancelled'))),
      );
    });
    const response = await post('/imports?name=a', 'x');
    const [lines] = await Promise.all([linesOf(response), server.stop()]);
    expect(lines.at(-1)).toMatchObject({ problem: { code: 'cancelled' } });
    await serve({});
  });

  it('is not held up by a client that sends first and reads later', async () => {
    const line = `${'x'.repeat(1000)}\n`;
    await importOf(async (file, _options, work) => {
      for await (const chunk of file.bytes) for (let at = 0; at < chunk.length; at += 100) await work.reject?.(line);
      return {};
    });
    const response = await post('/imports?name=a', new Uint8Array(1_000_000));
    expect((await linesOf(response)).length).toBeGreaterThan(10_000);
  });

  it('rebuilds a projection, and fills an empty ledger', async () => {
    const sizes: unknown[] = [];
    let empty = true;
    await serve({
      builds: { rebuild: async (name: string) => ({ name }) },
      status: async () => ({ empty, head: { sequence: 0 } }),
      generate: async (options: unknown) => {
        sizes.push(options);
        return { appended: 1 };
      },
    });
    expect(await linesOf(await post('/projections/process%20flow/rebuild'))).toEqual([
      { result: { name: 'process flow' } },
    ]);
    expect(await linesOf(await post('/demonstration'))).toEqual([{ result: { appended: 1 } }]);
    empty = false;
    expect((await post('/demonstration')).status).toBe(400);
    expect((await post('/demonstration?relationships=3&events=40&seed=5')).status).toBe(200);
    expect((await post('/demonstration?until=2026-03-01')).status).toBe(200);
    expect(sizes).toEqual([
      { relationships: 200, events: 10_000, seed: 1, until: 'today' },
      { relationships: 3, events: 40, seed: 5 },
      { relationships: 200, events: 10_000, seed: 1, until: '2026-03-01' },
    ]);
  });
});
