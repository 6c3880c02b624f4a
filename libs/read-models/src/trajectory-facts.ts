import type { Instant } from '#core/time.js';
import { contactActOf, conversationsOf, mayAct } from '#domain/acts.js';
import type { AnyFact, Fact } from '#domain/fact.js';
import { replyStepOf, replyStepTypes } from '#domain/reply-steps.js';
import { addAbsence } from '#measures/calendar/absences.js';
import { dayNumberOf } from '#measures/calendar/opening-hours.js';
import { businessResumed, cancelled, contractMade, contractRenewed, noticeGiven } from '#measures/phases/contracts.js';
import { messageAnswered, messageWaits, waitClosed } from '#measures/phases/our-watch.js';
import {
  breachBegan,
  breachMended,
  contactHappened,
  contractsTurned,
  expanded,
  matterTurned,
  noticeReceived,
  productsTaken,
  scoreGiven,
  termsChanged,
} from '#measures/phases/trajectory.js';
import type { TrajectoryState, TrajectoryTerms } from '#measures/phases/trajectory-state.js';
import {
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  promiseNotKept,
  promiseRenegotiated,
  unmadePromise,
} from '#measures/promises/promise-state.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { learnItself } from './relationship-itself.js';
import type { TrajectoryDocument, WatchedPromise } from './trajectory-document.js';
import { absencesThatMatter, termsOf, type TrajectoryParameters } from './trajectory-terms.js';

type Ctx = Context<TrajectoryParameters>;

/** So many of their latest contact-days are kept: four windows of a trend are at most 112 days or 16 gaps. */
const contactDaysKept = 128;
/** A connector matters to their silence while it brought one of so many latest contact-days. */
const daysOfConnectors = 5;
/** Of more promises of ours than this the oldest are forgotten. */
const promisesMax = 100;

/** Types that say more than that there was contact. */
const meaningTypes = [
  'ComplaintRaised',
  'CaseEscalated',
  'SurveyAnswered',
  'PromiseMade',
  'PromiseRenegotiated',
  'PromiseKept',
  'PromiseNotKept',
  'AbsenceAnnounced',
  'OrderPlaced',
  'Contracted',
  'Renewed',
  'Expanded',
  'NoticeGiven',
  'Cancelled',
] as const;
const meaningful: ReadonlySet<string> = new Set(meaningTypes);

/** Whether a touchpoint of a type can say anything about a trajectory. */
export function saysSomething(type: string): boolean {
  return mayAct(type) || replyStepTypes.has(type) || meaningful.has(type);
}

/** Takes a touchpoint: first as an act of contact, then for what else it says. */
export function takeTouchpoint(doc: TrajectoryDocument, event: Fact, ctx: Ctx): void {
  learn(doc, event);
  const terms = termsOf(doc, ctx, event.occurredAt);
  // Before the order counts as a contact: it is the first one of what begins again.
  if (event.type === 'OrderPlaced') businessResumed(doc.trajectory.contracts);
  takeAct(doc, event, ctx, terms);
  takeReply(doc, event, terms);
  if (meaningful.has(event.type)) takeMeaning(doc, event as Meaning, ctx, terms);
}

/** By what ids the relationship itself appears in its events. */
export function learn(doc: TrajectoryDocument, event: Fact): void {
  doc.itself = learnItself(doc.itself, event);
}

function takeAct(doc: TrajectoryDocument, event: Fact, ctx: Ctx, terms: TrajectoryTerms): void {
  const act = contactActOf(event, ctx.parameters.zone);
  if (act === undefined) return;
  const { newDay } = contactHappened(doc.trajectory, act, begunBy(event), terms);
  if (newDay.theirs) {
    doc.contactDays.push(dayNumberOf(act.day));
    if (doc.contactDays.length > contactDaysKept) doc.contactDays.shift();
    if (doc.absences.length > 0) doc.absences = absencesThatMatter(doc.absences, measuredSince(doc.trajectory, act.at));
  }
  if (act.sides.has('theirs')) rememberConnector(doc, event, ctx);
}

/** From when on something is still measured: their silence, or an older message of theirs that waits for its answer. */
function measuredSince({ ours }: TrajectoryState, silentSince: Instant): Instant {
  let since = silentSince;
  for (const { begun, overdueAt } of ours.waiting) if (overdueAt === null && begun.since < since) since = begun.since;
  return since;
}

/** Only one that is known to be alive can be missed: imported files are no feeds. */
function rememberConnector(doc: TrajectoryDocument, { source, occurredAt }: Fact, ctx: Ctx): void {
  const day = doc.trajectory.contact.theirs.days.count;
  const { connector } = source;
  const isFeed = ctx.feeds.up(connector, occurredAt);
  if (!isFeed && doc.feeds.length === 0) return;
  doc.feeds = doc.feeds.filter((feed) => feed.connector !== connector && day - feed.day < daysOfConnectors);
  if (isFeed) doc.feeds.push({ connector, day });
}

function takeReply({ trajectory }: TrajectoryDocument, event: Fact, terms: TrajectoryTerms): void {
  const step = replyStepOf(event);
  if (step === undefined) return;
  const conversations = conversationsOf(event);
  const at = event.occurredAt;
  if (step === 'customer' && event.type === 'MessageReceived')
    messageWaits(trajectory.ours, begunBy(event), conversations, terms.rules.replyTargetDays);
  else if (step === 'reply') messageAnswered(trajectory.ours, conversations);
  else if (step === 'closed') {
    waitClosed(trajectory.ours, conversations);
    matterTurned(trajectory, 'resolved', conversations, at, terms);
  } else if (step.startsWith('reopened')) matterTurned(trajectory, 'reopened', conversations, at, terms);
}

