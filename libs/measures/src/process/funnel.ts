import { atOnce, type Pieces } from '#core/pieces.js';
import type { Instant } from '#core/time.js';
import { endingOf, standingOf, type DeclaredEnding, type Standing } from './case-standing.js';
import { shareOf, type CountedShare } from './counted-share.js';
import { rankedOf, summarizeDurations, type DurationSummarySeconds } from './duration-summary.js';
import { caseBy, type ProcessCase } from './process-case.js';
import { stageOrder, stageWayOf, type StageVisit } from './stage-visits.js';

/** What a process declares of its funnel: its stages are activities, in their order. */
export interface DeclaredFunnel extends DeclaredEnding {
  readonly stages: readonly string[];
}

/** How many of some cases came to a stage, and how many more of them may yet. */
export interface Conversion extends CountedShare {
  /** Of those that did not: cases that have not ended as far as is known. */
  readonly pending: number;
}

/** Cases by where they were last. */
export interface StageStandings {
  /** They are there now. */
  readonly open: number;
  /** Nothing says whether they are open. */
  readonly undeclared: number;
  /** They ended there, and were won; or it is the last stage and nothing says how they came out. */
  readonly completed: number;
  /** They ended there otherwise. */
  readonly dropped: number;
}

export interface FunnelStage {
  readonly stage: string;
  /** Cases that were ever in it. */
  readonly reached: number;
  /** The three conversions are of the stages from the second on. Ever in it, of those ever in the stage before. */
  readonly fromPrevious?: Conversion;
  /** In it at or after the instant at which they first came to the stage before, of the same cases. */
  readonly afterPrevious?: Conversion;
  /** Ever in it, of those ever in the first stage. */
  readonly fromFirst?: Conversion;
  /** Cases in it that were never in the stage before; of the first stage 0. */
  readonly skippedPrevious: number;
  /** Cases that came to it from a later stage. */
  readonly returned: number;
  /** Of the cases whose latest stage it is. */
  readonly last: StageStandings;
  /** In seconds, from when a case first came to the stage before until it next came to this one: one a case of `afterPrevious`. */
  readonly timeFromPrevious: DurationSummarySeconds;
  /** As well from when it first came to the first stage. Of the first stage itself there is neither: n is 0. */
  readonly timeFromFirst: DurationSummarySeconds;
}

export interface Funnel {
  readonly cases: number;
  /** Cases that were in none of the stages. */
  readonly withoutStage: number;
  /** Cases that came into several stages at one instant: these were taken in their declared order. */
  readonly tied: number;
  readonly stages: readonly FunnelStage[];
}

/**
 * The funnel of a process as of an instant: how many cases came to each stage, and what became of those that came no
 * further. Each case is counted where it was: who goes back and ends is dropped where it went back to.
 *
 * Two ways of counting conversions stand side by side and differ where stages are reached out of their order.
 * `fromPrevious` asks whether a case was ever in both stages, in whatever order; `afterPrevious` whether it came to this
 * one no earlier than to the one before. Neither counts a case that skipped the stage before, and neither says what
 * becomes of the `pending` ones: of a young process they are the most.
 *
 * @param declared as it is valid then
 * @throws LedgerError `invalid` without a stage, where one is named twice, or an activity tells several outcomes
 */
export function funnelOf(cases: Iterable<ProcessCase>, declared: DeclaredFunnel, at: Instant): Funnel {
  return atOnce(funnelInPieces(cases, declared, at));
}

/** The same with pauses: one a case and one a stage. */
export function* funnelInPieces(cases: Iterable<ProcessCase>, declared: DeclaredFunnel, at: Instant): Pieces<Funnel> {
  const order = stageOrder(declared.stages);
  const ending = endingOf(declared);
  const tallies = order.stages.map(() => newTally());
  const totals = { cases: 0, withoutStage: 0, tied: 0 };
  for (const whole of cases) {
    const one = caseBy(whole, at);
    if (one === undefined) continue;
    totals.cases++;
    const { visits, isTied } = stageWayOf(one.trace, order);
    if (visits.length === 0) totals.withoutStage++;
    if (isTied) totals.tied++;
    count(tallies, visits, standingOf(one, ending));
    yield;
  }
  const stages: FunnelStage[] = [];
  for (const [place, stage] of order.stages.entries()) {
    stages.push(stageOf(stage, tallies, place));
    yield;
  }
  return { ...totals, stages };
}

