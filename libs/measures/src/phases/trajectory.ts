import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { addAct, type ContactAct, type ContactStep } from '#measures/contact/contact-state.js';
import { silenceAlarmAfter } from '#measures/rhythm/silence-deadline.js';
import {
  answerBreaches,
  closeBreach,
  closeBreachesIn,
  openBreach,
  reopenBreachesIn,
  type Breach,
  type BreachAnswer,
} from './breaches.js';
import { addContactDay, longerOf, silenceAt, silenceRhythmOf, spanOf, sureDeclineLimit } from './contact-rhythm.js';
import { meet } from './known-before.js';
import { lookAtWaiting, reviewWaiting } from './our-watch.js';
import type { PhaseRules } from './phase-rules.js';
import type { PhaseEvent } from './phase.js';
import { settle, type ActBefore } from './settle.js';
import { lookAtSilence, reviewSilence, silenceBegins } from './silence-watch.js';
import {
  scoresMax,
  type GrowthSign,
  type StandingDecline,
  type TrajectoryState,
  type TrajectoryTerms,
} from './trajectory-state.js';

/**
 * An act of contact happened. A first act of theirs on a day completes a gap: their silence is over, and the gap may raise
 * an alarm. Like all functions here it changes the state in place, and takes things in fold order.
 * @param begun the event of the act
 * @returns what the act was, as `addAct` says
 */
export function contactHappened(
  state: TrajectoryState,
  act: ContactAct,
  begun: PhaseEvent,
  terms: TrajectoryTerms,
): ContactStep {
  const counted = {
    contactDays: state.contact.theirs.days.count,
    initiatedDays: state.contact.initiated.count,
  };
  const step = addAct(state.contact, act);
  if (step.newDay.ours) {
    state.ourFirst ??= begun;
    state.ours.latest = begun;
  }
  let before: ActBefore | undefined;
  if (step.newDay.theirs) {
    state.theirFirst ??= begun;
    before = { ...counted, endedSilence: silenceEnded(state, act.at, terms) };
    gapCompleted(state, begun, terms);
  }
  if (step.exchange) peopleMet(state, step.between.theirs, begun, terms);
  settle(state, act.at, terms, before);
  return step;
}

function silenceEnded({ silence, rhythm }: TrajectoryState, at: Instant, terms: TrajectoryTerms): number | undefined {
  if (silence.sureAt === null) return undefined;
  const silent = silenceAt(rhythm, at, terms.clock);
  const segment = silenceRhythmOf(terms.rhythm, rhythm.change);
  const after = silenceAlarmAfter(segment, spanOf(rhythm), terms.rules.falsePhasesPerYear);
  if (silent === undefined || after === undefined) return 1;
  // By whichever of the two clocks was later to let the alarm fire.
  const ratios = [silent.operationalDays / after.operationalDays, silent.calendarDays / after.calendarDays];
  return Math.min(...ratios.filter((ratio) => ratio >= 0 && ratio < Infinity), Number.MAX_VALUE);
}

function gapCompleted(state: TrajectoryState, begun: PhaseEvent, { rhythm, clock, rules }: TrajectoryTerms): void {
  const alarm = addContactDay(state.rhythm, begun, rhythm, clock);
  state.silence = silenceBegins(state.rhythm);
  const { gaps, operationalDays } = state.rhythm.change;
  const at = begun.since;
  if (alarm?.kind === 'decline') state.decline = { ...alarm, detectedAt: at, sure: false, gaps, operationalDays };
  if (alarm?.kind === 'growth') {
    state.decline = null;
    state.growth = { reason: 'growth-alarm', at, onset: alarm.begun.since, begun: alarm.begun };
  }
  const { decline } = state;
  if (decline === null) return;
  if (state.rhythm.declineSum > sureDeclineLimit(state.rhythm, rules.falsePhasesPerYear)) decline.sure = true;
  if (isOver(decline, gaps, operationalDays, rules)) state.decline = null;
  if (decline.sure || state.decline === null) state.rhythm.declineSum = 0;
}

/** Contact is as frequent again as it was: so many gaps since the alarm were, on average, not much longer than before it. */
function isOver(decline: StandingDecline, gaps: number, operationalDays: number, rules: PhaseRules): boolean {
  const since = gaps - decline.gaps;
  if (since < rules.declineOverGaps || since === 0) return false;
  return (operationalDays - decline.operationalDays) / since <= decline.usualDays * rules.declineOverRatio;
}

/** Where only the firm itself was named so far nobody knows who that was: the first person who is named then is not new. */
function peopleMet(state: TrajectoryState, ids: readonly Id[], begun: PhaseEvent, terms: TrajectoryTerms): void {
  const { rules, kind, itself } = terms;
  if (kind === 'b2c') return;
  const isPerson = (id: Id): boolean => !itself.includes(id);
  const people = ids.every(isPerson) ? ids : ids.filter(isPerson);
  if (people.length === 0) return;
  if (!state.people.every(({ id }) => isPerson(id))) state.people = state.people.filter(({ id }) => isPerson(id));
  const isFirst = state.people.length === 0;
  const isNew = meet(state.people, people, begun.since, rules.newDays * dayMs);
  if (isNew && !isFirst && isEstablished(state, terms)) state.growth = signOf('new-person', begun);
}

