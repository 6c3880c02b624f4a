import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { Webhooks } from '#workspace/outbox/webhook-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const id = '00000000-0000-4000-8000-000000000001';
const row = {
  id,
  url: 'https://example.org/hook',
  createdAt: '2026-11-24T12:00:00Z',
  state: 'enabled' as const,
  delivered: 2,
  pending: 1,
  deadLetters: 3,
};

describe('the routes of webhooks', () => {
  let server: TestServer;
  const asked: unknown[] = [];
  const noted =
    <Answer>(answer: Answer) =>
    async (...given: readonly unknown[]): Promise<Answer> => {
      asked.push(given);
      return answer;
    };

  beforeAll(async () => {
    const webhooks: Webhooks = {
      list: noted({ webhooks: [row] }),
      add: noted({ ...row, secret: 'whsec_x' }),
      remove: (gone) => Promise.reject(new LedgerError('not-found', `There is no webhook ${gone}.`)),
      change: noted(row),
      deadLetters: noted({ deadLetters: [] }),
      replay: noted({ replayed: 3 }),
    };
    server = await startTestServer(tendOf({ webhooks }));
  });
  afterAll(() => server.stop());

  const call = async (method: string, path: string, body?: unknown) => {
    asked.length = 0;
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await server.call(`/api/v1/webhooks${path}`, { method, ...json });
    return [response.status, await response.json()];
  };

  it('give what the workspace gives', async () => {
    expect(await call('GET', '')).toEqual([200, { webhooks: [row] }]);
    const webhook = { url: row.url, kinds: ['a'], projections: ['p'] };
    expect(await call('POST', '', webhook)).toEqual([201, { ...row, secret: 'whsec_x' }]);
    expect(asked).toEqual([[webhook]]);
    expect(await call('POST', `/${id}/disable`)).toEqual([200, row]);
    expect(asked).toEqual([[id, 'disable']]);
    expect(await call('POST', `/${id}/enable`, {})).toEqual([200, row]);
    expect(await call('GET', `/dead-letters?webhook=${id}&limit=5`)).toEqual([200, { deadLetters: [] }]);
    expect(asked).toEqual([[{ webhook: id, limit: 5 }]]);
    expect(await call('POST', '/dead-letters/replay', { webhook: id })).toEqual([200, { replayed: 3 }]);
    expect(asked).toEqual([[{ webhook: id }]]);
    expect(await call('DELETE', `/${id}`)).toMatchObject([404, { code: 'not-found' }]);
  });

  it.each([
    ['POST', '', {}],
    ['POST', '', { url: 7 }],
    ['POST', '', { url: row.url, kinds: 'a' }],
    ['POST', '', { url: row.url, kinds: [7] }],
    ['POST', '', { url: row.url, kinds: [''] }],
    ['POST', '', { url: row.url, other: 1 }],
    ['POST', '', { url: row.url, kinds: Array.from({ length: 51 }, () => 'a') }],
    ['POST', '/dead-letters/replay', { webhook: 'x' }],
    ['GET', '/dead-letters?limit=0', undefined],
  ])('refuse %s %s %j', async (method, path, body) => {
    expect(await call(method, path, body)).toMatchObject([400, { code: 'invalid' }]);
    expect(asked).toEqual([]);
  });

  it('are watched by ids, and not by addresses', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toContain(`tend_webhook_messages{webhook="${id}",state="delivered"} 2`);
    expect(text).toContain(`tend_webhook_messages{webhook="${id}",state="pending"} 1`);
    expect(text).toContain(`tend_webhook_messages{webhook="${id}",state="dead"} 3`);
    expect(text).not.toContain('example.org');
  });

  it('repeat nothing that stands in a path', async () => {
    const [status, problem] = await call('POST', '/planted@example.org/enable');
    expect(status).toBe(404);
    expect(JSON.stringify(problem)).not.toContain('planted');
  });
});
