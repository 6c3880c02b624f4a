import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import type { BuildLife } from '#workspace/builds/build-questions.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

interface Listening {
  /** Reads until the text holds what is looked for. */
  until(text: string): Promise<string>;
  end(): void;
}

describe('the live feed', () => {
  let server: TestServer;
  let sequence = 10;
  let building: readonly object[] | undefined;

  beforeEach(async () => {
    sequence = 10;
    building = undefined;
    server = await startTestServer(
      tendOf({
        status: async () => ({ head: { sequence }, ...(building && { building }) }) as never,
        builds: {
          rebuild: async (_name, _options, work) => {
            work.progress?.({ stage: 'fold', done: 1, total: 1, unit: 'events' });
            return {} as never;
          },
        } as Partial<BuildLife> as BuildLife,
      }),
    );
  });
  afterEach(() => server.stop());

  async function listen(headers: Record<string, string> = {}): Promise<Listening> {
    const leaving = new AbortController();
    const response = await server.call('/api/v1/live', { headers, signal: leaving.signal });
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream',
      'no-store',
    ]);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    return {
      async until(text) {
        while (!heard.includes(text)) {
          const { value, done } = await reader.read();
          if (done) throw new Error(`Ended after ${heard}`);
          heard += value;
        }
        return heard;
      },
      end: () => leaving.abort(),
    };
  }

  it('tells where the ledger is, and what comes in', async () => {
    const page = await listen();
    await page.until('id: 10\nevent: touchpoints\ndata: {"sequence":10,"count":0}\n\n');
    sequence = 13;
    await page.until('id: 13\nevent: touchpoints\ndata: {"sequence":13,"count":3}\n\n');
    page.end();
  });

  it('tells who comes back what was missed', async () => {
    const page = await listen({ 'last-event-id': '4' });
    await page.until('data: {"sequence":10,"count":6}\n\n');
    page.end();
    const refused = await server.call('/api/v1/live', { headers: { 'last-event-id': 'x' } });
    expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'invalid' }]);
  });

  it('tells how far long work is', async () => {
    const page = await listen();
    await page.until('touchpoints');
    await server.call('/api/v1/projections/x/rebuild', { method: 'POST' });
    await page.until('event: progress\ndata: {"stage":"fold","done":1,"total":1,"unit":"events"}\n\n');
    page.end();
  });

  it('tells of builds on their way whenever they move, also who comes later', async () => {
    const page = await listen();
    building = [{ projection: 'flow', build: 'flow.2', done: 5, total: 10, eventsPerSecond: 5, secondsLeft: 1 }];
    const told = `event: builds\ndata: ${JSON.stringify(building)}\n\n`;
    await page.until(told);
    const later = await listen();
    await later.until(told);
    building = undefined;
    await page.until('event: builds\ndata: []\n\n');
    page.end();
    later.end();
  });

  it('takes as many as the limit says, and one more when one has gone', async () => {
    const pages = await Promise.all(Array.from({ length: limits.liveClients }, () => listen()));
    const refused = await server.call('/api/v1/live');
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'unavailable' }]);
    pages[0]!.end();
    let again: number;
    do {
      const leaving = new AbortController();
      again = (await server.call('/api/v1/live', { signal: leaving.signal })).status;
      leaving.abort();
    } while (again === 503);
    expect(again).toBe(200);
    for (const page of pages) page.end();
  });

  it('ends when the server stops', async () => {
    const page = await listen();
    const ended = page.until('never').catch((error: Error) => error.message);
    await server.stop();
    expect(await ended).toContain('Ended after');
    server = await startTestServer(tendOf({}));
  });
});
