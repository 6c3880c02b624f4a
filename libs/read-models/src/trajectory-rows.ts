import { dayOf, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { silenceRhythmOf, usualGapDays } from '#measures/phases/contact-rhythm.js';
import type { PhaseEntry } from '#measures/phases/phase.js';
import { basisOf } from '#measures/phases/trajectory-state.js';
import { fewestGaps } from '#measures/rhythm/rhythm.js';
import { silenceProbability } from '#measures/rhythm/silence.js';
import type { Context, Contribution } from '#projections/definition/definition.js';
import { downSince } from './feeds-down.js';
import type { TrajectoryDocument } from './trajectory-document.js';
import { clockOf, rhythmOf, rulesOf, type TrajectoryParameters } from './trajectory-terms.js';

type Ctx = Context<TrajectoryParameters>;

/** What lists filter and sort by. `deterioration` has a cause, and is told by it where one word has to do. */
export function rowOf(doc: TrajectoryDocument, ctx: Ctx) {
  const { trajectory, segment, kind, absences, feeds } = doc;
  const { phase, silence, rhythm, decline, ours, contact, at } = trajectory;
  const { contactDays, since, tooEarly } = basisOf(trajectory, rulesOf(segment, ctx).toldFromContactDays);
  return {
    phase: phase.phase,
    cause: phase.cause,
    reason: phase.reason,
    onset: at === null ? null : phase.onset,
    detectedAt: at === null ? null : phase.detectedAt,
    segment,
    kind,
    contactDays,
    ourContactDays: contact.ours.days.count,
    since,
    tooEarly,
    gaps: rhythm.change.gaps,
    operationalDays: rhythm.change.operationalDays,
    usualDays: usualGapDays(rhythm) ?? null,
    lastContact: rhythm.latest?.since ?? null,
    silenceAlarmAt: silence.alarmAt,
    unknownSince: silence.unknownSince,
    declineAt: decline?.detectedAt ?? null,
    overdue: ours.waiting.filter(({ overdueAt }) => overdueAt !== null).length,
    cadenceMissedAt: ours.missedAt,
    absentFrom: absences.at(-1)?.from ?? null,
    absentTo: absences.at(-1)?.to ?? null,
    feeds: feeds.map(({ connector }) => connector).join('\n'),
  };
}

export type TrajectoryRow = ReturnType<typeof rowOf>;

/**
 * How long they have been silent and how likely that is; null where it cannot be told, or a feed is down. `unknownSince` is
 * of now: what is kept says only whether an alarm could not be raised.
 */
export function silenceOfRow(row: TrajectoryRow, t: Instant, ctx: Ctx) {
  const { lastContact, segment, gaps, operationalDays, absentFrom, absentTo } = row;
  if (lastContact === null) return { silentDays: null, p: null, unknownSince: null };
  const silentDays = Math.max(0, t - lastContact) / dayMs;
  const unknownSince = row.feeds === '' ? null : downSince(row.feeds.split('\n'), lastContact, t, ctx.feeds);
  if (gaps < fewestGaps || unknownSince !== null) return { silentDays, p: null, unknownSince };
  const absences = absentFrom === null || absentTo === null ? [] : [{ from: absentFrom, to: absentTo }];
  const silent = clockOf(segment, absences, ctx).msBetween(lastContact, t) / dayMs;
  const span = { gaps, operationalDays };
  const p = silenceProbability(silenceRhythmOf(rhythmOf(segment, ctx).rhythm, span), span, silent);
  return { silentDays, p, unknownSince };
}

/** A phase in one word: what deteriorated, by its cause. */
export function labelOf({ phase, cause }: PhaseEntry): string {
  return cause ?? phase;
}

/**
 * - `phase`, segment, phase: relationships (n), and those of which it is too early to tell (tooEarly);
 * - `cause`, segment, cause: relationships that deteriorate;
 * - `movement`, month of detection, from, to: phases entered; of the latest 100 of a relationship.
 */
export function contributionsOf(doc: TrajectoryDocument, ctx: Ctx): Contribution[] {
  const { trajectory, segment } = doc;
  const { phase, history } = trajectory;
  const { tooEarly } = basisOf(trajectory, rulesOf(segment, ctx).toldFromContactDays);
  const found: Contribution[] = [{ at: ['phase', segment, phase.phase], add: { n: 1, tooEarly: tooEarly ? 1 : 0 } }];
  if (phase.cause !== null) found.push({ at: ['cause', segment, phase.cause], add: { n: 1 } });
  for (const [i, from] of history.entries()) {
    const to = history[i + 1] ?? phase;
    const month = dayOf(to.detectedAt, ctx.parameters.zone).slice(0, 7);
    found.push({ at: ['movement', month, labelOf(from), labelOf(to)], add: { n: 1 } });
  }
  return found;
}
