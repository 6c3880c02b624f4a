import type { ComparisonAnswer } from '#workspace/processes/comparison-answers.js';
import { renderProcessMap } from '#workspace/processes/process-map.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import type { TargetAnswer } from '#workspace/processes/target-answers.js';
import { cannedExperience } from './canned-process-experience.js';
import { cannedLoad, cannedTimes, cannedWaits } from './canned-process-times.js';
import { helpdeskProcess } from './canned-process.js';

const path = ['Assign seriousness', 'Take in charge ticket', 'Resolve ticket', 'Closed'];

/** A condition that no case meets. */
export const metByNone = 'severity=none';

/** The help desk's process as the server answers it to a question; undefined where no case is found. */
export function cannedProcess(query: URLSearchParams): ProcessAnswer | undefined {
  const [filter, against] = [query.getAll('filter'), query.getAll('against')];
  if (filter.includes(metByNone)) return undefined;
  const whole = helpdeskProcess();
  const { teamHandovers: _teams, teams: _told, handoversWithheld: _why, ...ofCases } = whole;
  const answer: ProcessAnswer =
    filter.length === 0
      ? whole
      : { ...ofCases, cases: 447, chosen: { conditions: filter, cases: 447, ofCases: whole.cases } };
  return {
    ...answer,
    declared: { version: '3', path: 'sequence', terminal: ['Closed'], targets: ['solve'] },
    flows: answer.flows.map((flow) =>
      path[path.indexOf(flow.from) + 1] === flow.to && path.includes(flow.from) ? flow : { ...flow, offPath: true },
    ),
    ...(against.length > 0 && { comparison: comparisonOf(filter, against) }),
    ...partOf(query.get('show')),
  };
}

/** Its map. */
export async function cannedMap(query: URLSearchParams): Promise<string | undefined> {
  const answer = cannedProcess(query);
  const measure = query.get('measure') as 'median' | 'mean' | 'count' | null;
  return answer && renderProcessMap(answer, { flows: Number(query.get('flows') ?? 25), measure: measure ?? 'median' });
}

function partOf(show: string | null): Partial<ProcessAnswer> {
  switch (show) {
    case 'choices':
      return {
        choices: [
          { name: 'severity', values: ['high', 'low', 'none'], more: 0 },
          { name: 'state', values: ['ended', 'open'], more: 0 },
        ],
      };
    case 'conformance':
      return { conformance };
    case 'targets':
      return { targets };
    case 'experience':
      return { experience: cannedExperience };
    case 'load':
      return { load: cannedLoad };
    case 'times':
      return { times: cannedTimes };
    case 'waits':
      return { waits: cannedWaits };
    default:
      return {};
  }
}

function comparisonOf(a: readonly string[], b: readonly string[]): ComparisonAnswer {
  const share = (cases: number, of: number) => ({ cases, of, share: cases / of });
  return {
    a: { conditions: a, cases: 400 },
    b: { conditions: b, cases: 200 },
    inBoth: 7,
    activities: path.map((activity) => ({ activity, a: 400, b: 200 })),
    start: [{ activity: path[0]!, a: 400, b: 200 }],
    end: [{ activity: path[3]!, a: 400, b: 200 }],
    flows: path.slice(1).map((to, at) => ({
      from: path[at]!,
      to,
      a: { count: 300, cases: 300, share: 0.75, median: 7_200 },
      b: { count: 50, cases: 50, share: 0.25, median: 3_600 },
      frequency: { difference: 0.5, low: 0.42, high: 0.58, p: 1e-9, q: 2e-9 },
      frequencyDiffers: 'a-higher',
      ...(at === 0
        ? { time: { commonLanguage: 0.7, p: 0.01, q: 0.02 }, timeDiffers: 'b-higher' as const }
        : { timeDiffers: 'too-few' as const }),
    })),
    ofFlows: 12,
    duration: {
      a: { cases: 400, median: 172_800 },
      b: { cases: 200, median: 345_600 },
      test: { commonLanguage: 0.3, p: 0.001, q: 0.002 },
      differs: 'b-higher',
    },
    open: { a: share(4, 400), b: share(2, 200), differs: 'too-few' },
    rework: { a: share(40, 400), b: share(20, 200), test: { difference: 0, p: 1, q: 1 }, differs: 'none-found' },
  };
}

const none = { inModel: true, absent: 0, notInPlace: 0, skipped: 0, extra: 0, reordered: 0, unknown: 0 };

