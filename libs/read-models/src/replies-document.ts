import { dayOf, type Id, type Instant } from '#core/time.js';
import { conversationsOf } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { businessClock } from '#measures/calendar/business-time.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import { afterReplyStep, noReply } from '#measures/replies/reply-waits.js';
import type { ReplyState, ReplyStep, ReplyWait } from '#measures/replies/reply-waits.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { Context, SignalOnset } from '#projections/definition/definition.js';
import { openingHoursInForce } from './opening-hours-in-force.js';
import { placeOf, type Tally } from './tallies.js';

/** Conversations that are remembered: first those in which nobody waits give way, the longest untouched first. */
export const conversationsMax = 500;
/** Ids of one conversation: a thread, a matter, a case, and what they were called with later. */
const idsMax = 8;
/** Waits whose lengths are remembered; older ones stay counted. */
export const waitsMax = 3_000;

/** Where the conversations of a relationship stand: plain JSON of bounded size. */
export interface RepliesDocument {
  /** Which calendar says when we are open. */
  readonly calendar: string;
  /** Its hours as they were valid when they were looked at last; null while nobody waits. */
  hours: OpeningHours | null;
  /** The latest touched last. */
  conversations: ReplyConversation[];
  /** In how many of them somebody waits. */
  waiting: number;
  tallies: WaitTally[];
  /** Waits whose lengths are remembered, and those that were open when their conversation was forgotten. */
  remembered: number;
  lost: number;
  /** Messages that name no conversation: nobody can see whether they were answered. */
  loose: number;
}

export interface ReplyConversation {
  ids: Id[];
  state: ReplyState;
  /** Of the wait that is open. */
  open: OpenWait | null;
}

export interface OpenWait {
  readonly onset: SignalOnset;
  readonly channel: string;
  readonly double: boolean;
  /** Business time that ran up to `countedTo`, by the calendars that were in force. */
  ranMs: number;
  countedTo: Instant;
  /** When the target is over, as the calendar stands; null: never. */
  dueAt: Instant | null;
  late: boolean;
}

/** Waits that ended, by `waits, first or next, channel, month` of their beginning. */
export interface WaitTally extends Tally {
  replied: number;
  unanswered: number;
  late: number;
  /** Business time in ms, in the order in which they ended. */
  repliedMs: number[];
  unansweredMs: number[];
}

export type RepliesContext = Context<{ zone: string; calendar: string; targetHours: number }>;

export function noReplies({ parameters: { calendar } }: RepliesContext): RepliesDocument {
  return { calendar, hours: null, conversations: [], waiting: 0, tallies: [], remembered: 0, lost: 0, loose: 0 };
}

/** Follows a conversation by one step. */
export function addReplyStep(doc: RepliesDocument, event: Fact, step: ReplyStep, ctx: RepliesContext): void {
  const ids = conversationsOf(event);
  if (ids.length === 0) {
    if (step === 'customer') doc.loose++;
    return;
  }
  const conversation = conversationOf(doc, ids);
  const at = event.occurredAt;
  const { state, wait } = afterReplyStep(conversation.state, step, at);
  conversation.state = { ...state };
  if (wait !== undefined && conversation.open !== null) {
    endWait(doc, conversation.open, wait, ctx.parameters.zone);
    conversation.open = null;
    doc.waiting--;
  }
  if (state.waitingSince !== null && conversation.open === null) {
    conversation.open = beginWait(doc, event, ctx);
    doc.waiting++;
  }
  if (doc.waiting === 0) doc.hours = null;
}

/** Counts what ran by the hours that were valid until now, and goes on by those that are valid from now on. */
export function changeHours(doc: RepliesDocument, at: Instant, ctx: RepliesContext): void {
  if (doc.hours === null) return;
  const [before, hours] = [businessClock(doc.hours), hoursInForce(doc, ctx)];
  for (const { open } of doc.conversations) {
    if (open === null) continue;
    open.ranMs += before.msBetween(open.countedTo, at);
    open.countedTo = at;
    if (!open.late) open.dueAt = dueOf(open, hours, ctx);
  }
  doc.hours = hours;
}

