import { readFileSync } from 'node:fs';
import {
  readTruth,
  readXesLog,
  type DurationTruth,
  type LogEvent,
  type LogName,
  type ProcessTruth,
} from './process-log.js';
import { testData } from './test-data.js';

/** What the truth files know of a log beyond the shape of its process: its size, its times, its load. */
export interface LogTruth extends ProcessTruth {
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly resources: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly casesReorderedBySort: number;
  readonly casesWithEqualTimestamps: number;
  readonly eventsPerCase: Pick<DurationTruth, 'min' | 'median' | 'mean' | 'max'>;
  readonly dfg?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly caseDurationBusinessHoursUtcMonFri07to17: DurationTruth;
  readonly medianCaseDurationUpper: number;
  readonly handover?: ProcessTruth['handover'] & { readonly other: number };
  readonly meanInterarrivalSeconds: number;
  readonly casesEndedPerMonthUtc?: Readonly<Record<string, number>>;
  readonly cuts: readonly (NonNullable<ProcessTruth['cuts']>[number] & {
    readonly quantileOfEvents: number;
    readonly wipWithHindsight: number;
    readonly casesStarted: number;
  })[];
  readonly temporalProfile?: {
    readonly pairs: number;
    readonly observations: number;
    readonly deviationsByZeta: Readonly<Record<string, number>>;
    readonly top25: readonly {
      readonly from: string;
      readonly to: string;
      readonly n: number;
      readonly mean: number;
      readonly stdev: number;
    }[];
  };
  readonly activityPlusLifecycle?: Pick<
    ProcessTruth,
    'activities' | 'dfgEdges' | 'dfgTotal' | 'dfgSha256' | 'variants'
  >;
  readonly lifecycleCounts?: Readonly<Record<string, number>>;
  readonly completeOnly?: LogTruth;
}

export const readLogTruth = (name: LogName): LogTruth => readTruth(name) as LogTruth;

/** The log itself, as it lies there. */
export function readLogFile({ source }: LogTruth): Buffer {
  return readFileSync(testData('process', source));
}

const logs = new Map<LogName, readonly LogEvent[]>();

/** The events of a log, in the order of its file: read once a spec, because the largest takes seconds. */
export function logOnce(name: LogName): readonly LogEvent[] {
  const events = logs.get(name) ?? readXesLog(name);
  logs.set(name, events);
  return events;
}
