import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import { LedgerError } from '#core/errors.js';
import type { Work } from '#workspace/tend.js';
import { startTestServer, tendOf, testToken, type TestServer } from './testing.js';

describe('a question that takes long', () => {
  let server: TestServer;

  afterEach(() => server.stop());

  /** Questions that are answered when they are given up, which this resolves with. */
  async function serve() {
    const asked: string[] = [];
    let given: (reason: unknown) => void = () => undefined;
    const givenUp = new Promise<unknown>((resolve) => void (given = resolve));
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => void (begin = resolve));
    const ask =
      (verb: string) =>
      async (...args: unknown[]) => {
        const { signal } = args.at(-1) as Work;
        asked.push(verb);
        begin();
        await once(signal!, 'abort');
        given(signal!.reason);
        throw signal!.reason;
      };
    server = await startTestServer(
      tendOf({
        relationships: ask('relationships'),
        signals: ask('signals'),
        processes: ask('processes'),
        process: ask('process'),
        processMap: ask('processMap'),
      }),
    );
    return { asked, begun, givenUp };
  }

  const question = (path: string) =>
    request(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${testToken}` } });

  it.each([
    ['/relationships?knownBy=-1d', 'relationships'],
    ['/signals?knownBy=-1d', 'signals'],
    ['/processes?knownBy=-1d', 'processes'],
    ['/processes/x?knownBy=-1d', 'process'],
    ['/processes/x/map.svg?knownBy=-1d', 'processMap'],
  ])('%s is given up when its client goes away', async (path, verb) => {
    const { asked, begun, givenUp } = await serve();
    const client = question(path);
    client.on('error', () => undefined);
    client.end();
    await begun;
    client.destroy();
    expect(await givenUp).toMatchObject({ code: 'cancelled' });
    expect(asked).toEqual([verb]);
  });

  it('is answered to who waits, and says when to ask again where too much is asked', async () => {
    let signal: AbortSignal | undefined;
    server = await startTestServer(
      tendOf({
        processes: async (_query, work) => {
          ({ signal } = work!);
          return { processes: [] } as never;
        },
        relationships: () => Promise.reject(new LedgerError('busy')),
        signals: () => Promise.reject(new LedgerError('unavailable')),
      }),
    );
    expect((await server.call('/api/v1/processes')).status).toBe(200);
    const busy = await server.call('/api/v1/relationships');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await busy.json()).toMatchObject({ code: 'busy', hint: expect.stringContaining('again') });
    expect((await server.call('/api/v1/signals')).headers.get('retry-after')).toBeNull();
    expect(signal!.aborted).toBe(false);
  });
});
