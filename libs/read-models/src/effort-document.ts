import { dayOf, type Id, type Instant } from '#core/time.js';
import { actSides, mayAct } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { countDay, noContactDays, type ContactDays } from '#measures/calendar/contact-days.js';
import {
  effortNames,
  newMatter,
  resolvedMatter,
  type Effort,
  type MatterState,
} from '#measures/effort/matter-effort.js';
import {
  assignedTo,
  contactedAbout,
  openedMatter,
  transferredTo,
  type Holder,
} from '#measures/effort/matter-effort.js';
import {
  addEscalation,
  endEscalations,
  loseEscalations,
  noEscalations,
  type Escalations,
  type OpenEscalation,
} from './effort-escalations.js';
import { placeOf, type Tally } from './tallies.js';

/**
 * Matters that are followed. Beyond that one is forgotten: first the resolved whose escalations all ended, then the longest
 * untouched. What it was counted as stays, and that it was forgotten is counted with it.
 */
export const mattersMax = 500;
/** Ids of one matter: the first that it was called by, and those that were used last. */
const idsMax = 8;
/** More of something than this in one matter is counted as this. */
export const countMax = 99;

/** What matters took of a customer: plain JSON of bounded size. */
export interface EffortDocument {
  /** The latest touched last. */
  matters: Matter[];
  tallies: MatterTally[];
  escalations: Escalations;
  /** Contact-days of theirs: all, and those with an act that is counted here and not in another relationship. */
  days: { all: ContactDays; own: ContactDays };
  dayTallies: DayTally[];
}

export interface Matter {
  ids: Id[];
  readonly state: MatterState;
  /** Where it is counted, and the event that resolved it; null while it is not resolved. */
  counted: { readonly event: Id; readonly tally: number; readonly sums: readonly string[] } | null;
  /** Escalations of it that nobody has taken up. */
  open: OpenEscalation[];
  /** Whether it is counted in another relationship, as far as its latest event says. */
  double: boolean;
}

/**
 * Resolved matters by `matters, channel, month` of the resolution; the channel is that of their first contact. `lost` are
 * those that were forgotten before they were resolved, in the month of that: they are in no figure. `forgotten` are resolved
 * ones that were; opened again they are new matters, whose opening is not known.
 */
export interface MatterTally extends Tally {
  readonly sums: Record<string, number>;
}

/** By `days, month`. */
export interface DayTally extends Tally {
  all: number;
  own: number;
}

export function noEffort(): EffortDocument {
  const days = { all: noContactDays(), own: noContactDays() };
  return { matters: [], tallies: [], escalations: noEscalations(), days, dayTallies: [] };
}

/** Types that are acts of theirs and no effort for a resolution: they answer us, or say what they think of it. */
const noEffortOfTheirs: ReadonlySet<string> = new Set(['SurveyAnswered', 'PraiseGiven', 'ReferralMade']);

const matterSteps: ReadonlySet<string> = new Set([
  'CaseOpened',
  'CaseAssigned',
  'CaseTransferred',
  'CaseEscalated',
  'CaseResolved',
  'CaseReopened',
]);

/** Whether events of a type can say anything of effort or escalations. */
export function tellsOfEffort(type: string): boolean {
  return mayAct(type) || matterSteps.has(type);
}

/** Takes an event in, in fold order. @param zone of days and months */
export function addToEffort(doc: EffortDocument, event: Fact, zone: string): void {
  const sides = actSides(event);
  const day = dayOf(event.occurredAt, zone);
  if (sides.has('theirs')) addContactDay(doc, day, event.share === 1);
  const matters = mattersOf(doc, event, day);
  for (const matter of matters) {
    if (sides.has('theirs') && !noEffortOfTheirs.has(event.type))
      contactedAbout(matter.state, day, (event.data as { channel?: string }).channel);
    stepMatter(doc, matter, event, day);
    if (sides.has('ours') || givesAnOwner(event)) endWaits(doc, matter, event.occurredAt, 'owned');
  }
  if (event.type === 'CaseEscalated') escalate(doc, matters, event, day);
}

/** Whether somebody has the matter from then on: an assignment always says so, the others where they say who it is. */
function givesAnOwner(event: Fact): boolean {
  if (event.type === 'CaseAssigned') return true;
  if (event.type === 'CaseEscalated') return assigneeIn(event) !== null;
  const { person, team } = holderIn(event);
  return event.type === 'CaseTransferred' && (person ?? team) !== null;
}

function stepMatter(doc: EffortDocument, matter: Matter, event: Fact, day: string): void {
  switch (event.type) {
    case 'CaseOpened':
    case 'CaseReopened':
      openedMatter(matter.state, event.type === 'CaseOpened');
      if (matter.counted !== null) uncount(doc, matter);
      return;
    case 'CaseAssigned':
      return assignedTo(matter.state, holderIn(event));
    case 'CaseTransferred':
      return transferredTo(matter.state, holderIn(event));
    case 'CaseResolved': {
      const effort = resolvedMatter(matter.state);
      if (effort !== undefined) count(doc, matter, effort, event, day);
      return endWaits(doc, matter, event.occurredAt, 'closed');
    }
    default:
  }
}

