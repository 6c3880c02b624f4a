import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

describe('the routes of what projections make', () => {
  let server: TestServer;
  let asked: unknown[];

  beforeEach(async () => {
    asked = [];
    const answer =
      (verb: string) =>
      async (...given: readonly unknown[]) => {
        asked.push([verb, ...given]);
        if (given[0] === 'gone') throw new LedgerError('cursor-expired');
        return { verb } as never;
      };
    const made = {
      documents: answer('documents'),
      document: answer('document'),
      totals: answer('totals'),
    };
    server = await startTestServer(tendOf({ made }));
  });
  afterEach(() => server.stop());

  const get = (path: string) => server.call(`/api/v1/projections/${path}`);
  const encoded = (value: unknown) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value));

  it('give what is asked to the workspace', async () => {
    const filter = { state: 'open', dueAt: { from: 3 } };
    expect(await (await get('mine/documents')).json()).toEqual({ verb: 'documents' });
    await get(
      `mine/documents?sort=dueAt&direction=descending&filter=${encoded(filter)}&q=ab&limit=2&after=x&asOf=-1d&knownBy=-2d`,
    );
    const key = 'a/b~c%25 ü';
    const longest = 'ü'.repeat(600) + 'k'.repeat(600);
    await get(`mine/documents/${encoded(key)}?asOf=-1d`);
    // As long as a key may be.
    await get(`mine/documents/${encoded(longest)}`);
    await get(`mine/totals?prefix=${encoded(['kept', 3])}&limit=2`);
    // With the connection that whoever asks may give up.
    const work = { signal: expect.any(AbortSignal) };
    expect(asked).toEqual([
      ['documents', 'mine', {}, work],
      [
        'documents',
        'mine',
        { sort: 'dueAt', direction: 'descending', filter, q: 'ab', limit: 2, after: 'x', asOf: '-1d', knownBy: '-2d' },
        work,
      ],
      ['document', 'mine', key, { asOf: '-1d' }],
      ['document', 'mine', longest, {}],
      ['totals', 'mine', { prefix: ['kept', 3], limit: 2 }, work],
    ]);
  });

  it('refuse what is no parameter, and say when a list is no longer served', async () => {
    for (const path of [
      'mine/documents?filter={',
      'mine/documents?limit=0',
      'mine/documents?by=x',
      'mine/documents/x?limit=1',
      'mine/documents?asClaimed=true',
      'mine/totals?prefix=kept',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 400]);
    expect(asked).toEqual([]);
    const gone = await get('gone/documents?after=x');
    expect([gone.status, await gone.json()]).toMatchObject([410, { code: 'cursor-expired' }]);
  });
});
