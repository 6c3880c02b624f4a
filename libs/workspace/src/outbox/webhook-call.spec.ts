import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { webhookSender } from './webhook-call.js';

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const at = Date.parse('2026-11-24T12:00:00.900Z');
const never = new AbortController().signal;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A receiver on a free port of this machine. @param status of its answers; undefined: it never answers */
async function receiver(status: number | undefined, location?: string) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ method: request.method, path: request.url, headers: request.headers, body });
      if (status !== undefined) response.writeHead(status, location === undefined ? {} : { location }).end('thanks');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { received, port, url: `http://127.0.0.1:${port}/hook?a=1` };
}

const call = (url: string) => ({ url, id: 'msg_1', body: '{"type":"signal.raised"}', secret, at });

describe('a call of a webhook', () => {
  it('is signed as Standard Webhooks says', async () => {
    const { url, received } = await receiver(204);
    expect(await webhookSender({ allowPrivate: true })(call(url), never)).toEqual({ taken: true });
    const [{ headers, body, ...line }] = received as [Received];
    expect(line).toEqual({ method: 'POST', path: '/hook?a=1' });
    expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'webhook-timestamp': '1795521600' });
    // By hand, from the words of the specification.
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = createHmac('sha256', key).update(`msg_1.1795521600.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    expect(body).toBe('{"type":"signal.raised"}');
  });

  it('is signed as in the test vector that the specification is published with', () => {
    const published = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const signature = published.sign(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([
    [200, { taken: true }],
    [302, { taken: false, failure: 'answered 302: redirects are not followed' }],
    [404, { taken: false, failure: 'answered 404' }],
    [410, { taken: false, failure: 'answered 410: it wants nothing more', gone: true }],
    [503, { taken: false, failure: 'answered 503' }],
  ])('that is answered with %i', async (status, outcome) => {
    const elsewhere = await receiver(200);
    const { url } = await receiver(status, elsewhere.url);
    expect(await webhookSender({ allowPrivate: true })(call(url), never)).toEqual(outcome);
    expect(elsewhere.received).toEqual([]);
  });

  it.each(['http://127.0.0.1', 'http://localhost', 'http://[::1]', 'http://0.0.0.0', 'http://169.254.169.254'])(
    'does not go to %s unless that is allowed',
    async (origin) => {
      const { port, received } = await receiver(200);
      const outcome = await webhookSender({ allowPrivate: false })(call(`${origin}:${port}/`), never);
      expect(outcome).toMatchObject({ taken: false, failure: expect.stringMatching(/private or reserved/) });
      expect(received).toEqual([]);
    },
  );

  it('ends at its time limit, and when it is told to', async () => {
    const { url } = await receiver(undefined);
    const slow = await webhookSender({ allowPrivate: true, callMs: 50 })(call(url), never);
    expect(slow).toEqual({ taken: false, failure: 'no answer within 0.05 s' });
    const stopping = new AbortController();
    const stopped = webhookSender({ allowPrivate: true })(call(url), stopping.signal);
    stopping.abort();
    expect(await stopped).toMatchObject({ taken: false });
  });

  it('says what keeps it from a receiver that is not there', async () => {
    const { url, port } = await receiver(200);
    for (const server of servers.splice(0)) server.close();
    expect(port).toBeGreaterThan(0);
    const outcome = await webhookSender({ allowPrivate: true })(call(url), never);
    expect(outcome).toEqual({ taken: false, failure: 'not reached (ECONNREFUSED)' });
  });
});