/** What is counted of one stage; of the first one nothing is counted against the one before. */
interface Tally {
  reached: number;
  pending: number;
  readonly both: Passed;
  readonly after: Passed;
  readonly withFirst: Passed;
  returned: number;
  readonly last: { -readonly [Standing in keyof StageStandings]: number };
  readonly fromPreviousMs: number[];
  readonly fromFirstMs: number[];
}

/** Cases that came so far, and those of them that have not ended. */
interface Passed {
  cases: number;
  pending: number;
}

function newTally(): Tally {
  const none = (): Passed => ({ cases: 0, pending: 0 });
  const last = { open: 0, undeclared: 0, completed: 0, dropped: 0 };
  const passed = { both: none(), after: none(), withFirst: none() };
  return { reached: 0, pending: 0, ...passed, returned: 0, last, fromPreviousMs: [], fromFirstMs: [] };
}

function count(tallies: readonly Tally[], visits: readonly StageVisit[], standing: Standing): void {
  const latest = visits.at(-1);
  if (latest === undefined) return;
  tallies[latest.stage]!.last[placeOf(standing, latest.stage === tallies.length - 1)]++;
  const pending = Number(standing.state !== 'ended');
  const pass = (passed: Passed): void => {
    passed.cases++;
    passed.pending += pending;
  };
  const first = (stage: number, notBefore = Number.NEGATIVE_INFINITY): Instant | undefined =>
    visits.find((visit) => visit.stage === stage && visit.since >= notBefore)?.since;
  const start = first(0);
  const returned = new Set(visits.flatMap(({ stage }, i) => (i > 0 && stage < visits[i - 1]!.stage ? [stage] : [])));
  for (const stage of new Set(visits.map((visit) => visit.stage))) {
    const tally = tallies[stage]!;
    tally.reached++;
    tally.pending += pending;
    if (returned.has(stage)) tally.returned++;
    if (stage === 0) continue;
    const before = first(stage - 1);
    const next = before === undefined ? undefined : first(stage, before);
    if (before !== undefined) pass(tally.both);
    if (next !== undefined) {
      pass(tally.after);
      tally.fromPreviousMs.push(next - before!);
    }
    if (start === undefined) continue;
    pass(tally.withFirst);
    const sinceStart = first(stage, start);
    if (sinceStart !== undefined) tally.fromFirstMs.push(sinceStart - start);
  }
}

function placeOf({ state, outcome }: Standing, isLastStage: boolean): keyof StageStandings {
  if (state !== 'ended') return state;
  const isCompleted = outcome === undefined ? isLastStage : outcome.outcome === 'won';
  return isCompleted ? 'completed' : 'dropped';
}

function stageOf(stage: string, tallies: readonly Tally[], place: number): FunnelStage {
  const tally = tallies[place]!;
  const conversion = ({ cases, pending }: Passed, of: Tally): Conversion => ({
    ...shareOf(cases, of.reached),
    pending: of.pending - pending,
  });
  const previous = tallies[place - 1];
  return {
    stage,
    reached: tally.reached,
    ...(previous !== undefined && {
      fromPrevious: conversion(tally.both, previous),
      afterPrevious: conversion(tally.after, previous),
      fromFirst: conversion(tally.withFirst, tallies[0]!),
    }),
    skippedPrevious: previous === undefined ? 0 : tally.reached - tally.both.cases,
    returned: tally.returned,
    last: tally.last,
    timeFromPrevious: summarizeDurations(rankedOf(tally.fromPreviousMs)),
    timeFromFirst: summarizeDurations(rankedOf(tally.fromFirstMs)),
  };
}
