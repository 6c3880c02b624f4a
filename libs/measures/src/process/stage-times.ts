import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { kaplanMeier, timeToShare } from '../survival/kaplan-meier.js';
import { endingOf } from './case-standing.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import type { DeclaredFunnel } from './funnel.js';
import { caseBy, type ProcessCase } from './process-case.js';
import { staysOf, type StageStay } from './stage-stays.js';
import { stageOrder, stageWayOf } from './stage-visits.js';
import { stuckStays, type KeyedStay } from './stuck-stays.js';

/** How long cases stay in a stage, in seconds of the clock on the wall. */
export interface StageTimes {
  readonly stage: string;
  /** Cases that were ever in it, how often they came into it, and how many of them more than once. */
  readonly cases: number;
  readonly visits: number;
  readonly reenteredBy: number;
  /** Stays that are over, and how: the case moved to another stage, or it ended there. */
  readonly completed: DurationSummarySeconds;
  readonly moved: number;
  readonly ended: number;
  /** How long the cases that are there now have been there: `max` is the oldest. */
  readonly current: DurationSummarySeconds;
  /** Stays of cases of which nothing says whether they are open. */
  readonly unknown: number;
  /**
   * How long a stay lasts, by the estimate of Kaplan & Meier: those that are not over count for as long as they are known
   * to have lasted. Of the completed ones alone the median is too short, and the more so the more cases wait.
   */
  readonly dwell: {
    readonly stays: number;
    /** Undefined: not reached as far as any stay was watched. */
    readonly median: number | undefined;
    readonly p90: number | undefined;
  };
}

/** A case that has been in its stage for longer than nine in ten stays before its own lasted. */
export interface StuckCase {
  readonly key: string;
  readonly stage: string;
  readonly since: Instant;
  /** In seconds: how long it has been there; the 90th percentile that it is beyond, and of how many stays that is one. */
  readonly age: number;
  readonly p90: number;
  readonly n: number;
}

export interface StageTimesOfProcess {
  readonly stages: readonly StageTimes[];
  /** The oldest first. */
  readonly stuck: readonly StuckCase[];
}

/**
 * How long the cases of a process stay in its stages as of an instant, and which are stuck (`stuckStays`).
 *
 * @param cases each with its key
 * @param declared as it is valid then
 * @throws LedgerError `invalid` without a stage, where one is named twice, or an activity tells several outcomes
 */
export function stageTimesOf(
  cases: Iterable<readonly [key: string, one: ProcessCase]>,
  declared: DeclaredFunnel,
  at: Instant,
): StageTimesOfProcess {
  return atOnce(stageTimesInPieces(cases, declared, at));
}

/** The same with pauses: one a case and some a stage. */
export function* stageTimesInPieces(
  cases: Iterable<readonly [key: string, one: ProcessCase]>,
  declared: DeclaredFunnel,
  at: Instant,
): Pieces<StageTimesOfProcess> {
  const order = stageOrder(declared.stages);
  const ending = endingOf(declared);
  const staysOfStage: KeyedStay[][] = order.stages.map(() => []);
  const counts = order.stages.map(() => ({ cases: 0, visits: 0, reenteredBy: 0 }));
  for (const [key, whole] of cases) {
    const one = caseBy(whole, at);
    if (one === undefined) continue;
    const { visits } = stageWayOf(one.trace, order);
    for (const stay of staysOf(one, visits, order, ending, at)) staysOfStage[stay.stage]!.push({ ...stay, key });
    for (const [stage, { length }] of Map.groupBy(visits, (visit) => visit.stage)) {
      const count = counts[stage]!;
      count.cases++;
      count.visits += length;
      if (length > 1) count.reenteredBy++;
    }
    yield;
  }
  const stages: StageTimes[] = [];
  const stuck: StuckCase[] = [];
  for (const [place, stage] of order.stages.entries()) {
    stages.push({ stage, ...counts[place]!, ...(yield* timesOf(staysOfStage[place]!)) });
    yield;
    for (const stay of stuckStays(staysOfStage[place]!)) stuck.push({ ...stay, stage });
    yield;
  }
  return { stages, stuck: stuck.sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : Number(a.key > b.key))) };
}

function* timesOf(stays: readonly StageStay[]): Pieces<Omit<StageTimes, 'stage' | 'cases' | 'visits' | 'reenteredBy'>> {
  const lasted = (...hows: readonly StageStay['how'][]): number[] =>
    stays.filter(({ how }) => hows.includes(how)).map(({ since, until }) => until - since);
  const curve = kaplanMeier(
    stays.map(({ since, until, how }) => ({ time: until - since, happened: how === 'moved' || how === 'ended' })),
  );
  yield;
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
  return {
    completed: summarizeDurations(rankedOf(lasted('moved', 'ended'))),
    moved: lasted('moved').length,
    ended: lasted('ended').length,
    current: summarizeDurations(rankedOf(lasted('open'))),
    unknown: lasted('unknown').length,
    dwell: {
      stays: curve.observed,
      median: seconds(timeToShare(curve, 0.5)),
      p90: seconds(timeToShare(curve, 0.9)),
    },
  };
}
