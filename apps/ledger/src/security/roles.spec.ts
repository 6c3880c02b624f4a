import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestServer, tendOf, type TestServer } from '../testing.js';
import { roleOf } from './roles.js';

describe('the roles of a node', () => {
  let server: TestServer | undefined;
  afterEach(async () => server?.stop());

  const asked = async (method: string, path: string): Promise<readonly [number, unknown]> => {
    const response = await server!.call(path, { method });
    const answer = (await response.json().catch(() => ({}))) as { code?: string };
    return [response.status, answer.code];
  };

  it('say which routes it answers, and what it is told of itself it always answers', async () => {
    server = await startTestServer(tendOf({}), { roles: new Set(['queries', 'projector']) });
    expect(await asked('POST', '/api/v1/touchpoints')).toEqual([421, 'misdirected']);
    expect(await asked('POST', '/api/v1/commands/LinkParties')).toEqual([421, 'misdirected']);
    expect(await asked('DELETE', '/api/v1/webhooks/1')).toEqual([421, 'misdirected']);
    expect(await asked('GET', '/api/v1/relationships')).toEqual([404, 'not-found']);
    expect((await asked('POST', '/api/v1/relationships/find'))[0]).not.toBe(421);
    expect((await asked('GET', '/api/v1/status'))[0]).toBe(200);
    await server.stop();
    server = await startTestServer(tendOf({}), { roles: new Set(['commands']) });
    expect(await asked('GET', '/api/v1/relationships')).toEqual([421, 'misdirected']);
    expect(await asked('POST', '/api/v1/relationships/find')).toEqual([421, 'misdirected']);
    expect((await asked('POST', '/api/v1/touchpoints'))[0]).not.toBe(421);
    for (const path of ['/api/v1/status', '/api/v1/projections', '/health/live', '/metrics', '/'])
      expect([path, (await server.call(path)).status]).toEqual([path, 200]);
  });

  it('are told to nobody without credentials, and to no address that there is not', async () => {
    server = await startTestServer(tendOf({}), { roles: new Set(['queries']) });
    expect((await fetch(`${server.url}/api/v1/touchpoints`, { method: 'POST' })).status).toBe(401);
    expect((await asked('POST', '/api/v1/nowhere'))[0]).toBe(404);
    expect((await asked('PUT', '/api/v1/relationships'))[0]).toBe(405);
  });

  it.each([
    ['GET', '/api/v1/export/:format', 'queries'],
    ['POST', '/api/v1/imports', 'commands'],
    ['POST', '/confirm/:token', 'commands'],
    ['POST', '/api/v1/projections/:name/rebuild', 'commands'],
    ['POST', '/api/v1/projections/:name/what-if', 'queries'],
    ['POST', '/api/v1/links', undefined],
    ['GET', '/*', undefined],
  ] as const)('%s %s needs %s', (method, route, role) => {
    expect(roleOf(method, route)).toBe(role);
  });
});
