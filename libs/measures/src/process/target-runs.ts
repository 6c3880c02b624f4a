import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { firstOf, lastOf, type CaseCourse, type CourseChange } from './case-course.js';
import { noPastRuns, withRun, type PastRuns } from './target-counts.js';
import type { TargetMilestone, TargetTerms } from './target-terms.js';
import { beginRun, doneAgain, haltRun, isUnderWay, resumeRun, underTerms, type TargetRun } from './targets.js';

/**
 * A target in a case: the run that counts now, and what came of those before it. Plain JSON.
 *
 * **From**: `first` begins it once. `last` begins it anew, with a clock at zero, each time that the milestone comes while
 * nothing is under way: a customer who asks again while he waits has waited since he first asked (definitions.md §1.7), and
 * nobody gains time by assigning a case once more. The start of a case comes once, for `last` also with each reopening.
 *
 * **To**: what comes before it has begun ends nothing. `first` ends it for good. With `last` it is done at the first too,
 * because nobody knows then whether there will be another; when the case is opened again its clock runs on from where it
 * stood, and what lay between counts for nothing, because nothing was owed. Done once more without a reopening, it was done
 * then and took no longer: so nothing is ever breached that was not seen to run.
 *
 * **The case ends** before it is done: dropped. Done after all, it is met; opened again, it runs on. A target that begins
 * when the case has ended already is not touched by that end.
 *
 * An activity that is in both milestones begins it, and ends it the next time that it comes.
 */
export interface TargetOfCase {
  readonly run: TargetRun;
  readonly before: PastRuns;
}

/** What a fact does to the targets of its case. */
export interface TargetStep extends CourseChange {
  readonly at: Instant;
  /** The activity that it completed. */
  readonly completed: string | null;
  /** Behind it the case waits for the customer. */
  readonly waitsForCustomer: boolean;
}

/** The clock of a calendar as it is in force; null: the one on the wall. */
export type ClockOf = (calendar: string | null) => RunningClock;

/**
 * The target behind a fact, in fold order, when all is done that time alone did before it.
 * @returns undefined as long as nothing has begun it
 */
export function targetAfter(
  target: TargetOfCase | undefined,
  step: TargetStep,
  terms: TargetTerms,
  clockOf: ClockOf,
): TargetOfCase | undefined {
  const isFrom = comesWith(terms.from, step, step.begins || (terms.from.isLast && step.reopened));
  if (target === undefined) return isFrom ? { run: begunRun(step, terms, clockOf), before: noPastRuns } : undefined;
  const beginsAnew = isFrom && terms.from.isLast;
  const run = beginsAnew && !isUnderWay(target.run) ? target.run : runAfterStep(target.run, step, terms, clockOf);
  if (beginsAnew && !isUnderWay(run))
    return { run: begunRun(step, terms, clockOf), before: withRun(target.before, run) };
  return run === target.run ? target : { ...target, run };
}

/** Whether something is under way, or was done, that was not before: whatever is said of it later began here. */
export function isBegunBy(before: TargetOfCase | undefined, after: TargetOfCase | undefined): boolean {
  if (after === undefined) return false;
  return before === undefined || before.before !== after.before || (!isUnderWay(before.run) && isUnderWay(after.run));
}

/**
 * The target of a case that is under way when it comes to be set. Where its milestone has come and it is not done yet, it
 * begins now and has its whole time: nothing is missed before it is set, and what went before is not judged.
 * @param clock of `terms.calendar`
 */
export function targetSetNow(
  course: CaseCourse,
  at: Instant,
  terms: TargetTerms,
  clock: RunningClock,
): TargetOfCase | undefined {
  if (!course.begun || course.state === 'ended') return undefined;
  const { from, to } = terms;
  const begun = from.activities === null ? 1 : (from.isLast ? lastOf : firstOf)(course, from.activities);
  if (begun === 0) return undefined;
  const done = to.activities === null ? 0 : lastOf(course, to.activities);
  const reopened = to.isLast || (from.isLast && from.activities === null) ? course.reopenedAt : 0;
  // The very fact that began the case may have done it.
  const isDone = from.activities === null && reopened === 0 ? done > 0 : done > Math.max(begun, reopened);
  return isDone ? undefined : { run: beginRun(terms, at, clock, true), before: noPastRuns };
}

