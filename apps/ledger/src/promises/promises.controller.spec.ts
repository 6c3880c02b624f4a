import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { definitions } from '#workspace/definitions.js';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const listed: PromisesAnswer = {
  build: 'promises.1',
  position: { from: 1, to: 9 },
  horizon: '2026-11-24T12:00:00.000Z',
  by: 'ours',
  counts: { open: 0, kept: 0, broken: 0, unconfirmed: 0 },
  rates: [],
  rows: [],
  total: 0,
};
const id = '55261949-3819-404a-a9ab-cc04a89a77cd';

describe('the routes of promises and definitions', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        promises: {
          list: async (query) => {
            asked.push(query);
            return listed;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());

  it('list what is asked for', async () => {
    const query = `state=due-soon&by=customer&relationship=${id}&limit=7&after=x&asOf=2026-01-01&knownBy=-30d`;
    const response = await server.call(`/api/v1/promises?${query}`);
    expect([response.status, await response.json()]).toEqual([200, listed]);
    expect(asked).toEqual([
      {
        state: 'due-soon',
        by: 'customer',
        relationship: id,
        limit: 7,
        after: 'x',
        asOf: '2026-01-01',
        knownBy: '-30d',
      },
    ]);
  });

  it.each(['state=lost', 'by=us', 'limit=0', 'relationship=Acme', 'asClaimed=true', 'other=1'])(
    'refuse %s',
    async (query) => {
      expect((await server.call(`/api/v1/promises?${query}`)).status).toBe(400);
    },
  );

  it('say what the numbers mean', async () => {
    const response = await server.call('/api/v1/definitions');
    expect([response.status, await response.json()]).toEqual([200, definitions]);
  });
});