function signOf(reason: GrowthSign['reason'], begun: PhaseEvent): GrowthSign {
  return { reason, at: begun.since, onset: begun.since, begun };
}

/** What a relationship brings before that is its beginning, and no growth. */
function isEstablished({ contact }: TrajectoryState, { rules }: TrajectoryTerms): boolean {
  return contact.theirs.days.count >= rules.establishedContactDays;
}

/** Products that they took. */
export function productsTaken(
  state: TrajectoryState,
  products: readonly string[],
  begun: PhaseEvent,
  terms: TrajectoryTerms,
): void {
  if (products.length === 0) return;
  const isFirst = state.products.length === 0;
  const isNew = meet(state.products, products, begun.since, terms.rules.newDays * dayMs);
  // Who has never taken any has nothing that this could be more than.
  if (isNew && !isFirst && isEstablished(state, terms)) state.growth = signOf('new-product', begun);
  settle(state, begun.since, terms);
}

/** They took more than before. */
export function expanded(state: TrajectoryState, begun: PhaseEvent, terms: TrajectoryTerms): void {
  state.growth = signOf('expanded', begun);
  settle(state, begun.since, terms);
}

/** A breach of ours began; one more while another is open is an answer to that one. */
export function breachBegan(
  state: TrajectoryState,
  breach: Omit<Breach, 'open' | 'answer'>,
  at: Instant,
  terms: TrajectoryTerms,
): void {
  const isOwn = openBreach(state.breaches, breach);
  if (isOwn) answered(state, { reason: 'second-breach', at: breach.at, event: breach.id }, terms);
  settle(state, at, terms);
}

/** A promise was kept after all, though late. An apology and a compensation close nothing. */
export function breachMended(state: TrajectoryState, id: Id, at: Instant, terms: TrajectoryTerms): void {
  closeBreach(state.breaches, id);
  settle(state, at, terms);
}

/** A matter or case was resolved, or began again: its complaints and escalations with it. */
export function matterTurned(
  state: TrajectoryState,
  turn: 'resolved' | 'reopened',
  conversations: readonly Id[],
  at: Instant,
  terms: TrajectoryTerms,
): void {
  if (state.breaches.length === 0) return;
  if (turn === 'resolved') closeBreachesIn(state.breaches, conversations);
  else reopenBreachesIn(state.breaches, conversations);
  settle(state, at, terms);
}

/** An answer to a survey, mapped to 0–10, high being good. */
export interface GivenScore {
  readonly instrument: string;
  /** Who answered: scores are compared with the same person's before. */
  readonly by: string;
  readonly score: number;
  readonly event: Id;
  readonly at: Instant;
}

/** They told us how they find us. */
export function scoreGiven(state: TrajectoryState, given: GivenScore, terms: TrajectoryTerms): void {
  const { instrument, by, score, event, at } = given;
  if (!(score >= 0 && score <= 10)) return;
  const before = state.scores.find((one) => one.instrument === instrument && one.by === by);
  state.scores = [...state.scores.filter((one) => one !== before), { instrument, by, score }].slice(-scoresMax);
  const { detractorAtMost, scoreDrop } = terms.rules;
  if (instrument === 'nps' && score <= detractorAtMost)
    answered(state, { reason: 'breach-then-detractor', at, event }, terms);
  else if (before !== undefined && before.score - score >= scoreDrop)
    answered(state, { reason: 'breach-then-lower-score', at, event }, terms);
  settle(state, at, terms);
}

/** They gave notice. */
export function noticeReceived(state: TrajectoryState, { event, since }: PhaseEvent, terms: TrajectoryTerms): void {
  answered(state, { reason: 'breach-then-notice', at: since, event }, terms);
  settle(state, since, terms);
}

function answered(state: TrajectoryState, answer: BreachAnswer, { rules }: TrajectoryTerms): void {
  const windowMs = longerOf(state.rhythm, rules.breachWindowDays, rules.breachWindowGaps);
  answerBreaches(state.breaches, answer, windowMs);
}

/** Time has passed, up to an instant that `nextLookAt` named, or any other. */
export function timePassed(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): void {
  const raised = lookAtSilence(state.silence, state.rhythm, at, terms);
  if (raised !== undefined) answered(state, { reason: 'breach-then-silence', at, event: null }, terms);
  lookAtWaiting(state.ours, at, terms.rules.replyTargetDays, terms.openDays);
  settle(state, at, terms);
}

/** Rules, rhythm, calendar, absences or what the relationship is are others from now on. */
export function termsChanged(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): void {
  reviewSilence(state.silence, state.rhythm, at, terms);
  reviewWaiting(state.ours, terms.rules.replyTargetDays);
  if (state.at !== null) settle(state, at, terms);
}

/** Contracts were made, renewed, ended, or business began again: see `contracts.ts`. */
export function contractsTurned(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): void {
  settle(state, at, terms);
}
