import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer } from '#workspace/portfolio/portfolio-answers.js';
import { startTestServer, tendOf, type TestServer } from '../testing.js';

const moved = { from: 'a', to: 'b', moved: [], movedTotal: 0 } as unknown as MovementsAnswer;
const id = '00000000-0000-8000-8000-000000000031';
const overview = { numbers: [], cohorts: [] } as unknown as OverviewAnswer;

describe('the routes of the portfolio', () => {
  let server: TestServer;
  const asked: unknown[] = [];

  beforeAll(async () => {
    server = await startTestServer(
      tendOf({
        relationships: async (query) => {
          asked.push(query);
          throw new LedgerError('unavailable', 'It is being built.');
        },
        portfolio: {
          movements: async (query) => {
            asked.push(query);
            if (query.from === 'never') throw new LedgerError('invalid', 'It is no time.');
            return moved;
          },
          overview: async (query) => {
            asked.push(query);
            return overview;
          },
          teams: async (query) => {
            asked.push(query);
            return { teams: [{ id, name: 'Team North' }] };
          },
          findTeam: async (query) => {
            asked.push(query);
            return { id };
          },
        },
      }),
    );
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(() => server.stop());

  it('tell who moved in a period', async () => {
    const query = { from: '-30d', to: '2026-11-01', by: 'team', knownBy: '2026-11-02', team: id, channel: 'email' };
    const response = await server.call(`/api/v1/movements?${new URLSearchParams({ ...query, limit: '5' }).toString()}`);
    expect([response.status, await response.json()]).toEqual([200, moved]);
    expect(asked).toEqual([{ ...query, limit: 5 }]);
    expect((await server.call('/api/v1/movements?by=channel&team=none&channel=none')).status).toBe(200);
    for (const query of [
      'by=tier',
      'channel=pigeon',
      'team=Team+North',
      'limit=0',
      'asOf=2026-01-01',
      'from=',
      'from=never',
    ])
      expect((await server.call(`/api/v1/movements?${query}`)).status).toBe(400);
  });

  it('tell what it comes to at a moment', async () => {
    const response = await server.call(
      '/api/v1/overview?asOf=2026-11-01&channel=phone&team=none&figures=at-risk,people',
    );
    expect([response.status, await response.json()]).toEqual([200, overview]);
    const figures = ['at-risk', 'people'];
    expect(asked).toEqual([{ asOf: '2026-11-01', channel: 'phone', team: 'none', figures }]);
    for (const query of ['quarter=2026-Q1', 'channel=pigeon', 'team=Team+North'])
      expect((await server.call(`/api/v1/overview?${query}`)).status).toBe(400);
  });

  it('name the teams, and find one by whatever it is known by', async () => {
    const listed = await server.call('/api/v1/teams?asOf=2026-11-01');
    expect([listed.status, await listed.json()]).toEqual([200, { teams: [{ id, name: 'Team North' }] }]);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ team: 'Team North', knownBy: '2026-11-02', from: '2026-10-02' });
    const found = await server.call('/api/v1/teams/find', { method: 'POST', body, headers });
    expect([found.status, await found.json()]).toEqual([200, { id }]);
    expect(asked).toEqual([{ asOf: '2026-11-01' }, { team: 'Team North', knownBy: '2026-11-02', from: '2026-10-02' }]);
    expect((await server.call('/api/v1/teams/find', { method: 'POST', body: '{}', headers })).status).toBe(400);
  });

  it('narrow the list, and refuse what is no phase, risk or order', async () => {
    const filter = {
      phase: 'neglect',
      segment: 'north',
      owner: '00000000-0000-8000-8000-000000000029',
      team: id,
      channel: 'phone',
      risk: 'any',
      cohort: '2026-Q1',
      sort: 'value',
    };
    const response = await server.call(`/api/v1/relationships?${new URLSearchParams(filter).toString()}`);
    expect(response.status).toBe(503);
    expect(asked).toEqual([filter]);
    for (const query of [
      'phase=sad',
      'risk=some',
      'sort=mood',
      'cohort=2026',
      'segment=',
      'owner=Agent+1',
      'team=North',
      'channel=x',
    ])
      expect((await server.call(`/api/v1/relationships?${query}`)).status).toBe(400);
  });
});
