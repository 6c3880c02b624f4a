import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { testData } from './test-data.js';

/** One event of a log as an oracle reads it: with code of its own, so that no mistake of the program can repeat itself. */
export interface LogEvent {
  readonly case: string;
  readonly activity: string;
  /** ms since 1970. */
  readonly at: number;
  readonly resource?: string;
  readonly lifecycle?: string;
  readonly customer?: string;
  /** The team that the case is with at it; and, of a step that gives it away, the one that it came from. */
  readonly team?: string;
  readonly fromTeam?: string;
  readonly isGivenAway?: boolean;
  /** The customer did it. */
  readonly isTheirs?: boolean;
}

export const logNames = ['running-example', 'receipt', 'helpdesk', 'bpic2012'] as const;
export type LogName = (typeof logNames)[number];

/** All events of one of the XES logs, in the order of the file. Of other elements it knows nothing. */
export function readXesLog(name: LogName): LogEvent[] {
  const file = testData('process', name === 'running-example' ? `${name}.xes` : `${name}.xes.gz`);
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const events: LogEvent[] = [];
  let path: string[] = [];
  let caseName = '';
  let attributes: Record<string, string> = {};
  const parser = new SaxesParser();
  parser.on('opentag', ({ name: tag, attributes: given }) => {
    path = [...path, tag];
    if (tag === 'event') attributes = {};
    const parent = path.at(-2);
    if (parent === 'event') attributes[given['key']!] = given['value']!;
    if (parent === 'trace' && given['key'] === 'concept:name') caseName = given['value']!;
  });
  parser.on('closetag', ({ name: tag }) => {
    path = path.slice(0, -1);
    if (tag === 'event') events.push(eventOf(caseName, attributes));
  });
  parser.write(text).close();
  return events;
}

function eventOf(caseName: string, attributes: Readonly<Record<string, string>>): LogEvent {
  const resource = attributes['org:resource'];
  const lifecycle = attributes['lifecycle:transition'];
  const customer = attributes['customer'];
  const team = attributes['org:group'];
  return {
    case: caseName,
    activity: attributes['concept:name']!,
    at: Date.parse(attributes['time:timestamp']!),
    ...(resource !== undefined && { resource }),
    ...(lifecycle !== undefined && { lifecycle }),
    ...(customer !== undefined && { customer }),
    ...(team !== undefined && { team }),
  };
}

/** The help desk as CSV, in the order of the file; its times are UTC. */
export function readHelpdeskCsv(): LogEvent[] {
  const rows = parse(readFileSync(testData('cx', 'helpdesk', 'finale.csv')));
  const header = rows[0]!;
  const column = (name: string): number => header.indexOf(name);
  return rows.slice(1).map((row) => ({
    case: row[column('Case ID')]!,
    activity: row[column('Activity')]!,
    at: Date.parse(`${row[column('Complete Timestamp')]!.replaceAll('/', '-').replace(' ', 'T')}Z`),
    resource: row[column('Resource')]!,
    customer: row[column('customer')]!,
    team: row[column('workgroup')]!,
  }));
}

/** What is known of a log from elsewhere. */
export interface ProcessTruth {
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly activityCounts?: Readonly<Record<string, number>>;
  readonly startActivities: Readonly<Record<string, number>>;
  readonly endActivities: Readonly<Record<string, number>>;
  readonly dfgEdges: number;
  readonly dfgTotal: number;
  readonly dfgSha256: string;
  readonly edgeDurations: readonly (DurationTruth & { readonly from: string; readonly to: string })[];
  readonly variants: number;
  readonly top10Variants: readonly { readonly count: number; readonly activities: readonly string[] }[];
  readonly caseDuration: DurationTruth;
  readonly rework: {
    readonly casesWithRework: number;
    readonly totalRework: number;
    readonly casesPerActivity: Readonly<Record<string, number>>;
    readonly selfLoops: Readonly<Record<string, number>>;
  };
  readonly handover?: {
    readonly pairs: number;
    readonly pairsDroppedMissingResource: number;
    readonly distinctEdges: number;
    readonly sha256: string;
    readonly top20: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  };
  /** By an instant: events up to it, and the cases that have begun. */
  readonly cuts?: readonly {
    readonly at: string;
    readonly asOf: Pick<
      ProcessTruth,
      | 'cases'
      | 'events'
      | 'activities'
      | 'variants'
      | 'dfgEdges'
      | 'dfgTotal'
      | 'dfgSha256'
      | 'startActivities'
      | 'endActivities'
      | 'caseDuration'
    >;
  }[];
  readonly completeOnly?: ProcessTruth;
}

/** Seconds; mean rounded to 6 digits behind the point. */
export interface DurationTruth {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly p90: number;
  readonly max: number;
  readonly sum: number;
}

export function readTruth(name: LogName): ProcessTruth {
  return JSON.parse(readFileSync(testData('process', `${name}.truth.json`), 'utf8')) as ProcessTruth;
}
