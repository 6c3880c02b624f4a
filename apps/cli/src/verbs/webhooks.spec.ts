import { afterEach, describe, expect, it } from '@jest/globals';
import type { WebhookRow } from '#workspace/outbox/webhook-answers.js';
import { run, serve, type Ended } from '../testing.js';

const id = '00000000-0000-4000-8000-000000000001';
const row: WebhookRow = {
  id,
  url: 'https://example.org/hook',
  createdAt: '2026-11-24T12:00:00Z',
  state: 'enabled',
  delivered: 2,
  pending: 1,
  nextAttemptAt: '2026-11-24T12:05:00Z',
  deadLetters: 3,
  failure: 'answered 503',
  failedAt: '2026-11-24T12:00:00Z',
};

describe('webhooks on the command line', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0] = {}): Promise<Ended> {
    server = await serve(routes);
    return run(['webhooks', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }
  const asked = () =>
    server.asked.map(({ method, path, query, body }) => [
      `${method} ${path}`,
      query,
      body === '' ? undefined : JSON.parse(body),
    ]);

  it('are listed with what waits and what fails', async () => {
    const other = { ...row, state: 'disabled', reason: 'disabled by hand', kinds: ['a'], projections: ['p'] };
    const { stdout } = await ask([], { 'GET /webhooks': { webhooks: [row, other] } });
    expect(stdout).toBe(
      [
        'webhook                               address                   signals  state     delivered  waiting  dead letters',
        `${id}  https://example.org/hook  all      enabled           2        1             3`,
        `${id}  https://example.org/hook  a, of p  disabled          2        1             3`,
        `${id}: answered 503; next attempt 2026-11-24 12:05`,
        `${id} is disabled: disabled by hand`,
        '',
      ].join('\n'),
    );
    await server.close();
    expect((await ask([], { 'GET /webhooks': { webhooks: [] } })).stdout).toContain('tend webhooks add URL');
  });

  it('are registered, and the secret is shown', async () => {
    const words = ['add', row.url, '--kind', 'a', 'b', '--projection', 'p'];
    const { stdout } = await ask(words, { 'POST /webhooks': { ...row, secret: 'whsec_x' } });
    expect(stdout).toContain('\nwhsec_x\n');
    expect(asked()).toEqual([['POST /webhooks', {}, { url: row.url, kinds: ['a', 'b'], projections: ['p'] }]]);
  });

  it('are disabled, enabled and removed', async () => {
    expect((await ask(['enable', id], { [`POST /webhooks/${id}/enable`]: row })).stdout).toBe('It is enabled.\n');
    await server.close();
    const { stdout } = await ask(['remove', id], { [`DELETE /webhooks/${id}`]: { webhooks: [] } });
    expect(stdout).toContain('It is removed.\n');
  });

  it('leave dead letters, which are sent again', async () => {
    const letter = {
      id: 'msg_1',
      webhook: id,
      type: 'signal.raised',
      createdAt: row.createdAt,
      failedAt: row.failedAt,
    };
    const answer = { deadLetters: [{ ...letter, attempts: 16, failure: 'answered 503', message: {} }], next: 'x.7' };
    const { stdout } = await ask(['dead-letters', '--webhook', id, '--limit', '1'], {
      'GET /webhooks/dead-letters': answer,
    });
    expect(stdout).toContain('msg_1');
    expect(stdout).toContain('More with --after x.7\n');
    expect(asked()).toEqual([['GET /webhooks/dead-letters', { webhook: id, limit: '1' }, undefined]]);
    await server.close();
    const replayed = await ask(['replay', 'msg_1'], { 'POST /webhooks/dead-letters/replay': { replayed: 1 } });
    expect(replayed.stdout).toBe('1 message will be sent again.\n');
    expect(asked()).toEqual([['POST /webhooks/dead-letters/replay', {}, { message: 'msg_1' }]]);
  });

  it.each([
    [['other']],
    [['add']],
    [['remove', 'x']],
    [['dead-letters', '--webhook', 'x']],
    [['dead-letters', id]],
    [['replay']],
    [['replay', 'msg_1', '--all']],
  ])('are refused where something is missing: %j', async (args) => {
    expect((await ask(args)).status).toBe(2);
    expect(server.asked).toEqual([]);
  });
});
