import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answered, RelationshipRow } from '#workspace/answers.js';
import { run, serve, type Ended, type Given } from '../testing.js';

const answered: Answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

const row: RelationshipRow = {
  id: 'id-7',
  name: '株式会社山田商事東京本社',
  kind: 'organisation',
  firstTouchpoint: '2012-02-06T15:06:10.000+01:00',
  lastTouchpoint: '2013-12-10T08:57:00.000+01:00',
  firstContact: '2012-02-07T10:00:00.000+01:00',
  lastContact: '2013-11-25T08:18:00.000+01:00',
  touchpoints: 1_107,
  contactDays: { theirs: 12, ours: 9 },
  openCases: 2,
  cases: 22,
};

/** The same, and what the portfolio says beside its counts. */
const standing = {
  ...row,
  phase: 'deterioration',
  cause: 'neglect',
  detectedAt: '2013-10-28T10:00:00.000+01:00',
  tooEarly: false,
  segment: 'north',
  silence: { days: 153.2, usualDays: 9, p: 0.004 },
  value: [
    { currency: 'EUR', amount: 7_502.4 },
    { currency: 'CHF', amount: 20.5 },
  ],
  atRisk: ['deterioration'],
  promises: { open: 2, broken: 1 },
  nextRenewal: '2014-01-31T23:59:59.999+01:00',
  owner: { id: 'id-9', name: 'Agent 1' },
  team: { id: 'id-10', name: 'Team North' },
  channel: 'email',
};

describe('relationships', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0], given: Given = {}): Promise<Ended> {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' }, ...given });
  }

  it('shows the portfolio, and how to go on', async () => {
    const answer = {
      ...answered,
      rows: [standing, { ...row, name: undefined, lastTouchpoint: undefined }],
      next: 'a b',
      total: 397,
    };
    const { status, stdout, stderr } = await ask(['relationships', '--ascending'], { 'GET /relationships': answer });
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'name                      phase    since              silent                value  at risk        broken  renewal     last        theirs  ours  open  cases  touchpoints  segment  owner    team        channel',
      '株式会社山田商事東京本社  neglect  2013-10-28  153 d (0.4 %)  EUR 7,502; CHF 20.5  deterioration       1  2014-01-31  2013-12-10      12     9     2     22        1,107  north    Agent 1  Team North  email',
      'id-7                      –        –                       –                    –                      –  –           –               12     9     2     22        1,107  –        –        –           –',
      "2 of 397 relationships; more with --after 'a b'",
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(server.asked[0]!.query).toEqual({ direction: 'ascending', limit: '50' });
  });

  it('fits a table into the terminal, with what it is sorted by', async () => {
    const answer = { ...answered, rows: [row], total: 1 };
    const routes = { 'GET /relationships': answer };
    const { stdout } = await ask(['relationships', '--sort', 'cases'], routes, { columns: 80 });
    const [heading, first] = stdout.split('\n');
    expect(heading).toBe('name                phase  since  silent  value  at risk  broken  renewal  cases');
    // The name takes two columns a character.
    expect(first).toBe('株式会社山田商事…   –      –           –      –                –  –           22');
  });

  it('narrows the portfolio, and says so where nothing is left', async () => {
    const id = '00000000-0000-8000-8000-000000000029';
    const team = '00000000-0000-8000-8000-000000000031';
    const found = { 'POST /today/owners/find': { id }, 'POST /teams/find': { id: team } };
    const routes = { ...found, 'GET /relationships': { ...answered, rows: [], total: 0 } };
    const narrowed = ['--phase', 'neglect', '--segment', 'north', '--owner', 'Agent 1', '--risk', 'any'];
    narrowed.push('--team', 'Team North', '--channel', 'phone');
    const { stdout } = await ask(['relationships', ...narrowed, '--cohort', '2026-Q1'], routes);
    expect(stdout).toBe('No relationship is so. All of them: tend relationships\n');
    // The name goes in a body, and never into an address.
    expect(server.asked[0]).toMatchObject({ method: 'POST', query: {}, body: JSON.stringify({ owner: 'Agent 1' }) });
    expect(server.asked[1]).toMatchObject({ method: 'POST', query: {}, body: JSON.stringify({ team: 'Team North' }) });
    expect(server.asked[2]!.query).toEqual({
      phase: 'neglect',
      segment: 'north',
      owner: id,
      team,
      channel: 'phone',
      risk: 'any',
      cohort: '2026-Q1',
      limit: '50',
    });
    expect((await run(['relationships', '--phase', 'sad', '--server', server.url])).status).toBe(2);
  });
});
