import type { CaseState, DeclaredEnds } from './case-state.js';
import type { CaseStep, CaseWord } from './case-steps.js';

/** Activities of one case that are told apart; what came later than these neither ends nor reopens a case for a new definition. */
const activitiesMax = 1_000;

/**
 * Whether a case is open, followed step by step, and what has to be known to judge it anew when its process is defined
 * otherwise. Plain JSON of bounded size; it is changed in place.
 */
export interface CaseCourse {
  state: CaseState;
  /** Facts of the case so far: what they are numbered by, from 1. */
  facts: number;
  /** Work has begun on it, or was completed. */
  begun: boolean;
  completed: boolean;
  /** The last event that said whether it is open, and its number; 0: none. */
  word: CaseWord | null;
  wordAt: number;
  /** The number of the fact that opened it again last; 0: none did. */
  reopenedAt: number;
  /** Completed activities in the order in which they first came, and the numbers of their first and last completion. */
  readonly activities: string[];
  readonly firstAt: number[];
  readonly lastAt: number[];
}

export function newCourse(): CaseCourse {
  return {
    state: 'undeclared',
    facts: 0,
    begun: false,
    completed: false,
    word: null,
    wordAt: 0,
    reopenedAt: 0,
    activities: [],
    firstAt: [],
    lastAt: [],
  };
}

/** What a step changed. */
export interface CourseChange {
  /** The case began with it. */
  readonly begins: boolean;
  /** It ended the case, or opened it again. */
  readonly ended: boolean;
  readonly reopened: boolean;
}

const noEnds: DeclaredEnds = { terminal: [] };

/**
 * Takes in what happens next in a case. What the event itself says counts more than what is declared of its activity; of
 * several events the last counts. What is done after the end does not open a case again.
 * @param declared as it is valid then
 */
export function follow(course: CaseCourse, step: CaseStep, declared: DeclaredEnds | undefined): CourseChange {
  const before = course.state;
  const isCompletion = step.lifecycle === 'complete';
  const begins = !course.begun && (isCompletion || step.lifecycle === 'start');
  course.facts++;
  if (begins) course.begun = true;
  if (isCompletion) note(course, step.activity);
  if (step.says !== undefined && (step.says !== 'begins' || course.word === null)) {
    course.word = step.says;
    course.wordAt = course.facts;
  }
  course.state = stateAfter(before, step, isCompletion, declared ?? noEnds);
  return changeOf(course, before, begins);
}

/** Judges the case anew by what its process is declared to be from now on: by the last of all that ended or opened it. */
export function judgeAnew(course: CaseCourse, declared: DeclaredEnds | undefined): CourseChange {
  const before = course.state;
  course.state = stateUnder(course, declared ?? noEnds);
  return changeOf(course, before, false);
}

function stateAfter(
  state: CaseState,
  { says, activity }: CaseStep,
  isCompletion: boolean,
  { terminal, reopening = [] }: DeclaredEnds,
): CaseState {
  if (says === 'ended') return 'ended';
  if (says === 'open') return 'open';
  if (isCompletion && terminal.length > 0 && reopening.includes(activity)) return 'open';
  if (isCompletion && terminal.includes(activity)) return 'ended';
  if (state !== 'undeclared') return state;
  return says === 'begins' || (isCompletion && terminal.length > 0) ? 'open' : 'undeclared';
}

function stateUnder(course: CaseCourse, { terminal, reopening = [] }: DeclaredEnds): CaseState {
  const ended = lastOf(course, terminal);
  const opened = terminal.length > 0 ? lastOf(course, reopening) : 0;
  const { word, wordAt, completed } = course;
  const said = word === 'begins' || word === null ? 0 : wordAt;
  if (said > 0 && said >= Math.max(ended, opened)) return word as CaseState;
  if (ended > 0 || opened > 0) return ended > opened ? 'ended' : 'open';
  return word === 'begins' || (completed && terminal.length > 0) ? 'open' : 'undeclared';
}

function changeOf(course: CaseCourse, before: CaseState, begins: boolean): CourseChange {
  const { state, facts } = course;
  const reopened = before === 'ended' && state === 'open';
  if (reopened) course.reopenedAt = facts;
  return { begins, ended: before !== 'ended' && state === 'ended', reopened };
}

function note(course: CaseCourse, activity: string): void {
  const { activities, firstAt, lastAt, facts } = course;
  course.completed = true;
  const place = activities.indexOf(activity);
  if (place >= 0) lastAt[place] = facts;
  else if (activities.length < activitiesMax) {
    activities.push(activity);
    firstAt.push(facts);
    lastAt.push(facts);
  }
}

/** The number of the last completion of any of some activities; 0 where there was none. */
export function lastOf({ activities, lastAt }: CaseCourse, some: Iterable<string>): number {
  let last = 0;
  for (const activity of some) {
    const place = activities.indexOf(activity);
    if (place >= 0 && lastAt[place]! > last) last = lastAt[place]!;
  }
  return last;
}

/** The number of the first completion of any of some activities; 0 where there was none. */
export function firstOf({ activities, firstAt }: CaseCourse, some: Iterable<string>): number {
  let first = 0;
  for (const activity of some) {
    const place = activities.indexOf(activity);
    if (place >= 0 && (first === 0 || firstAt[place]! < first)) first = firstAt[place]!;
  }
  return first;
}
