import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { countDay, noContactDays, type ContactDays } from '#measures/calendar/contact-days.js';

/** Within this long an act answers another, and a touch of ours makes what they do next no initiative of theirs. */
export const answerMs = 14 * dayMs;

/** Beyond this many conversations within 14 days the one longest untouched is forgotten: a document has a size limit. */
export const conversationsMax = 1_000;
/** Likewise for people of one conversation. */
export const peopleMax = 200;

export type ContactSide = 'theirs' | 'ours';

/** An event that counts as an act (definitions.md §1.1): whose it is was decided before. */
export interface ContactAct {
  readonly at: Instant;
  /** `YYYY-MM-DD` in the workspace's zone. */
  readonly day: string;
  /** One side or both; an act of nobody is none. */
  readonly sides: ReadonlySet<ContactSide>;
  /** The thread, matter and case that it names; none for an act that stands alone. */
  readonly conversations: readonly Id[];
  /** Who acted; only of the acting sides. */
  readonly people: Readonly<Record<ContactSide, readonly Id[]>>;
}

/** What is remembered of the contact of a relationship: plain JSON of bounded size, advanced act by act in fold order. */
export interface ContactState {
  theirs: SideContact;
  ours: SideContact;
  /** Contact-days of theirs with an act that they initiated. */
  initiated: ContactDays;
  /** Two-way exchanges: acts that answer the other side, and acts of both. */
  exchanges: number;
  /** Those touched in the last 14 days, the latest last. */
  conversations: Conversation[];
}

export interface SideContact {
  days: ContactDays;
  first: Instant | null;
  last: Instant | null;
}

interface Conversation {
  readonly id: Id;
  /** Last act of each side. */
  theirs: Instant | null;
  ours: Instant | null;
  people: { readonly id: Id; readonly side: ContactSide; at: Instant }[];
}

/** What one act was. */
export interface ContactStep {
  /** Whether it is the first act of that side on its day: rhythm and phases count days. */
  readonly newDay: Readonly<Record<ContactSide, boolean>>;
  /** An act of theirs alone, with no act of ours in its conversations in the 14 days before. */
  readonly initiated: boolean;
  readonly exchange: boolean;
  /** Whom the exchange was between; nobody without one. */
  readonly between: Readonly<Record<ContactSide, readonly Id[]>>;
}

export function noContact(): ContactState {
  const side = (): SideContact => ({ days: noContactDays(), first: null, last: null });
  return { theirs: side(), ours: side(), initiated: noContactDays(), exchanges: 0, conversations: [] };
}

/**
 * Counts an act.
 *
 * - A *contact-day* of a side is a day with an act of it.
 * - *Initiated* by them is an act of theirs with no act of ours in the same conversation in the 14 days before. An act of
 *   both sides, such as a meeting, is not: who asked for it is not known.
 * - A *two-way exchange* is an act that follows one of the other side in the same conversation within 14 days (both ends
 *   included), or an act of both. It is between those who act and all who acted for the other side in those 14 days.
 *
 * An act that names no conversation answers nothing; an act of nobody changes nothing. The state is changed in place.
 */
export function addAct(state: ContactState, act: ContactAct): ContactStep {
  if (act.sides.size === 0) return actOfNobody;
  const newDay = { theirs: countSide(state, 'theirs', act), ours: countSide(state, 'ours', act) };
  forgetBefore(state, act.at - answerMs);
  const touched = act.conversations.map((id) => touch(state, id));
  const bothSides = act.sides.size === 2;
  const answers = (side: ContactSide): boolean =>
    act.sides.has(side) && touched.some((conversation) => isRecent(conversation[other(side)], act.at));
  const exchange = bothSides || answers('theirs') || answers('ours');
  const initiated = act.sides.has('theirs') && !bothSides && !answers('theirs');
  const between = { theirs: involved(touched, act, 'theirs'), ours: involved(touched, act, 'ours') };
  if (initiated) countDay(state.initiated, act.day);
  if (exchange) state.exchanges++;
  for (const conversation of touched) remember(conversation, act);
  return { newDay, initiated, exchange, between: exchange ? between : { theirs: [], ours: [] } };
}

const actOfNobody: ContactStep = Object.freeze({
  newDay: { theirs: false, ours: false },
  initiated: false,
  exchange: false,
  between: { theirs: [], ours: [] },
});

const other = (side: ContactSide): ContactSide => (side === 'theirs' ? 'ours' : 'theirs');
const isRecent = (last: Instant | null, at: Instant): boolean => last !== null && at - last <= answerMs;

function countSide(state: ContactState, side: ContactSide, act: ContactAct): boolean {
  if (!act.sides.has(side)) return false;
  const contact = state[side];
  const before = contact.days.count;
  countDay(contact.days, act.day);
  contact.first ??= act.at;
  contact.last = act.at;
  return contact.days.count > before;
}

function forgetBefore(state: ContactState, instant: Instant): void {
  const lastOf = ({ theirs, ours }: Conversation): Instant => Math.max(theirs ?? -Infinity, ours ?? -Infinity);
  let old = 0;
  while (old < state.conversations.length && lastOf(state.conversations[old]!) < instant) old++;
  if (old > 0) state.conversations.splice(0, old);
}

/** The conversation, moved to the end of the list: it is the latest now. */
function touch(state: ContactState, id: Id): Conversation {
  const index = state.conversations.findLastIndex((known) => known.id === id);
  const conversation =
    index < 0 ? { id, theirs: null, ours: null, people: [] } : state.conversations.splice(index, 1)[0]!;
  state.conversations.push(conversation);
  if (state.conversations.length > conversationsMax) state.conversations.shift();
  return conversation;
}

/** Of a side: who acts now, and who acted in these conversations in the 14 days before, if the other side acts now. */
function involved(touched: readonly Conversation[], act: ContactAct, side: ContactSide): readonly Id[] {
  const people = new Set(act.sides.has(side) ? act.people[side] : []);
  if (act.sides.has(other(side))) {
    for (const conversation of touched) {
      for (const one of conversation.people) if (one.side === side && isRecent(one.at, act.at)) people.add(one.id);
    }
  }
  return [...people];
}

function remember(conversation: Conversation, act: ContactAct): void {
  for (const side of act.sides) {
    conversation[side] = act.at;
    const acting = new Set(act.people[side]);
    const kept = conversation.people.filter(
      (one) => isRecent(one.at, act.at) && !(one.side === side && acting.has(one.id)),
    );
    conversation.people = [...kept, ...[...acting].map((id) => ({ id, side, at: act.at }))].slice(-peopleMax);
  }
}
