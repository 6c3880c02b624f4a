import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, tendOf, type TestServer } from './testing.js';

describe('the server', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(tendOf({}));
  });
  afterAll(() => server.stop());

  it('answers the status to who has the token', async () => {
    const response = await server.call('/api/v1/status');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ empty: true });
  });

  it('is alive and ready, and measured', async () => {
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${server.url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ok' }]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('tend_ledger_head 0');
  });

  it('gives the frame to every address of a page, and problems to the API', async () => {
    const page = await fetch(`${server.url}/processes/helpdesk`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const unknown = await server.call('/api/v1/nothing');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await unknown.json()).toMatchObject({ code: 'not-found', status: 404 });
  });
});
