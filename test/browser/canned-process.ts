import { readFileSync } from 'node:fs';
import { testDataPath } from '#core/test-data.js';
import type { DurationSummary } from '#workspace/answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';

type Counts = Readonly<Record<string, number>>;

/** What is used of the file of independently computed answers about the help desk. */
interface Truth {
  readonly cases: number;
  readonly events: number;
  readonly activityCounts: Counts;
  readonly startActivities: Counts;
  readonly endActivities: Counts;
  readonly edgeDurations: readonly ({ readonly from: string; readonly to: string } & DurationSummary)[];
  readonly variants: number;
  readonly top10Variants: ProcessAnswer['variants']['top'];
  readonly caseDuration: DurationSummary;
  readonly rework: ProcessAnswer['rework'];
}

const rows = (counts: Counts) => Object.entries(counts).map(([activity, count]) => ({ activity, count }));

/** The help desk's process as the server answers it, out of the independent answers of the test data. */
export function helpdeskProcess(): ProcessAnswer {
  const truth = JSON.parse(readFileSync(testDataPath('process/helpdesk.truth.json'), 'utf8')) as Truth;
  return {
    build: 'build-1',
    position: { from: 25_928, to: 25_928 },
    horizon: '2026-11-24T08:00:00.000Z',
    process: 'helpdesk',
    cases: truth.cases,
    open: 23,
    events: truth.events,
    activities: rows(truth.activityCounts).map((row) => ({ ...row, cases: Math.min(row.count, truth.cases) })),
    start: rows(truth.startActivities),
    end: rows(truth.endActivities),
    flows: truth.edgeDurations.map(({ from, to, ...duration }) => ({
      from,
      to,
      count: duration.n,
      cases: duration.n,
      duration,
    })),
    variants: { count: truth.variants, top: truth.top10Variants },
    caseDuration: truth.caseDuration,
    rework: truth.rework,
    handoversWithheld: 'no policy allows it',
    teamHandovers: [
      { from: 'first line', to: 'first line', count: 14_002 },
      { from: 'first line', to: 'second line', count: 1_840 },
      { from: 'second line', to: 'first line', count: 711 },
    ],
    teams: { told: 2, withheld: 2, withheldHandovers: 215, noTeam: 31 },
  };
}
