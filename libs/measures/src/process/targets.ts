import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import type { TargetTerms } from './target-terms.js';

/**
 * One target of one case. As of an instant it is judged by what is known by then, and by nothing that came after it:
 *
 * - `not-started`: nothing has begun it;
 * - `running`: its clock runs; it may be at risk, which it is before it is breached, as long as it has hours at all;
 * - `paused`: the case waits for the customer, and the clock stands still;
 * - `met`: done while its clock had run for no longer than the limit;
 * - `breached`: its clock had run for the limit and it was not done by then. That stays so when it is done later: then it
 *   also says how late;
 * - `dropped`: the case ended before it was done: neither met nor breached.
 */
export type TargetState = 'not-started' | 'running' | 'paused' | 'met' | 'breached' | 'dropped';

/** What its clock does: it runs, or it stands still, for one of three reasons. */
export type TargetStand = 'running' | 'paused' | 'done' | 'dropped';

/** A target from the milestone that begins it to the one that ends it. Plain JSON; each change gives a new one. */
export interface TargetRun {
  readonly stand: TargetStand;
  readonly startedAt: Instant;
  /** It was begun by its definition, in a case that was under way: its clock has run for a part of the time alone. */
  readonly isPartial: boolean;
  readonly limitMs: number;
  readonly atRiskMs: number;
  readonly calendar: string | null;
  /** How long its clock had run when it was looked at last, and when that was. */
  readonly ranMs: number;
  readonly countedTo: Instant;
  /** When the limit is reached, or was: null where the clock stands still before that, and where no hours are left for ever. */
  readonly dueAt: Instant | null;
  readonly atRiskAt: Instant | null;
  readonly atRiskSince: Instant | null;
  readonly breachedAt: Instant | null;
  /** When it was done, the last time; null while it is under way. */
  readonly doneAt: Instant | null;
  /** Times that it waited for the customer: how often, how long by the clock on the wall, and the latest as from, to, from … */
  readonly pauses: number;
  readonly pausedMs: number;
  readonly latestPauses: readonly Instant[];
}

/** So many pauses are kept one by one. */
export const pausesKept = 20;

/** @param clock of `terms.calendar` */
export function beginRun(
  { limitMs, atRiskMs, calendar }: TargetTerms,
  at: Instant,
  clock: RunningClock,
  isPartial = false,
): TargetRun {
  const run: TargetRun = {
    stand: 'running',
    startedAt: at,
    isPartial,
    limitMs,
    atRiskMs,
    calendar,
    ranMs: 0,
    countedTo: at,
    dueAt: null,
    atRiskAt: null,
    atRiskSince: null,
    breachedAt: null,
    doneAt: null,
    pauses: 0,
    pausedMs: 0,
    latestPauses: [],
  };
  return foreseen(run, clock);
}

/** Its clock stands still from now on, for a reason. */
export function haltRun(
  run: TargetRun,
  at: Instant,
  stand: Exclude<TargetStand, 'running'>,
  clock: RunningClock,
): TargetRun {
  const rested = run.stand === 'running' ? counted(run, at, clock) : withPause(run, at);
  if (stand === 'done') return { ...rested, stand, doneAt: at };
  // Of what is breached it stays known when it was due.
  return rested.breachedAt === null ? { ...rested, stand, dueAt: null, atRiskAt: null } : { ...rested, stand };
}

/** Its clock runs on from where it stood. */
export function resumeRun(run: TargetRun, at: Instant, clock: RunningClock): TargetRun {
  if (run.stand === 'running') return run;
  return foreseen({ ...withPause(run, at), stand: 'running', countedTo: at, doneAt: null }, clock);
}

/** It was done once more, without anything that had made its clock run. */
export function doneAgain(run: TargetRun, at: Instant): TargetRun {
  return { ...run, doneAt: at };
}

/** The next instant at which time alone changes it; undefined where it does not. */
export function nextInstantOf({ stand, breachedAt, atRiskSince, atRiskAt, dueAt }: TargetRun): Instant | undefined {
  if (stand !== 'running' || breachedAt !== null) return undefined;
  const due = dueAt ?? Infinity;
  const next = atRiskSince === null ? Math.min(atRiskAt ?? Infinity, due) : due;
  return next === Infinity ? undefined : next;
}

