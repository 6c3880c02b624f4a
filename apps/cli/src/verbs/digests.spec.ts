import { afterEach, describe, expect, it } from '@jest/globals';
import type { DigestRow } from '#workspace/digests/digest-answers.js';
import { run, serve, type Ended } from '../testing.js';

const id = '00000000-0000-4000-8000-000000000001';
const row: DigestRow = {
  id,
  owner: { id, name: 'Team North' },
  mail: 'north@example.org',
  at: '07:00',
  days: 'mon-fri',
  createdAt: '2026-11-24T12:00:00Z',
  state: 'enabled',
  lastDay: '2026-11-24',
  lastOutcome: 'told',
  delivered: 2,
  pending: 1,
  nextAttemptAt: '2026-11-24T12:05:00Z',
  deadLetters: 3,
  failure: 'the mail server answered 451',
  failedAt: '2026-11-24T12:00:00Z',
};

describe('digests on the command line', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0] = {}): Promise<Ended> {
    server = await serve(routes);
    return run(['digests', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }
  const asked = () =>
    server.asked.map(({ method, path, body }) => [`${method} ${path}`, body === '' ? undefined : JSON.parse(body)]);

  it('are listed with what waits and what fails', async () => {
    const other = { ...row, owner: undefined, state: 'disabled', reason: 'disabled by hand', deadLetters: 0 };
    const { stdout } = await ask([], { 'GET /digests': { digests: [row, other], canMail: false } });
    expect(stdout.split('\n').slice(1)).toEqual([
      `${id}  north@example.org  Team North  mon-fri at 07:00  enabled   2026-11-24 told          2        1`,
      `${id}  north@example.org  all         mon-fri at 07:00  disabled  2026-11-24 told          2        1`,
      `${id}: the mail server answered 451; next attempt 2026-11-24 12:05`,
      `${id}: 3 given up: tend webhooks dead-letters --webhook ${id}`,
      `${id} is disabled: disabled by hand`,
      'No mail server is set here: start the server with TEND_SMTP and TEND_MAIL_FROM.',
      '',
    ]);
    await server.close();
    expect((await ask([], { 'GET /digests': { digests: [] } })).stdout).toContain('tend digests add --mail ADDRESS');
  });

  it('are registered', async () => {
    const words = ['add', '--mail', row.mail!, '--owner', 'Team North', '--at', '7:30', '--days', 'daily'];
    const { stdout } = await ask(words, { 'POST /digests': row });
    expect(stdout).toBe(`north@example.org is told mon-fri at 07:00, as ${id}.\n`);
    expect(asked()).toEqual([
      ['POST /digests', { owner: 'Team North', mail: 'north@example.org', at: '7:30', days: 'daily' }],
    ]);
    await server.close();
    const webhook = { ...row, mail: undefined, webhook: 'https://example.org/', secret: 'whsec_x' };
    expect((await ask(['add', '--webhook', 'https://example.org/'], { 'POST /digests': webhook })).stdout).toContain(
      '\nwhsec_x\n',
    );
  });

  it('are sent, shown, stopped and removed', async () => {
    expect((await ask(['send', id], { [`POST /digests/${id}/send`]: row })).stdout).toContain(
      'It is written, and the server sends it',
    );
    await server.close();
    const preview = { subject: 'Tend: 1 thing to do today', text: '2026-11-24: …\n', html: '<p>' };
    expect((await ask(['preview', id], { [`GET /digests/${id}/preview`]: preview })).stdout).toBe(
      'Tend: 1 thing to do today\n\n2026-11-24: …\n',
    );
    await server.close();
    expect(
      (await ask(['disable', id], { [`POST /digests/${id}/disable`]: { ...row, state: 'disabled' } })).stdout,
    ).toBe('It is disabled.\n');
    await server.close();
    expect((await ask(['remove', id], { [`DELETE /digests/${id}`]: { digests: [] } })).stdout).toContain(
      'It is removed.\n',
    );
  });

  it.each([
    [['other']],
    [['add']],
    [['add', '--mail', 'a@b.c', '--webhook', 'https://a.b/']],
    [['add', 'a@b.c']],
    [['send']],
    [['remove', 'x']],
  ])('are refused where something is missing: %j', async (args) => {
    expect((await ask(args)).status).toBe(2);
    expect(server.asked).toEqual([]);
  });
});
