import { isInstant, type Instant } from '#core/time.js';
import { businessClock } from '#measures/calendar/business-time.js';
import { wallClock } from '#measures/calendar/wall-clock.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { countsOfTarget } from '#measures/process/target-counts.js';
import { isUnderWay, nextInstantOf, runAfter, runAt, stateOfRun, type TargetState } from '#measures/process/targets.js';
import type { Contribution, Signal } from '#projections/definition/definition.js';
import { evidenceIn } from './case-facts.js';
import { openingHoursInForce } from './opening-hours-in-force.js';
import { takeTerms, type TargetEntry, type TargetsContext, type TargetsDocument } from './process-targets-document.js';

const dayMs = 86_400_000;

/** What is under way, in lists: a row is flat, so it stands in one of its members as JSON. */
export interface OpenTarget {
  readonly target: string;
  readonly state: TargetState;
  readonly startedAt: Instant;
  readonly dueAt: Instant | null;
  readonly atRiskSince: Instant | null;
  readonly breachedAt: Instant | null;
  /** Of the limit, when its clock was looked at last. */
  readonly leftMs: number;
}

/** A case in lists. */
export function targetsRow({ process, course, customer, calendar, targets, waits }: TargetsDocument) {
  const counts = { running: 0, paused: 0, atRisk: 0, overdue: 0, met: 0, breached: 0, dropped: 0 };
  const open: OpenTarget[] = [];
  let next: OpenTarget | undefined;
  for (const entry of targets) {
    addCounts(counts, countsOfTarget(entry.of));
    if (!isUnderWay(entry.of.run)) continue;
    const one = openTargetOf(entry);
    open.push(one);
    if (isSooner(one, next)) next = one;
  }
  const lasting = course.state === 'open' ? waits.course.open : null;
  return {
    process,
    state: course.state,
    customer: customer?.id ?? null,
    customerSince: customer?.since ?? null,
    ...counts,
    nextTarget: next?.target ?? null,
    nextDueAt: next?.dueAt ?? null,
    open: open.length === 0 ? null : JSON.stringify(open),
    waitsFor: lasting?.whom ?? null,
    waitsBehind: lasting?.activity ?? null,
    waitsSince: lasting?.from ?? null,
    /** What the calendar of the process ran in that wait, up to an instant. */
    waitsClockMs: lasting === null || calendar === null ? null : waits.clockMs,
    waitsCountedTo: lasting === null ? null : waits.countedTo,
  };
}

function addCounts<Counts extends Record<string, number>>(sums: Counts, counts: Readonly<Counts>): void {
  for (const name in sums) sums[name] = (sums[name]! + counts[name]) as Counts[typeof name];
}

export type TargetsRow = ReturnType<typeof targetsRow>;

/** The targets of a case that are under way, out of its row. */
export function openTargetsIn({ open }: Pick<TargetsRow, 'open'>): readonly OpenTarget[] {
  return open === null ? [] : (JSON.parse(open) as OpenTarget[]);
}

/** How long the wait that lasts has lasted: by the clock on the wall, and by the calendar of the process. */
export function lastingWait(row: TargetsRow, t: Instant, ctx: TargetsContext) {
  const { process, waitsSince, waitsClockMs, waitsCountedTo } = row;
  if (waitsSince === null) return { waitsMs: null, waitsClockMs };
  const calendar = ctx.valid('ProcessDefined', process)?.calendar;
  if (calendar === undefined || waitsClockMs === null) return { waitsMs: Math.max(0, t - waitsSince), waitsClockMs };
  const ran = businessClock(openingHoursInForce(calendar, ctx)).msBetween(waitsCountedTo!, t);
  return { waitsMs: Math.max(0, t - waitsSince), waitsClockMs: waitsClockMs + ran };
}

/** All of a case, as of an instant: durations of targets are ms of their own clock. */
export function targetsView(doc: TargetsDocument, t: Instant) {
  return {
    targets: doc.targets.map(({ target, of: { run } }) => {
      const { startedAt, dueAt, atRiskSince, breachedAt, doneAt, limitMs, calendar } = run;
      const { pauses, pausedMs, latestPauses } = run;
      const shown = { target, state: stateOfRun(run), startedAt, dueAt, atRiskSince, breachedAt, doneAt, limitMs };
      return { ...shown, calendar, pauses, pausedMs, latestPauses, ...runAt(run, t, clockIn(doc, run.calendar)) };
    }),
    waits: doc.waits.sums.map(({ activity, whom, waits, wallMs, clockMs }) => ({
      activity,
      whom,
      waits,
      wallMs,
      ...(doc.calendar === null ? {} : { clockMs }),
    })),
    waitsFor: doc.course.state === 'open' ? doc.waits.course.open : null,
  };
}

