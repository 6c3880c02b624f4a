import type { Id } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { contactActOf, conversationsOf } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { replyStepOf } from '#domain/reply-steps.js';
import { businessClock } from '#measures/calendar/business-time.js';
import type { OpeningHours } from '#measures/calendar/opening-hours.js';
import { addAct } from '#measures/contact/contact-state.js';
import { signalDays } from '#measures/health/health-signals.js';
import { closeBreachesIn, reopenBreachesIn } from '#measures/phases/breaches.js';
import { afterReplyStep, noReply, type ReplyStep, type ReplyWait } from '#measures/replies/reply-waits.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import type { HealthDocument, KeptConversation } from './health-document.js';
import { openingHoursV0 } from './opening-hours-in-force.js';
import { localDayOf } from './local-days.js';
import { absencesThatMatter, clockOf, openingOf, type TrajectoryParameters } from './trajectory-terms.js';

export type HealthContext = Context<TrajectoryParameters>;

/** Four windows of a trend are at most 112 days or 16 gaps. */
const daysKept = 128;
/** A connector matters to their silence while it brought one of so many latest contact-days. */
const daysOfConnectors = 5;
/** Of more than these the longest untouched are forgotten. */
const conversationsKept = 50;
const idsOfConversation = 8;
const waitsKept = 50;
const peopleKept = 100;

/** Takes a touchpoint as contact. @returns whether a signal has to be measured anew */
export function takeContact(doc: HealthDocument, event: Fact, ctx: HealthContext): boolean {
  const act = contactActOf(event, ctx.parameters.zone);
  if (act === undefined) return false;
  const { rhythm } = doc;
  const step = addAct(doc.contact, act);
  let news = step.newDay.theirs;
  if (news) {
    if (rhythm.latest !== null) {
      const { since } = rhythm.latest;
      rhythm.operationalDays += Math.max(0, clockOf(doc.segment, doc.absences, ctx).msBetween(since, act.at)) / dayMs;
      rhythm.gaps++;
    }
    rhythm.latest = begunBy(event);
    rhythm.days.push(localDayOf(act.at, ctx.parameters.zone));
    // Clocks that are put back across midnight show two days in the wrong order.
    if (rhythm.days.length > 1 && rhythm.days.at(-2)! > rhythm.days.at(-1)!) rhythm.days.sort((a, b) => a - b);
    if (rhythm.days.length > daysKept) rhythm.days.shift();
    if (doc.absences.length > 0) doc.absences = absencesThatMatter(doc.absences, act.at);
  }
  if (act.sides.has('theirs')) rememberFeed(doc, event, ctx);
  // Of persons there is no breadth; who is not classified yet may still turn out to be a firm.
  if (doc.kind !== 'b2c' && step.exchange && meet(doc, step.between.theirs, event)) news = true;
  return news;
}

/** Only one that is known to be alive can be missed: imported files are no feeds. */
function rememberFeed({ rhythm, contact }: HealthDocument, { source, occurredAt }: Fact, ctx: HealthContext): void {
  const day = contact.theirs.days.count;
  const { connector } = source;
  const isFeed = ctx.feeds.up(connector, occurredAt);
  if (!isFeed && rhythm.feeds.length === 0) return;
  if (rhythm.feeds.some((feed) => feed.connector === connector && feed.day === day) && isFeed) return;
  rhythm.feeds = rhythm.feeds.filter((feed) => feed.connector !== connector && day - feed.day < daysOfConnectors);
  if (isFeed) rhythm.feeds.push({ connector, day });
}

/** Who was met last stands last. @returns whether somebody counts who did not before */
function meet(doc: HealthDocument, ids: readonly Id[], event: Fact): boolean {
  let news = false;
  for (const id of ids) {
    if (doc.itself.includes(id)) continue;
    const place = doc.people.findLastIndex((person) => person.id === id);
    const [before] = place < 0 ? [] : doc.people.splice(place, 1);
    if (before === undefined || before.at + signalDays.breadth * dayMs <= event.occurredAt) news = true;
    doc.people.push({ id, at: event.occurredAt, event: event.id });
  }
  if (doc.people.length > peopleKept) doc.people.splice(0, doc.people.length - peopleKept);
  return news;
}

/** Takes a touchpoint as a step of waiting for a reply. @returns whether a signal has to be measured anew */
export function takeReply(doc: HealthDocument, event: Fact, ctx: HealthContext): boolean {
  const step = replyStepOf(event);
  if (step === undefined) return false;
  const ids = conversationsOf(event);
  if (ids.length === 0) return false;
  const turned = turnBreaches(doc, step, ids, event);
  const conversation = conversationOf(doc.conversations, ids);
  const { state, wait } = afterReplyStep(conversation.state, step, event.occurredAt);
  conversation.state = state;
  if (wait === undefined || wait.which !== 'first' || wait.ended !== 'replied') return turned;
  doc.waits.push({ hours: businessHours(wait, ctx), at: event.occurredAt, event: event.id });
  if (doc.waits.length > waitsKept) doc.waits.shift();
  return true;
}

function turnBreaches(doc: HealthDocument, step: ReplyStep, ids: readonly Id[], { id }: Fact): boolean {
  if (doc.breaches.length === 0 || step === 'customer' || step === 'reply') return false;
  if (step === 'closed') closeBreachesIn(doc.breaches, ids);
  else reopenBreachesIn(doc.breaches, ids);
  doc.mended = id;
  return true;
}

/** The latest that shares an id, moved to the end; loops and no closures, because it is looked for at every message. */
function conversationOf(known: KeptConversation[], ids: readonly Id[]): KeptConversation {
  let place = known.length - 1;
  while (place >= 0 && !shareOne(known[place]!.ids, ids)) place--;
  if (place < 0) {
    const begun = { ids, state: noReply() };
    known.push(begun);
    if (known.length > conversationsKept) known.shift();
    return begun;
  }
  const found = known[place]!;
  if (place < known.length - 1) {
    known.splice(place, 1);
    known.push(found);
  }
  const more = ids.filter((id) => !found.ids.includes(id));
  if (more.length > 0) found.ids = [...found.ids, ...more].slice(-idsOfConversation);
  return found;
}

function shareOne(a: readonly Id[], b: readonly Id[]): boolean {
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) if (a[i] === b[j]) return true;
  return false;
}

/** By the calendar that is in force as the wait ends; v0 where none is published, or one of a zone that there is not. */
function businessHours({ from, to }: ReplyWait, ctx: HealthContext): number {
  return businessClock(hoursInForce(ctx)).msBetween(from, to) / 3_600_000;
}

const hoursV0 = new Map<string, OpeningHours>();

function hoursInForce(ctx: HealthContext): OpeningHours {
  const published = openingOf(ctx);
  if (published !== undefined) return published;
  const { zone } = ctx.parameters;
  // Made once: a clock is remembered by its hours.
  if (!hoursV0.has(zone)) hoursV0.set(zone, openingHoursV0(zone));
  return hoursV0.get(zone)!;
}
