import type { RelationshipRow } from '#workspace/answers.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer, TeamsAnswer } from '#workspace/portfolio/portfolio-answers.js';

/** Four moved, three of them one way; one of each way is listed. */
export function cannedMovements(all: readonly RelationshipRow[]): MovementsAnswer {
  const [first, second] = all;
  const share = { onset: '2026-10-10T08:00:00.000Z', evidence: [] } as const;
  return {
    from: '2026-11-17T08:00:00.000Z',
    to: '2026-11-24T08:00:00.000Z',
    relationships: { from: all.length, to: all.length },
    transitions: [
      { from: 'growth', to: 'neglect', relationships: 3 },
      { from: 'management', to: 'management', relationships: all.length - 4 },
      { from: 'neglect', to: 'recovery', relationships: 1 },
    ],
    entered: [],
    left: [],
    counts: { relationships: all.length, deteriorated: 3, recovered: 1, lost: 0, net: 2 },
    groups: [
      {
        channel: 'email',
        few: true,
        transitions: [{ from: 'growth', to: 'neglect', relationships: 3 }],
        entered: [],
        left: [],
        counts: { relationships: 3, deteriorated: 3, recovered: 0, lost: 0, net: 3 },
      },
    ],
    moved:
      first === undefined || second === undefined
        ? []
        : [
            {
              ...share,
              relationship: { id: first.id, name: first.name! },
              from: 'growth',
              to: 'neglect',
              reason: 'silence',
              because: 'usually every 6 days; silent for 41; 0.3 % likely',
              detectedAt: '2026-11-20T08:00:00.000Z',
              event: '00000000-0000-8000-8000-00000000e001',
            },
            {
              ...share,
              relationship: { id: second.id, name: second.name! },
              from: 'neglect',
              to: 'recovery',
              reason: 'came-back',
              because: 'they came back by themselves',
              detectedAt: '2026-11-19T08:00:00.000Z',
            },
          ],
    movedTotal: 4,
  };
}

const lacking = { n: 0, lacks: 'no plays yet' };

export const cannedOverview: OverviewAnswer = {
  quarter: { name: '2026-Q4', from: '2026-10-01T00:00:00.000Z', to: '2026-11-24T08:00:00.000Z' },
  yearBefore: { name: '2025-Q4', from: '2025-10-01T00:00:00.000Z', to: '2025-11-24T08:00:00.000Z' },
  numbers: [
    {
      verb: 'risk',
      id: 'at-risk-EUR',
      label: 'at risk, value',
      definition: 'Value of relationships that are at risk.',
      unit: 'money',
      currency: 'EUR',
      now: { value: 1_200, n: 3 },
      yearBefore: { value: 900, n: 2 },
      evidence: { relationships: { risk: 'any' } },
    },
    {
      verb: 'loyalty',
      id: 'second-contact-day',
      label: '2nd contact-day',
      definition: 'The share that came again.',
      unit: 'share',
      now: { value: 0.8, n: 40, low: 0.65, high: 0.9 },
      yearBefore: { n: 0, lacks: 'nobody began then' },
    },
    {
      verb: 'activities',
      id: 'plays',
      label: 'plays',
      definition: 'The share of plays.',
      unit: 'share',
      now: lacking,
      yearBefore: lacking,
    },
  ],
  comeAgainDays: { second: 90, fifth: 180 },
  cohorts: [{ cohort: '2026-Q3', second: { value: 0.9, n: 10 }, fifth: { n: 10, lacks: 'too early to tell' } }],
  segments: [],
};

/** Owners are in two teams; most come by mail. */
export const cannedTeams: TeamsAnswer = {
  teams: [
    { id: '00000000-0000-8000-8000-00000000a001', name: 'Team North', kind: 'organisation' },
    { id: '00000000-0000-8000-8000-00000000a002', name: 'Team South', kind: 'organisation' },
  ],
};
export const channelTotals = {
  rows: [
    { at: ['channel', 'chat'], sums: { relationships: 1 } },
    { at: ['channel', 'email'], sums: { relationships: 11 } },
  ],
  total: 2,
};