/** How long a wait has run by an instant. */
export function waitedMs(doc: RepliesDocument, open: OpenWait, at: Instant): number {
  return open.ranMs + (doc.hours === null ? 0 : businessClock(doc.hours).msBetween(open.countedTo, at));
}

export function waitCell(which: ReplyWait['which'], channel: string, from: Instant, zone: string): string[] {
  return ['waits', which, channel, dayOf(from, zone).slice(0, 7)];
}

function conversationOf(doc: RepliesDocument, ids: readonly Id[]): ReplyConversation {
  const { conversations } = doc;
  const place = placeOfConversation(conversations, ids);
  const conversation: ReplyConversation =
    place < 0 ? { ids: [], state: noReply(), open: null } : conversations.splice(place, 1)[0]!;
  conversations.push(conversation);
  const more = ids.filter((id) => !conversation.ids.includes(id));
  if (more.length > 0) conversation.ids = [...conversation.ids, ...more].slice(-idsMax);
  if (conversations.length > conversationsMax) {
    const idle = conversations.findIndex(({ open }) => open === null);
    const [gone] = conversations.splice(idle < 0 || idle === conversations.length - 1 ? 0 : idle, 1);
    if (gone!.open !== null) {
      doc.lost++;
      doc.waiting--;
    }
  }
  return conversation;
}

/** The latest that shares an id; loops and no closures, because it is looked for at every message. */
function placeOfConversation(conversations: readonly ReplyConversation[], ids: readonly Id[]): number {
  for (let place = conversations.length - 1; place >= 0; place--) {
    const known = conversations[place]!.ids;
    for (let i = 0; i < known.length; i++) for (let j = 0; j < ids.length; j++) if (known[i] === ids[j]) return place;
  }
  return -1;
}

function beginWait(doc: RepliesDocument, event: Fact, ctx: RepliesContext): OpenWait {
  doc.hours ??= hoursInForce(doc, ctx);
  const { channel = 'unknown' } = event.data as { channel?: string };
  const began = { onset: begunBy(event), channel, double: event.share === 0, ranMs: 0, countedTo: event.occurredAt };
  return { ...began, dueAt: dueOf(began, doc.hours, ctx), late: false };
}

function dueOf(
  { ranMs, countedTo }: Pick<OpenWait, 'ranMs' | 'countedTo'>,
  hours: OpeningHours,
  { parameters }: RepliesContext,
): Instant | null {
  const left = Math.max(0, parameters.targetHours * 3_600_000 - ranMs);
  return businessClock(hours).instantAfter(countedTo, left) ?? null;
}

function endWait(doc: RepliesDocument, open: OpenWait, { which, from, to, ended }: ReplyWait, zone: string): void {
  const { channel, double } = open;
  const none = { double, replied: 0, unanswered: 0, late: 0 };
  const fine: WaitTally = { at: waitCell(which, channel, from, zone), ...none, repliedMs: [], unansweredMs: [] };
  const coarse: WaitTally = { ...fine, at: ['waits', which, 'any', 'any'], repliedMs: [], unansweredMs: [] };
  const tally = doc.tallies[placeOf(doc.tallies, fine, coarse)];
  if (tally === undefined) return;
  const outcome = ended === 'replied' ? 'replied' : 'unanswered';
  tally[outcome]++;
  if (open.late) tally.late++;
  tally[`${outcome}Ms`].push(waitedMs(doc, open, to));
  if (++doc.remembered > waitsMax) forgetOldest(doc);
}

function forgetOldest(doc: RepliesDocument): void {
  const oldest = doc.tallies.find(({ repliedMs, unansweredMs }) => repliedMs.length + unansweredMs.length > 0)!;
  (oldest.repliedMs.length > 0 ? oldest.repliedMs : oldest.unansweredMs).shift();
  doc.remembered--;
}

function hoursInForce(doc: RepliesDocument, ctx: RepliesContext): OpeningHours {
  return openingHoursInForce(doc.calendar, ctx);
}
