import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { DigestLinks, DigestRow, Digests, LinkAnswer } from '#workspace/digests/digest-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const id = '00000000-0000-4000-8000-000000000001';
const row: DigestRow = {
  id,
  mail: 'team@example.org',
  at: '07:00',
  days: 'mon-fri',
  createdAt: '2026-11-24T12:00:00Z',
  state: 'enabled',
  delivered: 2,
  pending: 1,
  deadLetters: 0,
};
const link: LinkAnswer = {
  word: 'resolve',
  kind: 'complaint-open',
  relationship: { id, name: 'Acme <b>' },
  by: 'team@example.org',
  day: '2026-11-24',
  canUndo: true,
};

describe('the routes of digests', () => {
  let server: TestServer;
  const asked: unknown[] = [];
  const noted =
    <Answer>(answer: Answer) =>
    async (...given: readonly unknown[]): Promise<Answer> => {
      asked.push(given);
      return answer;
    };
  const refuse = (token: string) => {
    if (token === 'old') throw new LedgerError('link-expired');
    if (token === 'bad') throw new LedgerError('not-found', 'This link is none of ours, or its digest was removed.');
  };

  beforeAll(async () => {
    const digests: Digests = {
      list: noted({ digests: [row], canMail: true }),
      add: noted(row),
      remove: (gone) => Promise.reject(new LedgerError('not-found', `There is no digest ${gone}.`)),
      change: noted(row),
      send: (...given) => noted(row)(given[0]),
      preview: (...given) => noted({ subject: 's', text: 't', html: 'h' })(given[0]),
    };
    const digestLinks: DigestLinks = {
      look: async (token) => (refuse(token), { ...link, word: token === 'no' ? 'decline' : 'resolve' }),
      act: async (token, how) => (refuse(token), asked.push([token, how]), link),
    };
    server = await startTestServer(tendOf({ digests, digestLinks }));
  });
  afterAll(() => server.stop());

  const call = async (method: string, path: string, body?: unknown) => {
    asked.length = 0;
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await server.call(`/api/v1/digests${path}`, { method, ...json });
    return [response.status, await response.json()];
  };

  it('give what the workspace gives', async () => {
    expect(await call('GET', '')).toEqual([200, { digests: [row], canMail: true }]);
    const digest = { mail: 'team@example.org', owner: 'Team North', at: '07:30', days: 'daily' };
    expect(await call('POST', '', digest)).toEqual([201, row]);
    expect(asked).toEqual([[digest]]);
    expect(await call('POST', `/${id}/disable`)).toEqual([200, row]);
    expect(asked).toEqual([[id, 'disable']]);
    expect(await call('POST', `/${id}/enable`, {})).toEqual([200, row]);
    expect(await call('POST', `/${id}/send`)).toEqual([200, row]);
    expect(asked).toEqual([[id]]);
    expect(await call('GET', `/${id}/preview`)).toEqual([200, { subject: 's', text: 't', html: 'h' }]);
    expect(await call('DELETE', `/${id}`)).toMatchObject([404, { code: 'not-found' }]);
  });

  it.each([
    ['POST', '', { mail: 7 }],
    ['POST', '', { mail: 'a@b.c', other: 1 }],
    ['POST', '', { at: '' }],
    ['GET', '?limit=1', undefined],
  ])('refuse %s %s %j', async (method, path, body) => {
    expect(await call(method, path, body)).toMatchObject([400, { code: 'invalid' }]);
    expect(asked).toEqual([]);
  });

  it('repeat nothing that stands in a path', async () => {
    const [status, problem] = await call('POST', '/planted@example.org/enable');
    expect([status, JSON.stringify(problem).includes('planted')]).toEqual([404, false]);
  });

  describe('and their links', () => {
    /** As a browser does that knows no session: never with the token. */
    const open = async (path: string, options: RequestInit = {}) => {
      asked.length = 0;
      const response = await fetch(`${server.url}/confirm/${path}`, options);
      return { status: response.status, headers: response.headers, html: await response.text() };
    };

    it('say nothing by being opened', async () => {
      const { status, html, headers } = await open('t');
      expect([status, asked]).toEqual([200, []]);
      expect(html).toContain('<form method="post" action="?"><button>Resolve</button></form>');
      expect(html).toContain('Open complaint · Acme &lt;b&gt; · digest of 2026-11-24');
      expect(html).toContain('team@example.org');
      expect(headers.get('content-security-policy')).toContain("form-action 'self'");
      expect(headers.get('content-security-policy')).not.toContain('script');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('say it by the button, and take it back', async () => {
      const form = {
        method: 'POST',
        body: '',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': server.url },
      };
      const moved = await open('t?', { ...form, redirect: 'manual' });
      expect([moved.status, moved.headers.get('location'), asked]).toEqual([
        303,
        '/confirm/t?page=said',
        [['t', { undo: false }]],
      ]);
      const done = await open('t?page=said');
      expect([done.status, asked]).toEqual([200, []]);
      expect(done.html).toContain('It is resolved.');
      expect(done.html).toContain('action="?undo=1"');
      const undone = await open('t?undo=1', form);
      expect([undone.html.includes('It is taken back.'), asked]).toEqual([true, [['t', { undo: true }]]]);
      // What mail programs add is no matter.
      expect((await open('t?utm_source=mail')).html).toContain('<button>Resolve</button>');
      await open('t?reason=no-time', form);
      expect(asked).toEqual([['t', { undo: false, reason: 'no-time' }]]);
      expect((await open('t?other=1', form)).status).toBe(400);
      expect((await open('t', { ...form, headers: { ...form.headers, origin: 'https://other.example' } })).status).toBe(
        403,
      );
      expect(asked).toEqual([]);
    });

    it('ask why a play is declined', async () => {
      const { html } = await open('no');
      expect(html.match(/action="\?reason=[a-z-]+"/g)?.length).toBe(5);
    });

    it('are answered as a page where they are no good', async () => {
      const old = await open('old');
      expect([old.status, old.html.includes('The link is too old')]).toEqual([410, true]);
      expect((await open('bad', { method: 'POST' })).status).toBe(404);
      expect((await open('bad')).html).toContain('none of ours');
    });
  });
});
