import type { Instant } from '#core/time.js';
import type { RunningClock } from '../calendar/running-clock.js';
import { follow, newCourse, type CaseCourse } from './case-course.js';
import type { DeclaredEnds } from './case-state.js';
import type { CaseStep } from './case-steps.js';

/** What a process declares of waiting: behind which activities a case waits, and for whom. */
export interface DeclaredWaits extends DeclaredEnds {
  readonly waiting?: readonly { readonly activity: string; readonly whom: string }[] | undefined;
}

/** Behind what is not declared a case waits for us. */
export const waitsForUs = 'us';
export const waitsForCustomer = 'customer';

/** For whom a case waits behind an activity: the first that is declared of it. */
export function whomBehind(activity: string, { waiting = [] }: DeclaredWaits): string {
  return waiting.find((one) => one.activity === activity)?.whom ?? waitsForUs;
}

/**
 * For whom a case waits, followed step by step. Plain JSON; each change gives a new one.
 *
 * **A wait** begins when an activity is completed and lasts until the next step: until the work on one begins, where that is
 * known, else until one is completed. A case that has ended waits for nobody, whatever is done with it, until it is opened
 * again. What is being worked on waits for nobody: a wait is no more than the time between steps.
 */
export interface WaitCourse {
  readonly open: OpenWait | null;
  /** When work on steps began last, and on which of these it has not ended: it may have begun at the instant at which another step ended. */
  readonly startedAt: Instant | null;
  readonly started: readonly string[];
}

export interface OpenWait {
  readonly activity: string;
  readonly whom: string;
  readonly from: Instant;
}

/** From the completion of an activity to the next step. */
export interface Wait extends OpenWait {
  /** null: it lasts. */
  readonly to: Instant | null;
}

export const noWait: WaitCourse = Object.freeze({ open: null, startedAt: null, started: Object.freeze([]) });

/** Work that began at one instant, beyond which it is not told apart. */
const startedMax = 100;

/**
 * What a step does to waits: one that stood may be over, and another begin.
 * @param course of the case, behind the step
 */
export function waitAfter(
  wait: WaitCourse,
  step: CaseStep,
  { state }: Pick<CaseCourse, 'state'>,
  declared: DeclaredWaits,
): WaitCourse & { readonly over: Wait | null } {
  const { at, activity, lifecycle } = step;
  const isStart = lifecycle === 'start';
  const isStep = isStart || lifecycle === 'complete';
  const started = startedAfter(wait, step);
  const over = wait.open !== null && (isStep || state === 'ended') ? { ...wait.open, to: at } : null;
  if (!isStep || isStart) return { ...started, open: over === null ? wait.open : null, over };
  const begins = state !== 'ended' && !(started.startedAt === at && started.started.length > 0);
  return { ...started, open: begins ? { activity, whom: whomBehind(activity, declared), from: at } : null, over };
}

function startedAfter(
  { startedAt, started }: WaitCourse,
  { at, activity, lifecycle }: CaseStep,
): Pick<WaitCourse, 'startedAt' | 'started'> {
  if (lifecycle === 'start') {
    const others = startedAt === at ? started : [];
    return { startedAt: at, started: others.length < startedMax ? [...others, activity] : others };
  }
  const place = lifecycle === 'complete' && startedAt === at ? started.indexOf(activity) : -1;
  return { startedAt, started: place < 0 ? started : started.toSpliced(place, 1) };
}

/** All waits of a case, in their order; the last may last. */
export function waitsOf(steps: Iterable<CaseStep>, declared: DeclaredWaits): readonly Wait[] {
  const course = newCourse();
  const waits: Wait[] = [];
  let wait = noWait;
  for (const step of steps) {
    follow(course, step, declared);
    const { over, ...after } = waitAfter(wait, step, course, declared);
    if (over !== null) waits.push(over);
    wait = after;
  }
  // Of a case of which nothing says that it is open nobody knows whether it still waits.
  return wait.open === null || course.state !== 'open' ? waits : [...waits, { ...wait.open, to: null }];
}

/** How often and how long cases waited for somebody behind an activity, in whole ms. */
export interface WaitSum {
  readonly activity: string;
  readonly whom: string;
  /** Waits that are over. */
  readonly waits: number;
  /** Waits that last; their time until now is in the sums. */
  readonly lasting: number;
  /** By the clock on the wall. */
  readonly wallMs: number;
  /** By a calendar; null where none is given. */
  readonly clockMs: number | null;
}

/** Sums by activity and whom, in the order in which they first came. @param until how long what lasts is counted */
export function sumsOfWaits(waits: Iterable<Wait>, until: Instant, clock?: RunningClock): readonly WaitSum[] {
  const sums = new Map<string, { -readonly [Member in keyof WaitSum]: WaitSum[Member] }>();
  for (const { activity, whom, from, to } of waits) {
    const name = JSON.stringify([activity, whom]);
    const none = { activity, whom, waits: 0, lasting: 0, wallMs: 0, clockMs: clock === undefined ? null : 0 };
    const sum = sums.get(name) ?? none;
    sums.set(name, sum);
    if (to === null) sum.lasting++;
    else sum.waits++;
    const end = Math.max(from, to ?? until);
    sum.wallMs += end - from;
    if (clock !== undefined) sum.clockMs! += clock.msBetween(from, end);
  }
  return [...sums.values()];
}
