import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Flattening } from '#capture/ocel/flattening.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const choice = { objectType: 'order', events: 1, steps: 2, cases: 2, inSeveral: 1, copies: 1, outside: 0 };
const flattening: Flattening = { events: 1, objects: 2, chosen: { ...choice, because: 'said' }, choices: [choice] };

describe('an import', () => {
  let server: TestServer;
  let asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        async import(file, options) {
          for await (const _chunk of file.bytes);
          asked.push([file.name, options]);
          const counts = { read: 2, appended: 2, known: 0, refused: 0, differing: 0, refusals: [], seconds: 0 };
          const row = { importId: 'i', dataset: 'd', format: 'ocel', startedAt: '', state: 'completed' } as const;
          return { ...row, ...counts, flattening, notes: ['A note.'] };
        },
      }),
    );
  });
  afterEach(() => void (asked = []));
  afterAll(() => server.stop());

  const post = (query: string) => server.call(`/api/v1/imports?${query}`, { method: 'POST', body: '{"events":[]}' });

  it('of an object-centric log takes its cases, and tells how many events stand there again', async () => {
    const response = await post('name=log.json&case=order&dataset=d&process=p&dryRun=true&newIdentity=false');
    const [last] = (await response.text()).trimEnd().split('\n').slice(-1);
    expect(JSON.parse(last!)).toMatchObject({ result: { flattening, notes: ['A note.'] } });
    const options = { case: 'order', dataset: 'd', process: 'p', dryRun: true, newIdentity: false };
    expect(asked).toEqual([['log.json', options]]);
  });

  it('says nothing that was not said to it', async () => {
    expect((await post('name=log.json')).status).toBe(200);
    expect(asked).toEqual([['log.json', {}]]);
  });

  it.each([`name=a&case=${'x'.repeat(201)}`, 'name=a&case=', 'name=a&cases=order'])(
    'is refused by ?%s',
    async (query) => {
      const response = await post(query);
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid' }]);
      expect(asked).toEqual([]);
    },
  );
});
