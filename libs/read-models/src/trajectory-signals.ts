import type { PhaseEvent } from '#measures/phases/phase.js';
import type { Signal } from '#projections/definition/definition.js';
import type { TrajectoryDocument } from './trajectory-document.js';

/** The oldest of the messages that wait too long are told. */
const overdueMost = 10;

/**
 * What somebody should look at. Each begins with an event and stands as long as its episode goes on:
 *
 * - `outreach-unanswered` (notice): so many tries over so long, and no act of theirs; begins with our first;
 * - `silence` (warning): p ≤ p*; begins with their last contact-day and ends with the next;
 * - `unanswered` (warning): a message of theirs waits past its target; one signal a message;
 * - `our-silence` (notice): our last human contact is older than the cadence; begins with that contact;
 * - `decline` (warning), `growth` (notice): begin with the contact at which the gaps began to be others, or with the event
 *   that says so;
 * - `betrayal` (critical): begins with the breach;
 * - `dissolved` (warning): begins with what ended it.
 *
 * What is dissolved raises nothing else.
 */
export function signalsOf(doc: TrajectoryDocument): Signal[] {
  const { trajectory } = doc;
  const { phase, silence, rhythm, decline, ours, ourFirst, theirFirst } = trajectory;
  const { onset, detectedAt, begun, evidence, reason } = phase;
  const ofPhase = { detectedAt, onset, reason, evidence: evidence.join(' ') };
  if (phase.phase === 'dissolved')
    return begun === null ? [] : [{ kind: 'dissolved', severity: 'warning', ...begun, ...ofPhase }];
  const signals: Signal[] = [];
  const raise = (kind: string, severity: Signal['severity'], begun: PhaseEvent | null, more: object): void => {
    if (begun !== null) signals.push({ kind, severity, ...begun, ...more });
  };
  if (trajectory.unansweredAt !== null)
    raise('outreach-unanswered', 'notice', ourFirst, { detectedAt: trajectory.unansweredAt });
  if (silence.alarmAt !== null) {
    const { gaps } = rhythm.change;
    raise('silence', 'warning', rhythm.latest, {
      detectedAt: silence.alarmAt,
      usualDays: rhythm.calendarDays / gaps,
      gaps,
    });
  }
  if (decline !== null) raise('decline', 'warning', decline.begun, { detectedAt: decline.detectedAt });
  const overdue = ours.waiting.filter(({ overdueAt }) => overdueAt !== null).slice(0, overdueMost);
  for (const { begun: asked, overdueAt } of overdue) raise('unanswered', 'warning', asked, { detectedAt: overdueAt });
  if (ours.missedAt !== null) raise('our-silence', 'notice', ours.latest ?? theirFirst, { detectedAt: ours.missedAt });
  if (phase.cause === 'betrayal') raise('betrayal', 'critical', begun, ofPhase);
  if (phase.phase === 'growth') raise('growth', 'notice', begun, ofPhase);
  return signals;
}