type Meaning = Extract<AnyFact, { readonly type: (typeof meaningTypes)[number] }>;

function takeMeaning(doc: TrajectoryDocument, event: Meaning, ctx: Ctx, terms: TrajectoryTerms): void {
  const { trajectory } = doc;
  const { contracts } = trajectory;
  const begun = begunBy(event);
  const at = event.occurredAt;
  switch (event.type) {
    case 'ComplaintRaised':
    case 'CaseEscalated': {
      const kind = event.type === 'ComplaintRaised' ? 'complaint' : 'escalation';
      breachBegan(trajectory, { kind, id: event.id, at, begun, conversations: conversationsOf(event) }, at, terms);
      return;
    }
    case 'SurveyAnswered':
      takeScore(doc, event, terms);
      return;
    case 'PromiseMade':
    case 'PromiseRenegotiated':
    case 'PromiseKept':
    case 'PromiseNotKept':
      takePromise(doc, event, terms);
      return;
    case 'AbsenceAnnounced':
      doc.absences = absencesThatMatter(
        addAbsence(doc.absences, event.data),
        measuredSince(trajectory, trajectory.rhythm.latest?.since ?? at),
      );
      termsChanged(trajectory, at, termsOf(doc, ctx, at));
      return;
    case 'OrderPlaced':
      productsTaken(trajectory, event.data.products ?? [], begun, terms);
      return;
    case 'Contracted': {
      const { endAt = null, autoRenew = false, product } = event.data;
      contractMade(contracts, { id: event.id, begun, endAt, autoRenew });
      productsTaken(trajectory, product === undefined ? [] : [product], begun, terms);
      break;
    }
    case 'Renewed':
      contractRenewed(contracts, event.data.contract, event.data.endAt ?? null);
      break;
    case 'Expanded':
      businessResumed(contracts);
      expanded(trajectory, begun, terms);
      return;
    case 'NoticeGiven':
      noticeGiven(contracts, event.data.contract, event.data.endAt ?? null);
      if (event.data.by !== 'ours') noticeReceived(trajectory, begun, terms);
      break;
    case 'Cancelled':
      cancelled(contracts, event.data.contract, begun);
  }
  contractsTurned(trajectory, at, terms);
}

/** Mapped to 0–10, high being good; a scale without extent says nothing. */
function takeScore({ trajectory }: TrajectoryDocument, event: Fact<'SurveyAnswered'>, terms: TrajectoryTerms): void {
  const { instrument, scale, score, polarity } = event.data;
  const share = (score - scale.min) / (scale.max - scale.min);
  if (!(share >= 0 && share <= 1)) return;
  const by =
    event.parties.find(({ id, side }) => side === 'customer' && id === event.actor)?.id ?? begunBy(event).party;
  const value = 10 * (polarity === 'lower-is-better' ? 1 - share : share);
  const given = { instrument, by: by ?? event.actor, score: value, event: event.id, at: event.occurredAt };
  scoreGiven(trajectory, given, terms);
}

function takePromise(
  doc: TrajectoryDocument,
  event: Fact<'PromiseMade'> | Fact<'PromiseRenegotiated'> | Fact<'PromiseKept'> | Fact<'PromiseNotKept'>,
  terms: TrajectoryTerms,
): void {
  const at = event.occurredAt;
  if (event.type === 'PromiseMade') {
    const { by, dueAt, confirmBy } = event.data;
    if (by !== 'ours') return;
    const state = promiseMade(unmadePromise(), { at, by, dueAt, confirmBy });
    doc.promises.push({ id: event.id, begun: begunBy(event), connector: event.source.connector, state });
    if (doc.promises.length > promisesMax) doc.promises.shift();
    return;
  }
  const { promise: id } = event.data;
  const known = doc.promises.find((promise) => promise.id === id);
  if (known === undefined) return;
  if (event.type !== 'PromiseKept') {
    const before = known.state.status;
    known.state =
      event.type === 'PromiseRenegotiated'
        ? promiseRenegotiated(known.state, at, event.data.dueAt)
        : promiseNotKept(known.state, at, event.data.confirmedBy);
    if (before !== 'broken' && known.state.status === 'broken') promiseBroken(doc, known, at, terms);
    return;
  }
  known.state = promiseKept(known.state, at, event.data.confirmedBy);
  doc.promises = doc.promises.filter((promise) => promise !== known);
  breachMended(doc.trajectory, id, at, terms);
}

/** The due time of promises has passed. */
export function passPromises(doc: TrajectoryDocument, at: Instant, ctx: Ctx, terms: TrajectoryTerms): void {
  for (const promise of doc.promises) {
    const due = promiseDeadline(promise.state);
    if (due === null || due > at) continue;
    promise.state = promiseAt(promise.state, at, ctx.feeds.up(promise.connector, due - 1));
    if (promise.state.status === 'broken') promiseBroken(doc, promise, at, terms);
  }
}

function promiseBroken(
  doc: TrajectoryDocument,
  { id, begun }: WatchedPromise,
  at: Instant,
  terms: TrajectoryTerms,
): void {
  // It names no conversation: that a case ends does not keep the promise that was made in it.
  breachBegan(doc.trajectory, { kind: 'broken-promise', id, at, begun, conversations: [] }, at, terms);
}

/** When the next promise is due; Infinity for none. */
export function nextPromiseDue(promises: readonly WatchedPromise[]): Instant {
  let next = Infinity;
  for (const { state } of promises) next = Math.min(next, promiseDeadline(state) ?? Infinity);
  return next;
}
