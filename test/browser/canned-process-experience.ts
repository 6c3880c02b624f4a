import type { CountSummary, EffortFigures } from '#measures/process/customer-effort-summary.js';
import type { AssociationAnswer, ExperienceAnswer } from '#workspace/processes/experience/experience-answers.js';

const shareOf = (count: number, of: number) => ({ count, of, share: count / of, low: 0.1, high: 0.9 });
const counts = (n: number, median: number, p90: number): CountSummary => ({
  n,
  sum: 0,
  mean: median,
  median,
  p90,
  max: p90,
});
const times = (n: number, median: number, p90: number) => ({ n, min: 0, median, mean: median, p90, max: p90, sum: 0 });

const figures = (cases: number): EffortFigures => ({
  cases,
  steps: counts(cases, 4, 6.5),
  rework: counts(cases, 0, 1),
  reopenings: counts(cases, 0, 0),
  handovers: counts(cases === 0 ? 0 : 12, 1, 2),
  withRework: shareOf(cases / 4, Math.max(1, cases)),
  reopened: shareOf(0, Math.max(1, cases)),
  wait: times(cases, 7_200, 86_400),
  longestWait: times(cases, 3_600, 43_200),
  waitForOthers: times(0, 0, 0),
  waitForCustomer: times(cases, 1_800, 7_200),
});

const association: AssociationAnswer = {
  exposure: 'reopened',
  aftermath: 'complaint',
  exposed: { n: 100, outcomes: 30 },
  others: { n: 400, outcomes: 200 },
  crude: { difference: -0.2, low: -0.3, high: -0.1 },
  stratified: { difference: 0.05, low: 0.01, high: 0.09 },
  fewOutcomes: false,
  reverses: true,
  incomparable: 0,
  strata: [
    { caseType: 'bug', seriousness: '1', exposed: { n: 90, outcomes: 20 }, others: { n: 40, outcomes: 7 } },
    { caseType: 'wish', exposed: { n: 10, outcomes: 10 }, others: { n: 360, outcomes: 193 } },
    { exposed: { n: 0 }, others: { n: 3 } },
  ],
};

/** What customers feel of the help desk: a difference that turns round, answers that are too few, one relationship kept waiting. */
export const cannedExperience: ExperienceAnswer = {
  at: '2026-11-24T08:00:00.000Z',
  windowDays: 90,
  effort: {
    byState: { ended: figures(400), open: figures(8), undeclared: figures(0) },
    toEnd: times(400, 172_800, 604_800),
    medianToEnd: 180_000,
  },
  relationships: {
    total: 12,
    casesWithout: 7,
    phases: [
      { phase: 'management', relationships: 9, tooEarly: 2 },
      { phase: 'deterioration', relationships: 1, tooEarly: 0 },
    ],
  },
  voice: {
    relationships: 12,
    answering: 3,
    complaining: 2,
    complaints: 5,
    surveys: [
      {
        measure: 'nps',
        instrument: 'nps',
        scale: { min: 0, max: 10 },
        polarity: 'higher-is-better',
        n: 25,
        counts: [],
        mean: 8,
        figure: { value: 40, interval: { low: 20, high: 60 }, over: { kind: 'answers' } },
      },
      {
        measure: 'ces',
        instrument: 'ces',
        scale: { min: 1, max: 7 },
        polarity: 'higher-is-better',
        n: 6,
        counts: [
          { score: 2, count: 1 },
          { score: 7, count: 5 },
        ],
      },
      {
        measure: 'csat',
        instrument: 'csat',
        scale: { min: 1, max: 5 },
        polarity: 'higher-is-better',
        n: 3,
        counts: [],
        suppressed: true,
      },
    ],
  },
  associations: {
    cases: 480,
    endings: 520,
    judged: 500,
    tooEarly: 15,
    withoutRelationship: 5,
    longWait: 86_400,
    strata: { caseType: 'category', seriousness: 'severity', unsaid: 3, others: [] },
    of: [
      association,
      {
        ...association,
        exposure: 'long-wait',
        crude: { difference: 0.1, low: 0.02, high: 0.18 },
        stratified: { difference: 0.08, low: 0.01, high: 0.15 },
        reverses: false,
      },
      {
        ...association,
        exposure: 'rework',
        aftermath: 'low-answer',
        crude: { difference: 0 },
        stratified: { difference: 0.001 },
        fewOutcomes: true,
        reverses: false,
      },
      {
        exposure: 'handovers',
        aftermath: 'complaint',
        exposed: { n: 2 },
        others: { n: 498, outcomes: 228 },
        fewOutcomes: false,
        reverses: false,
        tooFew: 'small-arm',
        incomparable: 2,
        strata: [],
      },
    ],
  },
  needs: {
    stated: 20,
    met: shareOf(10, 20),
    declined: shareOf(4, 20),
    untouched: shareOf(1, 20),
    inHand: shareOf(5, 20),
    reasons: [{ reason: 'too dear', needs: 3 }, { needs: 1 }],
    meanToMet: 864_000,
    goals: { agreed: 6, reached: 1, reachedLate: 2, dropped: 0, overdue: 1, open: 2 },
    unplaced: 0,
  },
  bottlenecks: {
    activities: [
      { activity: 'Require upgrade', whom: 'us', waiting: 5, stuck: 2, over: 60 },
      { activity: 'Wait', whom: 'others', waiting: 3, stuck: 0, over: 40 },
    ],
    cases: 2,
    casesWithout: 1,
    relationshipsTotal: 1,
    relationships: [
      {
        id: '00000000-0000-8000-8000-000000000001',
        name: 'Amber Mills',
        cases: 2,
        case: { id: '00000000-0000-8000-8000-00000000c001', name: 'Case 1249' },
        behind: 'Require upgrade',
        whom: 'us',
        since: '2026-11-09T09:30:00.000Z',
        waited: 1_296_000,
        p90: 259_200,
        phase: 'deterioration',
        value: [{ currency: 'EUR', amount: 12_500 }],
      },
    ],
  },
};
