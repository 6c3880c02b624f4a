import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { longerOf } from './contact-rhythm.js';
import { cadenceDueAt } from './our-watch.js';
import { isDown, type Phase, type PhaseEntry, type PhaseMatch } from './phase.js';
import type { Comeback, TrajectoryState, TrajectoryTerms } from './trajectory-state.js';

/** One row: the phase that it gives, or undefined where it does not match. */
export interface PhaseRow {
  readonly phase: Phase | 'as before';
  readonly match: (state: TrajectoryState, at: Instant, terms: TrajectoryTerms) => PhaseMatch | undefined;
}

/** What is wrong now. While a row of these matches there is no coming back. */
export const downRows: readonly PhaseRow[] = [
  { phase: 'outreach', match: outreach },
  { phase: 'dissolved', match: dissolved },
  { phase: 'deterioration', match: betrayed },
  { phase: 'deterioration', match: silentOrDeclining },
];

/**
 * The rows of definitions.md §1.4 behind those. The first that matches wins, the last always does.
 *
 * What the table leaves open was decided by simulation: 10,008 relationships that never change, five years each, contact
 * on weekdays only, usual gaps of 1–180 open days, shapes 4, 1 and ½ (`phases-portfolio.ts`). By the letter they change
 * phase 0.4–1.1 times a year after their beginning, because every false silence is told as 3 → 7 → 4 → 7. As decided it is
 * 0.03–0.13 (regular), 0.02–0.26 (random) and 0.01–0.33 (in bursts) where the usual gaps of a segment are alike, and
 * 0.11, 0.30 and 0.34 where they range from 1 to 180 days under one fit:
 *
 * - *As before* (ours): when a silence ends with one message, rows 1–3 no longer match and recovery asks for two
 *   contact-days. What was wrong goes on until the next contact-days have said what comes behind it.
 * - *A silence that ended before it was 1.5 times as long as its phase took is chance*, and with the second contact-day the
 *   relationship is what it otherwise is. Recovery is for a longer one, a betrayal, or a dissolution.
 * - *A phase is surer than an alarm*: the signal `silence` has the budget f = 0.2, the phase a quarter of it, which for
 *   random gaps takes about a third longer. A decline likewise, for who is in contact more than once a week.
 * - *What made a deterioration is decided when it is detected* and kept as long as it goes on: that we too have not written
 *   for a month then follows from their silence.
 *
 * What limits it: each false phase is two changes; every beginning is one (two for who takes more than half a year for five
 * contact-days), which is 0.2–0.4 a year of those five years; a fit cannot be right for daily and half-yearly contact at once.
 */
export const upRows: readonly PhaseRow[] = [
  { phase: 'recovery', match: recovering },
  { phase: 'as before', match: notYetBack },
  { phase: 'establishment', match: establishing },
  { phase: 'not-established', match: notEstablished },
  { phase: 'growth', match: growing },
  { phase: 'management', match: managed },
];

function outreach({ contact, ourFirst, contracts }: TrajectoryState, at: Instant): PhaseMatch | undefined {
  if (contact.theirs.days.count > 0 || contracts.over !== null) return undefined;
  const onset = ourFirst?.since ?? at;
  return { ...plain('outreach', 'no-act-of-theirs', onset), begun: ourFirst };
}

function dissolved({ contracts, silence, rhythm }: TrajectoryState): PhaseMatch | undefined {
  const { over } = contracts;
  if (over !== null) {
    const { reason, at, begun } = over;
    return { ...plain('dissolved', reason, at), begun, evidence: [begun.event] };
  }
  if (silence.longAt === null || rhythm.latest === null) return undefined;
  return { ...plain('dissolved', 'silent-for-long', rhythm.latest.since), begun: rhythm.latest };
}

function betrayed(state: TrajectoryState, at: Instant, { rules }: TrajectoryTerms): PhaseMatch | undefined {
  const breach = state.breaches.find(
    ({ open, answer, at: since }) => open && answer !== null && at - since <= rules.breachDays * dayMs,
  );
  if (breach === undefined) return undefined;
  const { reason, event } = breach.answer!;
  return {
    ...plain('deterioration', reason, breach.at),
    cause: 'betrayal',
    begun: breach.begun,
    evidence: [breach.id, ...(event === null ? [] : [event])],
  };
}

/**
 * Silence or a decline alarm. What made it is decided when it is detected, and kept as long as it goes on: that we too have
 * not written for a month then follows from the silence and is not its cause.
 */