function escalate(doc: EffortDocument, matters: readonly Matter[], event: Fact, day: string): void {
  const { tier } = event.data as { tier?: number };
  const open = addEscalation(doc.escalations, { at: event.occurredAt, tier, month: day.slice(0, 7), event });
  if (open === undefined) return;
  // Escalated to somebody, it never waited.
  if (givesAnOwner(event)) endEscalations(doc.escalations, [open], event.occurredAt, 'owned');
  // It is one wait, also where a matter and a case are two.
  else matters[0]?.open.push(open);
}

function endWaits(doc: EffortDocument, matter: Matter, at: Instant, how: 'owned' | 'closed'): void {
  if (matter.open.length === 0) return;
  endEscalations(doc.escalations, matter.open, at, how);
  matter.open = [];
}

/** The matters that an event names, that of its matter before that of its case; one that is not known yet is made. */
function mattersOf(doc: EffortDocument, event: Fact, day: string): Matter[] {
  const { matter, process } = event;
  const ids = [...new Set([matter, process?.case].filter((id) => id !== undefined))];
  if (ids.length === 0) return [];
  const found = ids.flatMap((id) => doc.matters.find((one) => one.ids.includes(id)) ?? []);
  const known = [...new Set(found)];
  const double = event.share === 0;
  if (known.length === 0) known.push({ ids: [], state: newMatter(), counted: null, open: [], double });
  const unknown = ids.filter((id) => !known.some((one) => one.ids.includes(id)));
  for (const one of known) {
    const named = ids.filter((id) => one.ids.includes(id));
    one.ids = idsOf(one, one === known[0] ? [...named, ...unknown] : named);
    one.double = double;
  }
  doc.matters = [...doc.matters.filter((one) => !known.includes(one)), ...known];
  if (doc.matters.length > mattersMax) forgetOne(doc, day);
  return known;
}

/** What it is called by is not given up for cases that are opened in it one after another. */
function idsOf({ ids }: Matter, named: readonly Id[]): Id[] {
  const [first, ...others] = [...ids.slice(0, 1), ...ids.slice(1).filter((id) => !named.includes(id)), ...named];
  return [first!, ...new Set(others.filter((id) => id !== first).slice(1 - idsMax))];
}

function forgetOne(doc: EffortDocument, day: string): void {
  const done = doc.matters.findIndex(({ state, open }) => state.resolved && open.length === 0);
  // Never the last one, which is the one that is touched.
  const [gone] = doc.matters.splice(done < 0 || done === doc.matters.length - 1 ? 0 : done, 1);
  const { counted, state, open, double } = gone!;
  const tally = counted?.tally ?? tallyOf(doc, state, double, day);
  add(doc, { tally, sums: [counted === null ? 'lost' : 'forgotten'] }, 1);
  loseEscalations(doc.escalations, open);
}

function addContactDay(doc: EffortDocument, day: string, isOwn: boolean): void {
  const { all, own } = doc.days;
  const before = { all: all.count, own: own.count };
  countDay(all, day);
  if (isOwn) countDay(own, day);
  if (all.count === before.all && own.count === before.own) return;
  const none = { double: false, all: 0, own: 0 };
  const tally =
    doc.dayTallies[
      placeOf<DayTally>(doc.dayTallies, { at: ['days', day.slice(0, 7)], ...none }, { at: ['days', 'any'], ...none })
    ];
  if (tally === undefined) return;
  tally.all += all.count - before.all;
  tally.own += own.count - before.own;
}

function count(doc: EffortDocument, matter: Matter, effort: Effort, event: Fact, day: string): void {
  const tally = tallyOf(doc, matter.state, event.share === 0, day);
  matter.counted = { event: event.id, tally, sums: sumsOf(matter.state, effort) };
  add(doc, matter.counted, 1);
}

function tallyOf(doc: EffortDocument, { firstChannel }: MatterState, double: boolean, day: string): number {
  const fine = { at: ['matters', firstChannel ?? 'unknown', day.slice(0, 7)], double, sums: {} };
  return placeOf<MatterTally>(doc.tallies, fine, { at: ['matters', 'any', 'any'], double, sums: {} });
}

function uncount(doc: EffortDocument, matter: Matter): void {
  add(doc, matter.counted!, -1);
  matter.counted = null;
}

function add(
  doc: EffortDocument,
  { tally, sums }: Pick<NonNullable<Matter['counted']>, 'tally' | 'sums'>,
  by: 1 | -1,
): void {
  const counted = doc.tallies[tally]?.sums;
  if (counted !== undefined) for (const name of sums) counted[name] = (counted[name] ?? 0) + by;
}

/** What a resolved matter is counted as: without its opening, or without a contact of theirs, its effort is not known. */
function sumsOf({ opened, days }: MatterState, effort: Effort): string[] {
  if (!opened) return ['unopened'];
  if (days.count === 0) return ['uncontacted'];
  return ['resolved', ...effortNames.map((name) => `${name} ${Math.min(countMax, effort[name])}`)];
}

/** Whom an assignment or a transfer gives it to: of these two the vocabulary has the receiving team in `team`. */
function holderIn(event: Fact): Holder {
  return { person: assigneeIn(event), team: (event.data as { team?: string }).team ?? null };
}

function assigneeIn({ parties }: Fact): Id | null {
  return parties.find(({ role }) => role === 'assignee')?.id ?? null;
}
