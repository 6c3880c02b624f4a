import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const person = 'anna.planted@example.com';

describe('what is logged and counted', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        timeline: () => Promise.reject(new LedgerError('not-found', `Nobody is known as ${person}.`)),
        relationships: async () => ({ rows: [] }) as never,
        record: async () => ({ events: [{ outcome: 'appended' }, { outcome: 'known' }] }) as never,
        status: async () => ({ head: { sequence: 7 } }) as never,
        projections: async () =>
          ({
            projections: [{ name: 'process-flow', lagEvents: 3, lagSeconds: 1.5, quarantined: 0, state: 'serving' }],
          }) as never,
      }),
    );
  });
  afterAll(() => server.stop());

  it('holds nothing of a person, wherever it was said', async () => {
    const json = { 'content-type': 'application/json' };
    await server.call('/api/v1/relationships/find', {
      method: 'POST',
      body: JSON.stringify({ name: person }),
      headers: json,
    });
    await server.call(`/api/v1/relationships?q=${person}`);
    await server.call(`/api/v1/relationships/${person}`);
    await server.call(`/api/v1/${person}`);
    await server.call(`/${person}`);
    await server.call('/api/v1/touchpoints', {
      method: 'POST',
      body: JSON.stringify({ person }),
      headers: { ...json, 'user-agent': person, 'x-request-id': person },
    });
    await server.call(`/open/${person}`);
    const log = server.log();
    expect(log.trim().split('\n').length).toBeGreaterThanOrEqual(7);
    expect(log).not.toContain('planted');
    expect(log).not.toContain('a'.repeat(43));
    expect(log).toContain('"route":"/api/v1/relationships/:id"');
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('planted');
  });

  it('leaves the address out of problems: whoever keeps one keeps no name of it', async () => {
    for (const path of [
      `/api/v1/relationships?q=x&unknown=${person}`,
      `/api/v1/${person}`,
      `/api/v1/status?q=${person}`,
    ]) {
      const response = await server.call(path);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      const body = await response.text();
      expect(JSON.parse(body)).not.toHaveProperty('instance');
      expect(body).not.toContain('planted');
    }
  });

  it('is one JSON object a line', async () => {
    await server.call('/api/v1/status');
    for (const line of server.log().trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(Number),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        msg: expect.any(String),
      });
    }
  });

  it('counts touchpoints, requests and how far projections are', async () => {
    await server.call('/api/v1/touchpoints', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^tend_touchpoints_total\{outcome="appended",by="http"\} [12]$/m);
    expect(text).toMatch(
      /^tend_http_request_seconds_count\{method="POST",route="\/api\/v1\/touchpoints",status="201"\} [12]$/m,
    );
    expect(text).toContain('tend_ledger_head 7');
    expect(text).toContain('tend_projection_lag_events{projection="process-flow"} 3');
    expect(text).toContain('tend_projection_lag_seconds{projection="process-flow"} 1.5');
  });

  it('tells of a ledger that cannot be read that the server is not ready', async () => {
    const broken = await startTestServer(tendOf({ status: () => Promise.reject(new LedgerError('integrity')) }));
    const ready = await fetch(`${broken.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { status: 'error', error: { ledger: { status: 'down' } } },
    ]);
    expect((await fetch(`${broken.url}/health/live`)).status).toBe(200);
    await broken.stop();
  });
});
