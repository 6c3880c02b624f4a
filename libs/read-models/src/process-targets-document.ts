import { canonicalJson } from '#core/canonical-json.js';
import type { Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { businessClock } from '#measures/calendar/business-time.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { wallClock } from '#measures/calendar/wall-clock.js';
import { follow, judgeAnew, newCourse, type CaseCourse } from '#measures/process/case-course.js';
import {
  isBegunBy,
  targetAfter,
  targetSetNow,
  targetUnderTerms,
  type ClockOf,
  type TargetOfCase,
} from '#measures/process/target-runs.js';
import { isUnderWay, underClock } from '#measures/process/targets.js';
import { waitsForCustomer } from '#measures/process/waits.js';
import type { Context, SignalOnset } from '#projections/definition/definition.js';
import { customerAfter, onsetIn, stepOf, type CustomerOfCase } from './case-facts.js';
import { openingHoursInForce } from './opening-hours-in-force.js';
import { processTerms, type ProcessTerms } from './process-terms.js';
import { addWaits, countWaitClock, declareWaits, noWaits, type WaitsDocument } from './process-waits-document.js';

/** Targets of one case that are remembered: what is set anew under ever other names does not fill it. */
const targetsMax = 100;

/** One case, as its targets and waits are followed: plain JSON of a size that does not grow with its steps. */
export interface TargetsDocument {
  process: string;
  /** By which definition it was followed last (`ProcessTerms.id`), and the calendar that this names for waits. */
  terms: string;
  calendar: string | null;
  /** Since when another one is valid that has not been looked at: of several of one instant the last alone counts. */
  redefinedAt: Instant | null;
  readonly course: CaseCourse;
  readonly waits: WaitsDocument;
  readonly targets: TargetEntry[];
  /** Hours of the calendars that something runs by, as they were valid when they were looked at last. */
  calendars: UsedCalendar[];
  customer: CustomerOfCase | null;
  /** What a target begins with that its definition begins. */
  latest: SignalOnset | null;
}

export interface TargetEntry {
  readonly target: string;
  of: TargetOfCase;
  /** What began the run that counts now. */
  onset: SignalOnset;
  /** It was breached so long ago that nobody is told of it any more. */
  isPast: boolean;
}

interface UsedCalendar {
  readonly calendar: string;
  readonly hours: OpeningHours;
}

export type TargetsContext = Context<{ readonly zone: string; readonly openDays: number }>;

export function noTargets(): TargetsDocument {
  return {
    process: '',
    terms: '',
    calendar: null,
    redefinedAt: null,
    course: newCourse(),
    waits: noWaits(),
    targets: [],
    calendars: [],
    customer: null,
    latest: null,
  };
}

/** How the case is defined now. */
export function termsIn({ process }: TargetsDocument, ctx: TargetsContext): ProcessTerms {
  return processTerms(ctx.valid('ProcessDefined', process));
}

/** Takes in the next fact of a case, in fold order. */
export function addTargetFact(doc: TargetsDocument, event: Fact, ctx: TargetsContext): void {
  const { process } = event;
  if (process === undefined) return;
  doc.process = process.definition;
  takeTerms(doc, ctx);
  const terms = termsIn(doc, ctx);
  doc.terms = terms.id;
  doc.calendar = terms.calendar;
  doc.customer = customerAfter(doc.customer, event);
  const step = stepOf(event);
  const change = follow(doc.course, step, terms.declared);
  const clockOf = clocksIn(doc, ctx);
  addWaits(doc.waits, step, terms.declared, doc.course, () => clockOfProcess(doc, clockOf));
  const targetStep = {
    ...change,
    at: step.at,
    completed: step.lifecycle === 'complete' ? step.activity : null,
    waitsForCustomer: isCustomerAwaited(doc),
  };
  doc.latest = onsetIn(doc.customer, event);
  for (const one of terms.targets) {
    const entry = doc.targets.find(({ target }) => target === one.target);
    const after = targetAfter(entry?.of, targetStep, one, clockOf);
    if (after !== undefined && after !== entry?.of) put(doc, entry, one.target, after);
  }
  keepUsedCalendars(doc, clockOf);
}

/** A calendar or the definition of the process came to be valid. */
export function changeTargetContext(doc: TargetsDocument, at: Instant, ctx: TargetsContext): void {
  const known = doc.calendars;
  countWaitClock(doc.waits, at, clockOfProcess(doc, clocksIn(doc, ctx)));
  doc.calendars = known.map(({ calendar }) => ({ calendar, hours: openingHoursInForce(calendar, ctx) }));
  const after = clocksIn(doc, ctx);
  for (const [i, { calendar, hours }] of known.entries()) {
    // By what they say: which object a clock is depends on what was asked for before.
    if (canonicalJson(doc.calendars[i]!.hours) === canonicalJson(hours)) continue;
    for (const entry of doc.targets)
      if (entry.of.run.calendar === calendar)
        entry.of = { ...entry.of, run: underClock(entry.of.run, at, businessClock(hours), after(calendar)) };
  }
  doc.redefinedAt = termsIn(doc, ctx).id === doc.terms ? null : at;
  keepUsedCalendars(doc, after);
}

/** Goes on by the definition that is valid now, where it is another one. */
export function takeTerms(doc: TargetsDocument, ctx: TargetsContext): void {
  const { redefinedAt: at } = doc;
  if (at === null) return;
  doc.redefinedAt = null;
  const clockOf = clocksIn(doc, ctx);
  changeTerms(doc, at, termsIn(doc, ctx), clockOf);
  keepUsedCalendars(doc, clockOf);
}

function changeTerms(doc: TargetsDocument, at: Instant, terms: ProcessTerms, clockOf: ClockOf): void {
  // Waits are counted by the calendar of the process as it was.
  countWaitClock(doc.waits, at, clockOfProcess(doc, clockOf));
  doc.terms = terms.id;
  doc.calendar = terms.calendar;
  const { ended, reopened } = judgeAnew(doc.course, terms.declared);
  declareWaits(doc.waits, at, terms.declared, doc.course);
  const step = { at, ended, reopened, waitsForCustomer: isCustomerAwaited(doc) };
  const clocks = { before: clockOf, after: clockOf };
  for (const entry of doc.targets) {
    const one = terms.targets.find(({ target }) => target === entry.target);
    const after = targetUnderTerms(entry.of, step, one, clocks);
    put(doc, entry, entry.target, after);
  }
  for (const one of terms.targets) {
    if (doc.targets.some(({ target }) => target === one.target)) continue;
    const set = targetSetNow(doc.course, at, one, clockOf(one.calendar));
    if (set !== undefined) put(doc, undefined, one.target, targetUnderTerms(set, step, one, clocks));
  }
}

function put(doc: TargetsDocument, entry: TargetEntry | undefined, target: string, after: TargetOfCase): void {
  const isBegun = isBegunBy(entry?.of, after);
  if (entry === undefined) {
    doc.targets.push({ target, of: after, onset: { ...doc.latest! }, isPast: false });
    const over = doc.targets.length > targetsMax ? doc.targets.findIndex(({ of }) => !isUnderWay(of.run)) : -1;
    if (over >= 0) doc.targets.splice(over, 1);
    return;
  }
  entry.of = after;
  if (!isBegun) return;
  entry.onset = { ...doc.latest! };
  entry.isPast = false;
}

/** The clock of a calendar as it is in force: whatever is asked for is kept with the document until something is valid anew. */
export function clocksIn(doc: TargetsDocument, ctx: TargetsContext): ClockOf {
  return (calendar) => {
    if (calendar === null) return wallClock;
    let used = doc.calendars.find((one) => one.calendar === calendar);
    if (used === undefined) doc.calendars.push((used = { calendar, hours: openingHoursInForce(calendar, ctx) }));
    return businessClock(used.hours);
  };
}

function clockOfProcess({ calendar }: TargetsDocument, clockOf: ClockOf): RunningClock | undefined {
  return calendar === null ? undefined : clockOf(calendar);
}

/** Hours are a large part of a document: only of what runs they have to be known when others come to be valid. */
function keepUsedCalendars(doc: TargetsDocument, clockOf: ClockOf): void {
  const used = new Set<string | null>();
  for (const { of } of doc.targets) if (of.run.stand === 'running') used.add(of.run.calendar);
  if (doc.waits.course.open !== null) used.add(doc.calendar);
  for (const calendar of used) clockOf(calendar);
  if (doc.calendars.some(({ calendar }) => !used.has(calendar)))
    doc.calendars = doc.calendars.filter(({ calendar }) => used.has(calendar));
}

function isCustomerAwaited({ waits }: TargetsDocument): boolean {
  return waits.course.open?.whom === waitsForCustomer;
}
