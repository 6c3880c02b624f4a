import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const nothing: TodayAnswer = {
  asOf: '2026-11-24T12:00:00.000Z',
  things: [],
  total: 0,
  rest: { count: 0, kinds: [] },
  settled: 0,
  owners: [],
  ranking: [],
};

describe('the route of today', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        today: {
          of: async (query) => (asked.push(query), nothing),
          findOwner: async (query) => (asked.push(query), { id: 'id-7' }),
        },
      }),
    );
  });
  afterAll(() => server.stop());

  const id = '00000000-0000-8000-8000-000000000001';

  it('asks for an owner and a moment', async () => {
    const response = await server.call(`/api/v1/today?owner=${id}&asOf=2026-01-01`);
    expect([response.status, await response.json()]).toMatchObject([200, nothing]);
    expect(asked).toEqual([{ owner: id, asOf: '2026-01-01' }]);
    expect((await server.call('/api/v1/today?owner=none')).status).toBe(200);
    for (const bad of ['limit=20', 'owner=Team%20North'])
      expect((await server.call(`/api/v1/today?${bad}`)).status).toBe(400);
  });

  it('finds an owner by a name in the body', async () => {
    asked.length = 0;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ owner: 'Team North', asOf: '2026-01-01' });
    const response = await server.call('/api/v1/today/owners/find', { method: 'POST', body, headers });
    expect([response.status, await response.json()]).toEqual([200, { id: 'id-7' }]);
    expect(asked).toEqual([{ owner: 'Team North', asOf: '2026-01-01' }]);
  });
});
