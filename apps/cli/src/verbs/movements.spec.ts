import { afterEach, describe, expect, it } from '@jest/globals';
import type { Figure, OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer } from '#workspace/portfolio/portfolio-answers.js';
import { run, serve } from '../testing.js';

const movements: MovementsAnswer = {
  from: '2026-11-17T12:00:00.000Z',
  to: '2026-11-24T12:00:00.000Z',
  relationships: { from: 12, to: 13 },
  transitions: [
    { from: 'growth', to: 'growth', relationships: 10 },
    { from: 'growth', to: 'neglect', relationships: 1 },
  ],
  entered: [{ phase: 'establishment', relationships: 2 }],
  left: [{ phase: 'growth', relationships: 1 }],
  counts: { relationships: 14, deteriorated: 1, recovered: 0, lost: 0, net: 1 },
  groups: [
    {
      segment: 'north',
      few: true,
      transitions: [],
      entered: [{ phase: 'establishment', relationships: 2 }],
      left: [],
      counts: { relationships: 2, deteriorated: 3, recovered: 1, lost: 4, net: -2 },
    },
  ],
  moved: [
    {
      relationship: { id: 'id-7', name: 'Amber Mills' },
      from: 'growth',
      to: 'neglect',
      reason: 'silence',
      because: 'usually every 6 days; silent for 41; 0.3 % likely',
      onset: '2026-10-10T10:00:00.000Z',
      detectedAt: '2026-11-20T10:00:00.000Z',
      event: 'e-1',
      evidence: [],
    },
  ],
  movedTotal: 3,
  ofSinglePeople: 4,
};

const quarter = { name: '2026-Q4', from: '2026-10-01T00:00:00.000Z', to: '2026-11-24T12:00:00.000Z' };
const number = (id: string, unit: OverviewAnswer['numbers'][number]['unit'], now: Figure, currency?: string) => ({
  verb: 'risk' as const,
  id,
  label: id,
  definition: id,
  unit,
  now,
  yearBefore: { n: 0, lacks: 'nothing yet' },
  ...(currency === undefined ? {} : { currency }),
});
const overview: OverviewAnswer = {
  quarter,
  yearBefore: { name: '2025-Q4', from: '2025-10-01T00:00:00.000Z', to: '2025-11-24T12:00:00.000Z' },
  numbers: [
    number('worth', 'money', { value: 6_026.59, n: 3 }, 'EUR'),
    {
      ...number('share', 'share', { value: 0.4, n: 20, low: 0.2, high: 0.61 }),
      evidence: { relationships: { risk: 'any' } },
    },
    {
      ...number('each', 'per-hundred', { value: 2.5, n: 40 }),
      evidence: { totals: [10, 11].map((month) => ({ projection: 'contracts', cell: ['due', `2026-${month}`] })) },
    },
    number('ratio', 'ratio', { value: 1.25, n: 9 }),
    number('count', 'count', { value: 1_200, n: 9 }),
  ],
  comeAgainDays: { second: 90, fifth: 180 },
  cohorts: [{ cohort: '2026-Q3', second: { value: 0.94, n: 63 }, fifth: { n: 63, lacks: 'too early to tell' } }],
  segments: [],
  missing: ['needs'],
};

