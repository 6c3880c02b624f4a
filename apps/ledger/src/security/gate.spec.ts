import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { connect } from 'node:net';
import { startTestServer, tendOf, testToken, type TestServer } from '../testing.js';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: object }>>>>;
}

/** Every route that asks for nothing. */
const open = [
  '/confirm/{token}',
  '/confirm/{token}',
  '/open/{token}',
  '/open/{token}',
  '/health/live',
  '/health/ready',
  '/metrics',
];

/** Ways to write one address. */
function spellings(path: string): string[] {
  const encoded = (at: number) => `%${path.charCodeAt(at).toString(16)}`;
  const one = Array.from(path.slice(0, 8), (_, at) => path.slice(0, at) + encoded(at) + path.slice(at + 1));
  const all = path.replaceAll(/[a-z0-9]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [
    ...one.filter((written) => !written.startsWith('%')),
    all,
    `http://evil.example${path}`,
    `${path}?x=/health/live`,
  ];
}

describe('the gate', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(tendOf({}));
  });
  afterAll(() => server.stop());

  /** Not fetch, which sets Host and Origin itself. */
  function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      });
      asked.on('error', reject).end();
    });
  }

  const bearer = { authorization: `Bearer ${testToken}` };

  it('lets in by token or session, and nobody else', async () => {
    const host = { host: `127.0.0.1:${server.port}` };
    expect((await ask('/api/v1/status', { ...host, ...bearer })).status).toBe(200);
    for (const headers of [
      {},
      { authorization: 'Bearer x' },
      { authorization: `Basic ${testToken}` },
      { cookie: 'tend_x=1' },
    ]) {
      const refused = await ask('/api/v1/status', { ...host, ...headers });
      expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
        401,
        { code: 'unauthorised', hint: expect.any(String) },
      ]);
    }
    expect((await ask('/api/v1/nothing', host)).status).toBe(401);
    expect((await ask('/api/v1', host)).status).toBe(401);
  });

  it('lets nobody around it, however an address is written', async () => {
    const host = { host: `127.0.0.1:${server.port}` };
    const document = JSON.parse((await ask('/api/docs-json', host)).body) as Described;
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({ path, method: method.toUpperCase(), security })),
    );
    const shut = routes.filter(({ security }) => security !== undefined);
    expect(shut.length).toBeGreaterThan(15);
    expect(routes.filter((route) => !shut.includes(route)).map(({ path }) => path)).toEqual(open);
    for (const { path, method } of shut) {
      const plain = path.replaceAll(/\{[^}]+\}/g, 'x');
      for (const written of spellings(plain)) {
        const { status } = await ask(written, host, method);
        expect([method, written, status === 400 || status === 401]).toEqual([method, written, true]);
      }
      expect((await ask(plain, host, method)).status).toBe(401);
    }
    for (const path of ['/%61pi/v1/nothing', '/api/v1%2fstatus', '//api/v1/status', '/api', '/API/v1/status']) {
      expect([path, (await ask(path, host)).body]).not.toEqual([path, expect.stringContaining('"head"')]);
    }
    for (const path of ['/%61pi/v1/nothing', '/api/nothing']) expect((await ask(path, host)).status).toBe(401);
    expect((await ask('/api/nothing', host, 'POST')).status).toBe(401);
  });

  it('does not use a link up for who only looks at it', async () => {
    const path = new URL(server.link()).pathname;
    const host = { host: `localhost:${server.port}` };
    for (const method of ['HEAD', 'GET', 'GET']) {
      const looked = await ask(path, host, method);
      expect([looked.status, looked.headers['set-cookie']]).toEqual([200, undefined]);
      expect(looked.body).toMatch(method === 'HEAD' ? /^$/ : /<form method="post">/);
    }
    await ask(path, host, 'OPTIONS');
    expect((await ask(path, host, 'POST')).status).toBe(303);
    expect((await ask(path, host)).status).toBe(401);
  });

  it('lets the page behind a link run its one script and send its one form, and nothing else', async () => {
    const { body, headers } = await ask(new URL(server.link()).pathname, { host: `localhost:${server.port}` });
    const script = /<script>(.*)<\/script>/.exec(body)![1]!;
    const digest = createHash('sha256').update(script).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'sha256-${digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    // A page that tells no referrer tells no origin with a form either, and would be refused.
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('takes a link from no page of another site', async () => {
    const path = new URL(server.link()).pathname;
    const host = { host: `localhost:${server.port}` };
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' };
    const foreign = { ...host, ...form, 'origin': 'http://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await ask(path, foreign, 'POST')).status).toBe(403);
    const own = { ...host, ...form, 'origin': `http://${host.host}`, 'sec-fetch-site': 'same-origin' };
    expect((await ask(path, own, 'POST')).status).toBe(303);
  });

  it('makes a link for the token of the directory, and not for a session', async () => {
    const host = { host: `localhost:${server.port}` };
    const opened = await ask(new URL(server.link()).pathname, host, 'POST');
    const cookie = (opened.headers['set-cookie'] as string[])[0]!.split(';')[0]!;
    const refused = await ask('/api/v1/links', { ...host, cookie }, 'POST');
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([403, { code: 'forbidden' }]);
    const made = await ask('/api/v1/links', { ...host, authorization: `Bearer ${testToken}` }, 'POST');
    expect(made.status).toBe(201);
    const { link } = JSON.parse(made.body) as { link: string };
    expect(new URL(link).host).toBe(host.host);
    expect((await ask(new URL(link).pathname, host, 'POST')).status).toBe(303);
  });

  it('makes a session of the link, once, which scripts cannot read', async () => {
    const path = new URL(server.link()).pathname;
    const host = { host: `localhost:${server.port}` };
    const opened = await ask(path, host, 'POST');
    expect([opened.status, opened.headers['location']]).toEqual([303, '/']);
    const [cookie] = opened.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^tend_[0-9a-f]{12}=[^;]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=604800$/);
    const session = { cookie: cookie!.split(';')[0]! };
    expect((await ask('/api/v1/status', { ...host, ...session })).status).toBe(200);
    for (const method of ['GET', 'POST']) {
      const again = await ask(path, host, method);
      expect([again.status, again.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
      expect(again.body).toContain('npm start');
    }
  });

  it('answers only to its own names (DNS rebinding)', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
      expect((await ask('/health/live', { host: `${name}:${server.port}` })).status).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port + 1}`,
      `localhost.evil.example:${server.port}`,
    ]) {
      const refused = await ask('/api/v1/status', { host, ...bearer });
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'forbidden', status: 403 });
      expect((await ask('/', { host })).status).toBe(403);
    }
  });

  it('refuses what pages of other sites and ports ask', async () => {
    const own = { host: `127.0.0.1:${server.port}`, ...bearer };
    const allowed: Record<string, string>[] = [
      { origin: `http://127.0.0.1:${server.port}` },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ];
    const foreign: Record<string, string>[] = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      { origin: `http://localhost:${server.port}` },
      { origin: `https://127.0.0.1:${server.port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of allowed) expect((await ask('/api/v1/status', { ...own, ...headers })).status).toBe(200);
    for (const headers of foreign) expect((await ask('/api/v1/status', { ...own, ...headers })).status).toBe(403);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/', { ...own, ...link })).status).toBe(200);
    expect((await ask('/api/v1/touchpoints', { ...own, ...link }, 'POST')).status).toBe(403);
  });

  it('answers what is no request, or too much of one, and closes', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
        socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
        socket.on('error', reject).on('close', () => resolve(answer));
      });
    const own = `Host: 127.0.0.1:${server.port}\r\nConnection: close\r\n`;
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*nosniff[^]*"code":"invalid"/);
    expect(await raw(`GET / HTTP/1.1\r\n${own}X: ${'x'.repeat(70_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [^]*"limit-exceeded"/,
    );
    expect(await raw('GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw(`GET /health/live HTTP/1.1\r\n${own}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('sends its policy with every answer, errors included', async () => {
    const own = { host: `127.0.0.1:${server.port}` };
    for (const path of ['/', '/api/v1/status', '/tend.svg', '/nothing.js', '/open/x', '/metrics', '/api/docs', '/%']) {
      const { headers } = await ask(path, own);
      expect([path, headers['x-content-type-options'], headers['referrer-policy'], headers['x-frame-options']]).toEqual(
        [path, 'nosniff', 'no-referrer', 'DENY'],
      );
      const policy = headers['content-security-policy'] as string;
      expect(policy).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await ask('/api/v1/status', own)).headers['cache-control']).toBe('no-store');
  });
});