/**
 * The target under a definition that is valid from now on: another one, or one by which the case has ended or not. What is
 * judged stays as it was judged, and milestones that came before are not looked for again.
 * @param terms undefined where it is set no more: what is under way is dropped
 * @param clocks as they were in force until now, and as they are from now on
 */
export function targetUnderTerms(
  target: TargetOfCase,
  { at, ended, reopened, waitsForCustomer }: Omit<TargetStep, 'completed' | 'begins'>,
  terms: TargetTerms | undefined,
  clocks: { readonly before: ClockOf; readonly after: ClockOf },
): TargetOfCase {
  const { run } = target;
  const before = clocks.before(run.calendar);
  if (terms === undefined || ended)
    return isUnderWay(run) ? { ...target, run: haltRun(run, at, 'dropped', before) } : target;
  const open = reopened && run.stand === 'dropped' ? resumeRun(run, at, before) : run;
  const changed = underTerms(open, at, terms, { before, after: clocks.after(terms.calendar) });
  const behind = isUnderWay(changed)
    ? withPause(changed, { at, waitsForCustomer }, terms, clocks.after(changed.calendar))
    : changed;
  return { ...target, run: behind };
}

/** @param hasCome for the start or the end of the case */
function comesWith({ activities }: TargetMilestone, { completed }: TargetStep, hasCome: boolean): boolean {
  return activities === null ? hasCome : completed !== null && activities.has(completed);
}

function begunRun(step: TargetStep, terms: TargetTerms, clockOf: ClockOf): TargetRun {
  const clock = clockOf(terms.calendar);
  const run = beginRun(terms, step.at, clock);
  const isTo = comesWith(terms.to, step, step.ended);
  return isTo && !isInBoth(terms, step) ? haltRun(run, step.at, 'done', clock) : withPause(run, step, terms, clock);
}

function isInBoth({ from, to }: TargetTerms, { completed }: TargetStep): boolean {
  if (completed === null || from.activities === null || to.activities === null) return false;
  return from.activities.has(completed) && to.activities.has(completed);
}

function runAfterStep(run: TargetRun, step: TargetStep, terms: TargetTerms, clockOf: ClockOf): TargetRun {
  const { at } = step;
  const clock = clockOf(run.calendar);
  const isTo = comesWith(terms.to, step, step.ended);
  if (isUnderWay(run)) {
    if (isTo) return haltRun(run, at, 'done', clock);
    return step.ended ? haltRun(run, at, 'dropped', clock) : withPause(run, step, terms, clock);
  }
  if (isTo && run.stand === 'dropped') return haltRun(run, at, 'done', clock);
  if (isTo && terms.to.isLast) return doneAgain(run, at);
  if (!step.reopened || (run.stand === 'done' && !terms.to.isLast)) return run;
  const open = underTerms(resumeRun(run, at, clock), at, terms, { before: clock, after: clockOf(terms.calendar) });
  return withPause(open, step, terms, clockOf(open.calendar));
}

function withPause(
  run: TargetRun,
  { at, waitsForCustomer }: Pick<TargetStep, 'at' | 'waitsForCustomer'>,
  { isPausedByCustomer }: TargetTerms,
  clock: RunningClock,
): TargetRun {
  const isPaused = waitsForCustomer && isPausedByCustomer;
  if (isPaused && run.stand === 'running') return haltRun(run, at, 'paused', clock);
  return !isPaused && run.stand === 'paused' ? resumeRun(run, at, clock) : run;
}