describe('the portfolio as a whole', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], routes: Parameters<typeof serve>[0]) {
    server = await serve(routes);
    return run([...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('shows who moved, and why', async () => {
    const { stdout, status } = await ask(['movements', '--from', '-7d', '--by', 'segment', '--limit', '1'], {
      'GET /movements': movements,
    });
    expect(status).toBe(0);
    expect(server.asked[0]!.query).toEqual({ from: '-7d', by: 'segment', limit: '1' });
    expect(stdout).toBe(
      [
        'From 2026-11-17 12:00 (12 relationships) to 2026-11-24 12:00 (13).',
        '',
        'from ↓ to →  establishment  growth  neglect  (left)',
        'growth                   ·      10        1       1',
        '(entered)                2       ·        ·       ·',
        '',
        'group  n  deteriorated  recovered  lost  net',
        'north  2             3          1     4   -2  few',
        'deteriorated, recovered: in and out of deterioration, between the two ends; lost: dissolved; net: so many more are in deterioration. few: fewer than 20 relationships, mostly chance.',
        '',
        'north',
        'from ↓ to →  establishment',
        '(entered)                2',
        '',
        'In no group: 4 relationships that single people of ours own. Without a policy for the workforce only teams are told of.',
        '',
        'detected    relationship  from    to       why                                                event',
        '2026-11-20  Amber Mills   growth  neglect  usually every 6 days; silent for 41; 0.3 % likely  e-1',
        'and 2 more: --limit 3',
        '',
      ].join('\n'),
    );
  });

  it('names teams, and those that too few own, and finds a team by its name in a body', async () => {
    const id = '00000000-0000-8000-8000-000000000029';
    const matrix = { transitions: [], entered: [], left: [] };
    const counts = { relationships: 1_200, deteriorated: 0, recovered: 3, lost: 0, net: -3 };
    const groups = [
      { ...matrix, counts, team: { id, name: 'Team North' } },
      { ...matrix, counts },
    ];
    const args = ['movements', '--by', 'team', '--team', 'Team North', '--channel', 'email'];
    args.push('--from', '2026-10-01', '--to', '2026-11-01');
    const { stdout } = await ask(args, {
      'POST /teams/find': { id },
      'GET /movements': { ...movements, groups, few: true, ofSinglePeople: undefined, ofSmallTeams: 7 },
    });
    const period = { asOf: '2026-11-01', from: '2026-10-01' };
    expect(server.asked[0]).toMatchObject({ query: {}, body: JSON.stringify({ team: 'Team North', ...period }) });
    const query = { from: '2026-10-01', to: '2026-11-01', by: 'team', team: id, channel: 'email', limit: '50' };
    expect(server.asked[1]!.query).toEqual(query);
    expect(stdout).toContain('Team North  1,200             0          3     0   -3\n');
    expect(stdout).toContain('(none)      1,200             0          3     0   -3\n');
    expect(stdout).toContain('(13). Few: fewer than 20 relationships, mostly chance.\n');
    expect(stdout).toContain('In no group: 7 relationships that too few people of ours own.');
  });

  it('says what to do where nobody moved, or nobody was there', async () => {
    const still = { ...movements, groups: [], moved: [], movedTotal: 0 };
    expect((await ask(['movements'], { 'GET /movements': still })).stdout).toMatch(
      /Nobody moved to another phase\. A longer period: tend movements --from -90d\n$/,
    );
    await server.close();
    const nobody = { ...still, relationships: { from: 0, to: 0 }, transitions: [], entered: [], left: [] };
    expect((await ask(['movements'], { 'GET /movements': nobody })).stdout).toMatch(/No relationship was there then\./);
  });

  it('shows what it comes to, each number with what it rests on', async () => {
    const part = ['--team', 'none', '--channel', 'phone', '--figures', 'at-risk,people'];
    const { stdout } = await ask(['overview', '--as-of', '2026-11-24', ...part], { 'GET /overview': overview });
    expect(server.asked[0]!.query).toEqual({
      asOf: '2026-11-24',
      team: 'none',
      channel: 'phone',
      figures: 'at-risk,people',
    });
    expect(stdout).toBe(
      [
        '2026-Q4, from 2026-10-01 to 2026-11-24 12:00; beside it 2025-Q4, to 2025-11-24 12:00.',
        '',
        'Reduce risk',
        '       now                  of  a year before  of  what stands behind it',
        'worth  EUR 6,027             3  nothing yet     0',
        'share  40 % (20 % to 61 %)  20  nothing yet     0  tend relationships --risk any',
        'each   2.5 per 100          40  nothing yet     0  tend evidence contracts due 2026-10 … (2 totals)',
        'ratio  1.25 to 1             9  nothing yet     0',
        'count  1,200                 9  nothing yet     0',
        '',
        'Who came again, by quarter of the first contact-day',
        'cohort   began  2nd within 90 days  5th within 180 days',
        '2026-Q3     63                94 %    too early to tell',
        '',
        'What each number counts, and all that stands behind it: --json (definition, evidence).',
        'Not asked, because it is not ready: needs',
        '',
      ].join('\n'),
    );
  });
});