const conformance: NonNullable<ProcessAnswer['conformance']> = {
  version: '3',
  path: 'sequence',
  cases: 4_580,
  fitting: 2_366,
  averageFitness: 0.91401,
  logFitness: 0.90281,
  totalCost: 4_000,
  activities: [
    {
      ...none,
      activity: 'Take in charge ticket',
      absent: 295,
      notInPlace: 296,
      skipped: 295,
      extra: 623,
      reordered: 1,
    },
    { ...none, activity: 'Closed' },
    { ...none, activity: 'Wait', inModel: false, unknown: 1_236 },
  ],
  tooLong: { variants: 1, cases: 2 },
  ended: { cases: 4_559, fitting: 2_366, averageFitness: 0.915, logFitness: 0.9 },
  deviating: [
    {
      count: 228,
      activities: ['Assign seriousness', 'Wait', 'Resolve ticket', 'Resolve ticket', 'Resolve ticket', 'Closed'],
      cost: 4,
      skipped: ['Take in charge ticket'],
      extra: ['Resolve ticket', 'Resolve ticket'],
      reordered: [],
      unknown: ['Wait'],
    },
  ],
};

const time = { n: 3, min: 1, median: 7_200, mean: 7_200, p90: 7_200, max: 7_200, sum: 21_600 };
const noTime = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
const shareOf = (count: number, of: number) => ({ count, of, share: count / of, low: 0.4, high: 0.6 });

/** A funnel of two stages, for a process that declares some. */
export const cannedFunnel: NonNullable<ProcessAnswer['funnel']> = {
  version: '4',
  cases: 200,
  withoutStage: 10,
  tied: 0,
  stages: [
    {
      stage: 'Offer',
      reached: 190,
      skippedPrevious: 0,
      returned: 0,
      last: { open: 5, undeclared: 0, completed: 0, dropped: 85 },
      timeFromPrevious: noTime,
      timeFromFirst: noTime,
    },
    {
      stage: 'Order',
      reached: 100,
      fromPrevious: { ...shareOf(95, 190), pending: 7 },
      afterPrevious: { ...shareOf(95, 190), pending: 7 },
      fromFirst: { ...shareOf(95, 190), pending: 7 },
      skippedPrevious: 5,
      returned: 0,
      last: { open: 0, undeclared: 0, completed: 100, dropped: 0 },
      timeFromPrevious: time,
      timeFromFirst: time,
    },
  ],
  outcomes: {
    cases: 200,
    counts: { won: 60, lost: 40, abandoned: 20, endedWithout: 0, open: 80, undeclared: 0 },
    winRate: shareOf(60, 100),
    wonOfEnded: shareOf(60, 120),
    wonOfAll: shareOf(60, 200),
    reasons: {
      lost: [
        { reason: 'price', count: 30 },
        { reason: null, count: 10 },
      ],
      abandoned: [],
    },
  },
};

const lasted = { n: 4_000, min: 1, median: 90_000, mean: 100_000, p90: 200_000, max: 900_000, sum: 4e8 };

const solve: TargetAnswer = {
  target: 'solve',
  definition: {
    to: { activities: ['Resolve ticket'], occurrence: 'first' },
    limitHours: 40,
    calendar: 'office',
    assumedHours: true,
    pausedByCustomer: true,
    atRiskFrom: 0.75,
  },
  started: 4_580,
  running: 4,
  paused: 3,
  atRisk: 2,
  met: 4_000,
  breached: 560,
  overdue: 5,
  dropped: 13,
  inTime: { n: 4_560, share: 0.877, low: 0.867, high: 0.886 },
  elapsed: lasted,
  late: { ...lasted, n: 555, median: 7_200 },
};

const targets: NonNullable<ProcessAnswer['targets']> = {
  build: 'build-1',
  position: { from: 25_928, to: 25_928 },
  horizon: '2026-11-24T08:00:00.000Z',
  process: 'helpdesk',
  at: '2026-11-24T08:00:00.000Z',
  targets: [solve],
  open: [
    {
      case: { id: '00000000-0000-8000-8000-00000000c001', name: 'Case 1249' },
      key: 'k1',
      relationship: { id: '00000000-0000-8000-8000-000000000001', name: 'Amber Mills' },
      target: 'solve',
      state: 'breached',
      startedAt: '2026-11-01T08:00:00.000Z',
      dueAt: '2026-11-10T09:30:00.000Z',
      breachedAt: '2026-11-10T09:30:00.000Z',
      waitsFor: { whom: 'us', behind: 'Require upgrade', since: '2026-11-09T09:30:00.000Z' },
    },
    {
      case: { id: '00000000-0000-8000-8000-00000000c002', name: 'Case 383' },
      key: 'k2',
      target: 'solve',
      state: 'paused',
      startedAt: '2026-11-20T08:00:00.000Z',
      atRiskSince: '2026-11-22T08:00:00.000Z',
      leftSeconds: 3_600,
      waitsFor: { whom: 'customer', behind: 'Wait', since: '2026-11-22T09:30:00.000Z' },
    },
  ],
  openTotal: 12,
  waits: {
    whom: [
      {
        whom: 'customer',
        share: 0.18,
        waits: 1_455,
        lasting: 8,
        seconds: 864_000,
        behind: [{ activity: 'Wait', waits: 1_455, lasting: 8, seconds: 864_000 }],
      },
    ],
  },
};
