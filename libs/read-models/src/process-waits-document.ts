import type { Instant } from '#core/time.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { CaseCourse } from '#measures/process/case-course.js';
import type { CaseStep } from '#measures/process/case-steps.js';
import { noWait, waitAfter, whomBehind, type DeclaredWaits, type WaitCourse } from '#measures/process/waits.js';

/** For whom a case has waited, and waits: plain JSON of bounded size. */
export interface WaitsDocument {
  course: WaitCourse;
  /** What the calendar of the process ran in the wait that lasts, up to an instant. */
  clockMs: number;
  countedTo: Instant | null;
  /** Of waits that are over. */
  readonly sums: CaseWaitSum[];
}

export interface CaseWaitSum {
  /** null for all beyond those that are told apart. */
  readonly activity: string | null;
  readonly whom: string;
  waits: number;
  wallMs: number;
  clockMs: number;
}

/** Activities, by whom is waited for, that one case tells apart. */
const sumsMax = 1_000;

export function noWaits(): WaitsDocument {
  return { course: noWait, clockMs: 0, countedTo: null, sums: [] };
}

/**
 * Follows a case by one step.
 * @param clock of the calendar of its process; gives undefined where it has none
 */
export function addWaits(
  doc: WaitsDocument,
  step: CaseStep,
  declared: DeclaredWaits,
  course: CaseCourse,
  clock: () => RunningClock | undefined,
): void {
  const { over, ...after } = waitAfter(doc.course, step, course, declared);
  doc.course = after;
  if (over !== null) endWait(doc, over, step.at, clock());
  if (over !== null || doc.countedTo === null) doc.countedTo = after.open?.from ?? null;
}

/** What the calendar ran in the wait that lasts is counted up to an instant, because it is another from then on. */
export function countWaitClock(doc: WaitsDocument, at: Instant, clock: RunningClock | undefined): void {
  if (doc.countedTo === null) return;
  doc.clockMs += clock?.msBetween(doc.countedTo, at) ?? 0;
  doc.countedTo = at;
}

/** From now on it is declared otherwise for whom is waited, or when a case has ended: a wait is of the one of whom it ends. */
export function declareWaits(
  doc: WaitsDocument,
  at: Instant,
  declared: DeclaredWaits,
  { state }: Pick<CaseCourse, 'state'>,
): void {
  const { open } = doc.course;
  if (open === null) return;
  const now = { ...open, whom: whomBehind(open.activity, declared) };
  if (state !== 'ended') {
    doc.course = { ...doc.course, open: now };
    return;
  }
  // What it ran by the calendar is counted up to now already.
  endWait(doc, now, at, undefined);
  doc.course = { ...doc.course, open: null };
  doc.countedTo = null;
}

function endWait(
  doc: WaitsDocument,
  wait: { readonly activity: string; readonly whom: string; readonly from: Instant },
  at: Instant,
  clock: RunningClock | undefined,
): void {
  countWaitClock(doc, at, clock);
  const sum = sumOf(doc, wait);
  sum.waits++;
  sum.wallMs += at - wait.from;
  sum.clockMs += doc.clockMs;
  doc.clockMs = 0;
}

function sumOf({ sums }: WaitsDocument, wait: { readonly activity: string; readonly whom: string }): CaseWaitSum {
  const { whom } = wait;
  const known = sums.find((one) => one.activity === wait.activity && one.whom === whom);
  if (known !== undefined) return known;
  const activity = sums.length < sumsMax ? wait.activity : null;
  const other = activity === null ? sums.find((one) => one.activity === null && one.whom === whom) : undefined;
  if (other !== undefined) return other;
  const none = { activity, whom, waits: 0, wallMs: 0, clockMs: 0 };
  sums.push(none);
  return none;
}