/** Time has passed up to an instant, and with it whatever was done by then. */
export function runAfter(run: TargetRun, at: Instant): TargetRun {
  const next = nextInstantOf(run);
  if (next === undefined || next > at) return run;
  // A breach that comes to be known with hindsight (a limit that was shortened) is one of the instant that made it one.
  if (run.dueAt !== null && run.dueAt <= at) return { ...run, breachedAt: at };
  return { ...run, atRiskSince: at };
}

/** The hours of its calendar are others from now on: what has run by the earlier ones stays counted. */
export function underClock(run: TargetRun, at: Instant, before: RunningClock, after: RunningClock): TargetRun {
  return run.stand === 'running' ? foreseen(counted(run, at, before), after) : run;
}

/**
 * Its definition is another from now on. What is judged stays as it was judged; else the new limit counts for the whole of
 * it, so that one that it has reached already is breached now.
 */
export function underTerms(
  run: TargetRun,
  at: Instant,
  { limitMs, atRiskMs, calendar }: TargetTerms,
  clocks: { readonly before: RunningClock; readonly after: RunningClock },
): TargetRun {
  if (isJudged(run)) return run;
  const now = run.stand === 'running' ? counted(run, at, clocks.before) : run;
  const atRiskSince = now.ranMs >= atRiskMs ? now.atRiskSince : null;
  const changed = { ...now, limitMs, atRiskMs, calendar, atRiskSince };
  return changed.stand === 'running' ? foreseen(changed, clocks.after) : changed;
}

/** Met or breached. */
export function isJudged({ stand, breachedAt }: TargetRun): boolean {
  return stand === 'done' || breachedAt !== null;
}

/** Something is still to be done for it. */
export function isUnderWay({ stand }: TargetRun): boolean {
  return stand === 'running' || stand === 'paused';
}

export function stateOfRun(run: TargetRun | undefined): TargetState {
  if (run === undefined) return 'not-started';
  if (run.breachedAt !== null) return 'breached';
  return run.stand === 'done' ? 'met' : run.stand;
}

/** A target as of an instant. Durations are ms of its own clock. */
export interface TargetAt {
  readonly elapsedMs: number;
  /** Of the limit; 0 where it is reached. */
  readonly remainingMs: number;
  /** Beyond the limit, of one that is breached; by a calendar 0 as long as its hours have not begun again. */
  readonly lateMs: number | null;
}

/** @param clock of its calendar, as it has been in force since `countedTo` */
export function runAt(run: TargetRun, at: Instant, clock: RunningClock): TargetAt {
  const elapsedMs = run.ranMs + (run.stand === 'running' ? clock.msBetween(run.countedTo, at) : 0);
  return {
    elapsedMs,
    remainingMs: Math.max(0, run.limitMs - elapsedMs),
    lateMs: run.breachedAt === null ? null : Math.max(0, elapsedMs - run.limitMs),
  };
}

function counted(run: TargetRun, at: Instant, clock: RunningClock): TargetRun {
  return { ...run, ranMs: run.ranMs + clock.msBetween(run.countedTo, at), countedTo: at };
}

function withPause(run: TargetRun, at: Instant): TargetRun {
  if (run.stand !== 'paused') return run;
  return {
    ...run,
    pauses: run.pauses + 1,
    pausedMs: run.pausedMs + (at - run.countedTo),
    latestPauses: [...run.latestPauses, run.countedTo, at].slice(-2 * pausesKept),
  };
}

/** When it will be at risk and due, as the calendar stands. */
function foreseen(run: TargetRun, clock: RunningClock): TargetRun {
  if (run.breachedAt !== null) return run;
  const at = (ms: number): Instant | null => clock.instantAfter(run.countedTo, Math.max(0, ms - run.ranMs)) ?? null;
  return { ...run, dueAt: at(run.limitMs), atRiskAt: at(run.atRiskMs) };
}