function silentOrDeclining(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): PhaseMatch | undefined {
  const { silence, rhythm, decline, phase } = state;
  const cause = phase.cause ?? (isNeglected(state, at, terms) ? 'neglect' : 'withdrawal');
  if (silence.sureAt !== null && rhythm.latest !== null) {
    const { latest } = rhythm;
    return { ...plain('deterioration', 'silence', latest.since), cause, begun: latest, evidence: [latest.event] };
  }
  if (decline === null || !decline.sure) return undefined;
  const { begun } = decline;
  return { ...plain('deterioration', 'decline', begun.since), cause, begun, evidence: [begun.event] };
}

function isNeglected({ ours, theirFirst }: TrajectoryState, at: Instant, { cadenceDays }: TrajectoryTerms): boolean {
  if (ours.waiting.some(({ overdueAt }) => overdueAt !== null)) return true;
  return (cadenceDueAt(ours, theirFirst, cadenceDays) ?? Infinity) <= at;
}

function recovering(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): PhaseMatch | undefined {
  const { comeback, contact, phase, breaches } = state;
  const { rules } = terms;
  if (comeback === null || !needsRecovery(comeback, terms) || at >= comebackEndsAt(state, terms)!) return undefined;
  if (contact.theirs.days.count - comeback.contactDays >= rules.recoveredContactDays) return undefined;
  const cameBack = contact.initiated.count - comeback.initiatedDays >= rules.recoveryContactDays;
  if (phase.phase !== 'recovery' && (!cameBack || breaches.some(({ open }) => open))) return undefined;
  const { begun } = comeback;
  const evidence = begun === null ? [] : [begun.event];
  return { ...plain('recovery', 'came-back', comeback.since), begun, evidence };
}

function notYetBack(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): PhaseMatch | undefined {
  const { comeback, contact, phase } = state;
  const { rules } = terms;
  if (comeback === null || !isDown(phase) || at >= comebackEndsAt(state, terms)!) return undefined;
  const needed = needsRecovery(comeback, terms) ? rules.recoveredContactDays : rules.recoveryContactDays;
  return contact.theirs.days.count - comeback.contactDays < needed ? phase : undefined;
}

/** Whether what is over was more than the chance that a long silence may be. */
function needsRecovery({ ratio }: Comeback, { rules }: TrajectoryTerms): boolean {
  return ratio === null || ratio >= rules.recoverySilenceRatio;
}

/** Until when the contact-days of who came back are waited for. */
export function comebackEndsAt({ comeback, rhythm }: TrajectoryState, { rules }: TrajectoryTerms): Instant | undefined {
  return comeback === null ? undefined : comeback.since + longerOf(rhythm, rules.comebackDays, rules.comebackGaps);
}

function establishing(state: TrajectoryState, at: Instant, { rules }: TrajectoryTerms): PhaseMatch | undefined {
  const { contact, theirFirst } = state;
  if (contact.theirs.days.count >= rules.establishedContactDays || theirFirst === null) return undefined;
  if (at - theirFirst.since >= rules.secondContactDays * dayMs) return undefined;
  return { ...plain('establishment', 'few-contact-days', theirFirst.since), begun: theirFirst };
}

function notEstablished({ contact, theirFirst }: TrajectoryState, at: Instant, { rules }: TrajectoryTerms) {
  if (contact.theirs.days.count >= rules.establishedContactDays) return undefined;
  const onset = theirFirst === null ? at : theirFirst.since + rules.secondContactDays * dayMs;
  return { ...plain('not-established', 'few-contact-days-for-long', onset), begun: theirFirst };
}

function growing(state: TrajectoryState, at: Instant, terms: TrajectoryTerms): PhaseMatch | undefined {
  const { growth } = state;
  if (growth === null || at >= growthEndsAt(state, terms)!) return undefined;
  const { reason, onset, begun } = growth;
  return { ...plain('growth', reason, onset), begun, evidence: [begun.event] };
}

export function growthEndsAt({ growth, rhythm }: TrajectoryState, { rules }: TrajectoryTerms): Instant | undefined {
  return growth === null ? undefined : growth.at + longerOf(rhythm, rules.growthDays, rules.growthGaps);
}

export function declineEndsAt({ decline, rhythm }: TrajectoryState, { rules }: TrajectoryTerms): Instant | undefined {
  return decline === null ? undefined : decline.detectedAt + longerOf(rhythm, rules.declineDays, rules.declineGaps);
}

function managed({ phase }: TrajectoryState, at: Instant): PhaseMatch {
  return plain('management', 'otherwise', phase.phase === 'management' ? phase.onset : at);
}

function plain(phase: Phase, reason: PhaseEntry['reason'], onset: Instant): PhaseMatch {
  return { phase, cause: null, reason, onset, begun: null, evidence: [] };
}
