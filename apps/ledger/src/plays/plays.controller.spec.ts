import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const id = '00000000-0000-8000-8000-000000000001';
const listed = { rows: [], total: 0, plays: [], states: { open: 0, accepted: 0, declined: 0, done: 0 }, answered: [] };
const effects = { build: 'b', position: { from: 1, to: 1 }, horizon: 't', asOf: 't', fewestInArm: 20, rows: [] };
const row = { relationship: { id }, play: 'call', version: '1', recommendedAt: 't', isRecommended: true, evidence: [] };

describe('the routes of plays', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        plays: {
          list: async (query) => (asked.push(query), listed),
          effects: async (query) => (asked.push(query), effects),
          act: async (action, command) => {
            asked.push([action, command]);
            if (command.play === 'sing') throw new LedgerError('not-found', 'This play is not recommended.');
            return { ...row, state: 'accepted' as const, unchanged: false };
          },
        },
      }),
    );
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(() => server.stop());

  const command = async (name: string, body: object) => {
    const headers = { 'content-type': 'application/json', 'accept': 'application/json' };
    const response = await server.call(`/api/v1/commands/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    });
    return [response.status, (await response.text()).trim().split('\n').at(-1)!] as const;
  };

  it('list plays and effects', async () => {
    const query = `play=call&relationship=${id}&state=all&limit=3&asOf=2026-01-01`;
    const response = await server.call(`/api/v1/plays?${query}`);
    expect([response.status, await response.json()]).toEqual([200, listed]);
    expect(asked).toEqual([{ play: 'call', relationship: id, state: 'all', limit: 3, asOf: '2026-01-01' }]);
    const told = await server.call('/api/v1/plays/effect?play=call&knownBy=2026-01-01');
    expect([told.status, await told.json()]).toEqual([200, effects]);
    expect(asked[1]).toEqual({ play: 'call', knownBy: '2026-01-01' });
    for (const bad of ['plays?relationship=Amber', 'plays?state=x', 'plays/effect?limit=3'])
      expect((await server.call(`/api/v1/${bad}`)).status).toBe(400);
  });

  it('take answers, and say what is refused', async () => {
    const body = { relationship: 'Amber Mills', play: 'call' };
    const [status, line] = await command('AcceptPlay', body);
    expect([status, JSON.parse(line)]).toEqual([200, { result: { ...row, state: 'accepted', unchanged: false } }]);
    await command('DeclinePlay', { ...body, reason: 'no-time' });
    await command('DonePlay', { ...body, outcome: 'meeting agreed' });
    expect(asked).toEqual([
      ['accept', body],
      ['decline', { ...body, reason: 'no-time' }],
      ['done', { ...body, outcome: 'meeting agreed' }],
    ]);
    expect((await command('AcceptPlay', { ...body, play: 'sing' }))[1]).toContain('This play is not recommended.');
    expect((await command('DeclinePlay', body))[0]).toBe(400);
    expect((await command('AcceptPlay', { ...body, reason: 'no-time' }))[0]).toBe(400);
  });
});
