import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { HandoverPack, OwnerHandover } from '#workspace/handover/handover-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const id = '55261949-3819-404a-a9ab-cc04a89a77cd';
const pack = { relationship: { id }, sections: [], readingSeconds: 0 } as unknown as HandoverPack;
const page = { rows: [pack], total: 1 } as unknown as OwnerHandover;

describe('the routes of handovers', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        handovers: {
          relationship: async (name, query) => {
            asked.push([name, query]);
            return pack;
          },
          owner: async (query) => {
            asked.push(query);
            return page;
          },
        },
      }),
    );
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(() => server.stop());

  it('tell of one relationship, now or at a moment', async () => {
    const response = await server.call(
      `/api/v1/relationships/${id}/handover?asOf=2026-01-01&knownBy=-3d&asClaimed=true`,
    );
    expect([response.status, await response.json()]).toEqual([200, pack]);
    expect(asked).toEqual([[id, { asOf: '2026-01-01', knownBy: '-3d', asClaimed: true }]]);
    expect((await server.call('/api/v1/relationships/Acme/handover')).status).toBe(404);
  });

  it('tell of all of an owner, in pages', async () => {
    const response = await server.call(`/api/v1/handover?owner=${id}&limit=3&after=x&asOf=2026-01-01`);
    expect([response.status, await response.json()]).toEqual([200, page]);
    expect(asked).toEqual([{ owner: id, limit: 3, after: 'x', asOf: '2026-01-01' }]);
    for (const query of [
      '',
      'owner=Agent%207',
      `owner=${id}&limit=26`,
      `owner=${id}&asClaimed=true`,
      `owner=${id}&phase=growth`,
    ])
      expect((await server.call(`/api/v1/handover?${query}`)).status).toBe(400);
  });

  it('take a name in a body', async () => {
    const post = (body: object) =>
      server.call('/api/v1/handover', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const response = await post({ owner: 'Agent 7', limit: 3 });
    expect([response.status, await response.json()]).toEqual([200, page]);
    expect(asked).toEqual([{ owner: 'Agent 7', limit: 3 }]);
    expect((await post({ limit: 3 })).status).toBe(400);
  });
});
