import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, tendOf, type TestServer } from './testing.js';

describe('an address that is asked by another method', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(tendOf({}));
  });
  afterAll(() => server.stop());

  it.each([
    ['DELETE', '/api/v1/relationships', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/relationships', 'GET, HEAD'],
    ['PUT', '/api/v1/touchpoints', 'POST'],
    ['GET', '/api/v1/touchpoints', 'POST'],
    ['HEAD', '/api/v1/touchpoints', 'POST'],
    ['DELETE', '/api/v1/imports?limit=1', 'GET, HEAD, POST'],
    ['DELETE', '/%61pi/v1/imports', 'GET, HEAD, POST'],
    // It is the id of a relationship as well, to the router.
    ['PUT', '/api/v1/relationships/find', 'GET, HEAD, POST'],
    ['POST', '/api/v1/processes/Help%20desk%2Ftwo/map.svg', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['PUT', '/open/x', 'GET, HEAD, POST'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/relationships/x', 'GET, HEAD'],
  ])('%s %s is told which there are', async (method, path, allow) => {
    const refused = await server.call(path, { method, ...(method === 'PUT' ? { body: '{}' } : {}) });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow]);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    if (method === 'HEAD') return;
    const { detail } = (await refused.json()) as { detail: string };
    expect(detail).toContain(method);
    expect(detail).toContain(allow);
  });

  it.each([
    ['DELETE', '/api/v1/nothing'],
    ['GET', '/api/v1/nothing'],
    ['POST', '/api/v1/relationships/x/y'],
    ['POST', '/api/v1/relationships/'],
    ['OPTIONS', '/health/nothing'],
  ])('%s %s, which is none, is not there', async (method, path) => {
    const refused = await server.call(path, { method });
    expect([refused.status, refused.headers.get('allow')]).toEqual([404, null]);
    expect(await refused.text()).not.toContain('Cannot');
  });

  it('tells nothing to whoever may not ask', async () => {
    for (const path of ['/api/v1/relationships', '/api/v1/nothing']) {
      const refused = await fetch(`${server.url}${path}`, { method: 'DELETE' });
      expect([refused.status, refused.headers.get('allow')]).toEqual([401, null]);
    }
  });
});
