import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { definitions } from '#workspace/definitions.js';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import type { PromiseCommandAnswer } from '#workspace/relationships/promise-command-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const listed: PromisesAnswer = {
  build: 'promises.1',
  position: { from: 1, to: 9 },
  horizon: '2026-11-24T12:00:00.000Z',
  by: 'ours',
  counts: { open: 0, kept: 0, broken: 0, unconfirmed: 0 },
  rates: [],
  rows: [],
  total: 0,
};
const said: PromiseCommandAnswer = { promises: [], unchanged: 1 };
const id = '55261949-3819-404a-a9ab-cc04a89a77cd';

describe('the routes of promises and definitions', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        promises: {
          list: async (query) => {
            asked.push(query);
            return listed;
          },
        },
        promiseCommands: {
          act: async (action, command) => {
            asked.push([action, command]);
            if (command.promises.includes('ffff')) throw new LedgerError('not-found', 'There is no promise ffff.');
            return said;
          },
        },
      }),
    );
  });
  afterAll(() => server.stop());
  beforeEach(() => void (asked.length = 0));

  const post = async (command: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    const given = { method: 'POST', body: JSON.stringify(body), headers };
    const response = await server.call(`/api/v1/commands/${command}`, given);
    return [response.status, (await response.text()).trim().split('\n').at(-1)!] as const;
  };

  it('list what is asked for', async () => {
    const query = `state=due-soon&by=customer&relationship=${id}&limit=7&after=x&asOf=2026-01-01&knownBy=-30d`;
    const response = await server.call(`/api/v1/promises?${query}`);
    expect([response.status, await response.json()]).toEqual([200, listed]);
    expect(asked).toEqual([
      {
        state: 'due-soon',
        by: 'customer',
        relationship: id,
        limit: 7,
        after: 'x',
        asOf: '2026-01-01',
        knownBy: '-30d',
      },
    ]);
  });

  it.each(['state=lost', 'by=us', 'limit=0', 'relationship=Acme', 'asClaimed=true', 'other=1'])(
    'refuse %s',
    async (query) => {
      expect((await server.call(`/api/v1/promises?${query}`)).status).toBe(400);
    },
  );

  it.each([
    ['KeepPromises', 'keep', {}],
    ['KeepPromises', 'keep', { by: 'customer', keptAt: '2026-01-15' }],
    ['NotKeptPromises', 'not-kept', {}],
    ['NotKeptPromises', 'not-kept', { by: 'customer' }],
    ['RenegotiatePromises', 'renegotiate', { dueAt: '2026-12-01' }],
    ['UndoPromises', 'undo', {}],
  ])('take %s', async (command, action, more) => {
    const body = { promises: ['0b6f3a52', id], ...more };
    const [status, line] = await post(command, body);
    expect([status, JSON.parse(line)]).toEqual([200, { result: said }]);
    expect(asked).toEqual([[action, body]]);
    expect((await post(command, { ...body, promises: ['ffff'] }))[1]).toContain('There is no promise ffff.');
    asked.length = 0;
    for (const wrong of [{ promises: [] }, { promises: 'all' }, { promises: ['abc'] }, { at: 1 }])
      expect((await post(command, { ...body, ...wrong }))[0]).toBe(400);
    expect(asked).toEqual([]);
  });

  it.each([
    ['KeepPromises', { by: 'connector' }],
    ['KeepPromises', { dueAt: '2026-12-01' }],
    ['NotKeptPromises', { by: 'connector' }],
    ['NotKeptPromises', { keptAt: '2026-01-15' }],
    ['RenegotiatePromises', {}],
    ['UndoPromises', { by: 'customer' }],
  ])('refuse %s with %j', async (command, more) => {
    expect((await post(command, { promises: [id], ...more }))[0]).toBe(400);
  });

  it('say what the numbers mean', async () => {
    const response = await server.call('/api/v1/definitions');
    expect([response.status, await response.json()]).toEqual([200, definitions]);
  });
});
