import type { PipelineAnswer, StagesAnswer } from '#workspace/processes/parts/stage-answers.js';
import type { LoadAnswer, TimesAnswer } from '#workspace/processes/parts/time-answers.js';
import type { ToldCase, WaitTimesAnswer } from '#workspace/processes/parts/wait-answers.js';

const times = (n: number, median: number, p90 = median) => ({ n, min: 0, median, mean: median, p90, max: p90, sum: 0 });
const share = { count: 60, of: 100, share: 0.6, low: 0.5, high: 0.69 };

const told: ToldCase = {
  case: { id: '00000000-0000-8000-8000-00000000c001', name: 'Case 1249' },
  key: 'k1',
  relationships: [{ id: '00000000-0000-8000-8000-000000000001', name: 'Amber Mills' }],
};

export const cannedLoad: LoadAnswer = {
  at: '2026-11-24T08:00:00.000Z',
  now: { open: 8, ended: 400, begun: 410, over: 402, reopened: 2 },
  undeclared: 3,
  period: 'month',
  periods: [
    { period: '2026-06', firstWork: 5, lastSteps: 1, begun: 5, ended: 1, open: 4 },
    { period: '2026-07', firstWork: 18, lastSteps: 2, begun: 18, ended: 2, open: 20 },
    { period: '2026-10', firstWork: 2, lastSteps: 14, begun: 2, ended: 14, open: 8 },
  ],
  periodsTotal: 5,
  betweenFirstWork: times(24, 7_200),
  betweenLastSteps: times(1, 3_600),
};

export const cannedTimes: TimesAnswer = {
  cases: {
    cases: 400,
    duration: times(400, 172_800, 604_800),
    busy: times(400, 3_600, 7_200),
    idle: times(400, 169_200, 597_600),
  },
  open: { cases: 8, duration: times(8, 864_000), busy: times(8, 60), idle: times(8, 863_940) },
  undeclared: 0,
  steps: { count: 1_600, withStart: 1_200 },
  businessHours: { calendar: 'office', assumedHours: true, duration: times(408, 144_000, 288_000) },
  activities: [
    {
      activity: 'Resolve ticket',
      count: 800,
      service: times(600, 1_800),
      waiting: { ...times(500, 3_600), clamped: 4 },
      sojourn: times(790, 7_200),
    },
    {
      activity: 'Closed',
      count: 800,
      service: times(0, 0),
      waiting: { ...times(0, 0), clamped: 0 },
      sojourn: times(0, 0),
    },
  ],
  variants: { count: 12, collapsed: 9 },
};

export const cannedWaits: WaitTimesAnswer = {
  profile: {
    pairs: [
      { from: 'Wait', to: 'Closed', n: 30, mean: 86_400, stdev: 3_600 },
      { from: 'Closed', to: 'Wait', n: 1, mean: 60 },
    ],
    pairsTotal: 2,
    observations: 31,
    overlapping: 0,
  },
  unusual: {
    of: 'durations',
    total: 60,
    inOpenCases: 1,
    rows: [
      {
        ...told,
        state: 'ended',
        from: 'Wait',
        to: 'Closed',
        since: '2026-08-01T09:30:00.000Z',
        seconds: 864_000,
        p99: 172_800,
        sample: { passages: 200, cases: 180 },
      },
    ],
  },
  lasting: {
    total: 1,
    rows: [
      {
        ...told,
        behind: 'Require upgrade',
        since: '2026-11-09T09:30:00.000Z',
        seconds: 1_296_000,
        p99: 432_000,
        sample: { passages: 120, cases: 120 },
      },
    ],
  },
};

const stage = {
  cases: 190,
  visits: 195,
  reenteredBy: 5,
  completed: times(180, 3_600),
  moved: 170,
  ended: 10,
};

export const cannedStages: StagesAnswer = {
  version: '4',
  stages: [
    {
      ...stage,
      stage: 'Offer',
      current: times(5, 86_400, 864_000),
      unknown: 0,
      dwell: { stays: 195, median: 7_200, p90: 86_400 },
    },
    { ...stage, stage: 'Order', current: times(0, 0), unknown: 2, dwell: { stays: 10, median: 3_600 } },
  ],
  stuck: [{ ...told, stage: 'Offer', since: '2026-11-09T09:30:00.000Z', age: 1_296_000, p90: 86_400, n: 180 }],
  stuckTotal: 3,
};

/** How cases came out is told as of a funnel. */
export const cannedPipeline: Omit<PipelineAnswer, 'outcomes'> = {
  version: '4',
  currencies: [
    {
      currency: 'EUR',
      open: { cases: 6, value: 12_500 },
      stages: [
        { stage: 'Offer', cases: 5, value: 10_000 },
        { stage: 'Order', cases: 0, value: 0 },
        { cases: 1, value: 2_500 },
      ],
      velocity: {
        open: 6,
        winRate: share,
        worth: { n: 60, mean: 2_000 },
        cycle: { n: 60, mean: 864_000 },
        perDay: 720,
      },
    },
    {
      currency: 'USD',
      open: { cases: 1, value: 10 },
      stages: [{ stage: 'Offer', cases: 1, value: 10 }],
      velocity: { open: 1, winRate: { count: 0, of: 0 }, worth: { n: 0 }, cycle: { n: 0 }, noneBecause: 'too-few' },
    },
  ],
  open: 9,
  withoutWorth: 2,
  undeclared: 3,
};