/** What a case contributes to totals. */
export function targetsTotals({ process, targets, waits, course }: TargetsDocument): Contribution[] {
  const lasting = course.state === 'open' ? waits.course.open : null;
  const cells = targets.map(({ target, of }): Contribution => {
    const { elapsedMs, lateMs, ...sums } = countsOfTarget(of);
    return { at: ['target', process, target], add: sums, values: { elapsedMs, lateMs } };
  });
  for (const { activity, whom, waits: count, wallMs, clockMs } of waits.sums)
    cells.push({
      at: waitCell(process, whom, activity),
      add: { waits: count, wallMs, clockMs },
    });
  if (lasting !== null) cells.push({ at: waitCell(process, lasting.whom, lasting.activity), add: { lasting: 1 } });
  return cells;
}

function waitCell(process: string, whom: string, activity: string | null): readonly string[] {
  return activity === null ? ['wait', process, whom] : ['wait', process, whom, activity];
}

/** The next instant at which time alone changes anything. */
export function nextTargetInstant(doc: TargetsDocument, ctx: TargetsContext): Instant | undefined {
  const { targets, redefinedAt } = doc;
  let next = redefinedAt ?? Infinity;
  for (const entry of targets) {
    const due = isForgettable(entry) ? pastAt(entry, ctx) : (nextInstantOf(entry.of.run) ?? Infinity);
    if (due < next) next = due;
  }
  return isInstant(next) ? next : undefined;
}

export function passTargetTime(doc: TargetsDocument, at: Instant, ctx: TargetsContext): void {
  takeTerms(doc, ctx);
  for (const entry of doc.targets) {
    if (isForgettable(entry)) entry.isPast = pastAt(entry, ctx) <= at;
    const run = runAfter(entry.of.run, at);
    if (run !== entry.of.run) entry.of = { ...entry.of, run };
  }
}

/** What somebody should look at. */
export function targetSignals(doc: TargetsDocument): Signal[] {
  return doc.targets.flatMap((entry): Signal[] => {
    const { target, onset, isPast } = entry;
    const { stand, dueAt, breachedAt, atRiskSince } = entry.of.run;
    if (!isUnderWay(entry.of.run) || isPast) return [];
    const others = {
      about: target,
      process: doc.process,
      paused: stand === 'paused',
      dueAt,
      ...evidenceIn(doc.customer, onset),
    };
    const shown = { ...onset, ...others };
    if (breachedAt !== null) return [{ ...shown, since: breachedAt, kind: 'target-breached', severity: 'warning' }];
    if (atRiskSince === null) return [];
    return [{ ...shown, since: atRiskSince, kind: 'target-at-risk', severity: 'notice' }];
  });
}

/** A breach that is still to be made good, and that people are still told of. */
function isForgettable({ of: { run }, isPast }: TargetEntry): boolean {
  return run.breachedAt !== null && isUnderWay(run) && !isPast;
}

function pastAt({ of: { run } }: TargetEntry, { parameters }: TargetsContext): number {
  return run.breachedAt! + Math.max(0, Math.round(parameters.openDays * dayMs)) + 1;
}

function openTargetOf({ target, of: { run } }: TargetEntry): OpenTarget {
  const { startedAt, dueAt, atRiskSince, breachedAt, limitMs, ranMs } = run;
  const leftMs = Math.max(0, limitMs - ranMs);
  return { target, state: stateOfRun(run), startedAt, dueAt, atRiskSince, breachedAt, leftMs };
}

/** What has a due time comes before what has none. */
function isSooner({ dueAt }: OpenTarget, other: OpenTarget | undefined): boolean {
  if (other === undefined) return true;
  return dueAt !== null && (other.dueAt === null || dueAt < other.dueAt);
}

/** Of what runs the hours are kept with the document. */
function clockIn({ calendars }: TargetsDocument, calendar: string | null): RunningClock {
  const used = calendars.find((one) => one.calendar === calendar);
  return used === undefined ? wallClock : businessClock(used.hours);
}
