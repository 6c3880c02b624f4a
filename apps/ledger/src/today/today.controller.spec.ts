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
    server = await startTestServer(tendOf({ today: { of: async (query) => (asked.push(query), nothing) } }));
  });
  afterAll(() => server.stop());

  it('asks for an owner and a moment', async () => {
    const response = await server.call('/api/v1/today?owner=Team%20North&asOf=2026-01-01');
    expect([response.status, await response.json()]).toEqual([200, nothing]);
    expect(asked).toEqual([{ owner: 'Team North', asOf: '2026-01-01' }]);
    expect((await server.call('/api/v1/today?limit=20')).status).toBe(400);
  });
});
