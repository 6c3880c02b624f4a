import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { silenceRhythmOf } from '#measures/phases/contact-rhythm.js';
import {
  contactsPerFalseDecline,
  expectedContacts,
  falseSilenceProbability,
  isGapJudged,
} from '#measures/rhythm/expected-false-alarms.js';
import { silenceFloorDays } from '#measures/rhythm/silence-decision.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Context } from '#projections/definition/definition.js';
import { FoldContext } from '#projections/facts/fold-context.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { clockOf, rhythmOf, rulesOf, type TrajectoryParameters } from '#read-models/trajectory-terms.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { codeOf, readAt } from '../moments/read-at.js';
import type { Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import type { ExpectedFalseAlarms } from './false-alarm-answers.js';

const projection = 'trajectory';
const windowDays = 7;
const hourMs = 3_600_000;

type Ctx = Context<TrajectoryParameters>;

/**
 * How many alarms are to be expected within a week though nothing changes, made of the rows of the projection
 * `trajectory`, with the rhythm, the calendar and the rules that hold at the moment. What would be history in the inbox
 * counts for nothing. Of now it is that of the first question of an hour.
 * @returns undefined where there is no such projection, or it cannot be asked just now
 */
export async function falseAlarmsExpected(
  workspace: Workspace,
  moment: Moment | undefined,
  work?: Work,
): Promise<ExpectedFalseAlarms | undefined> {
  const { projections, clock } = workspace;
  if (!projections.isKnown(projection)) return undefined;
  const ask = (view: ProjectionView): ExpectedFalseAlarms | undefined => {
    const at = moment?.asOf ?? Math.max(clock.now(), view.horizonMs);
    const work = (): ExpectedFalseAlarms | undefined => {
      const ctx = contextAt(workspace, view, at);
      return ctx && expectedIn(workspace, view, at, ctx);
    };
    return moment === undefined ? remembered(workspace, view, at, work) : work();
  };
  try {
    return await readAt(workspace, projection, moment, ask, work);
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** By ledger, what was worked out last of now. */
const lastOf = new WeakMap<object, { readonly of: string; readonly answer: ExpectedFalseAlarms | undefined }>();

/** Every relationship is looked at, and within an hour little changes but by what is recorded. */
function remembered(
  { ledger }: Workspace,
  { build, position: { from, to } }: ProjectionView,
  at: Instant,
  work: () => ExpectedFalseAlarms | undefined,
): ExpectedFalseAlarms | undefined {
  const of = [build, from, to, Math.floor(at / hourMs)].join(' ');
  let last = lastOf.get(ledger);
  if (last?.of !== of) lastOf.set(ledger, (last = { of, answer: work() }));
  return last.answer;
}

/** What the functions of the projection would be given at the moment; undefined where its code is not at hand, or another. */
function contextAt(workspace: Workspace, view: ProjectionView, at: Instant): Ctx | undefined {
  const code = codeOf(workspace, projection, view);
  if (code === undefined) return undefined;
  const beganAt = workspace.projections.read(projection, ({ source }) => source.build.info.beganAt, view.build);
  const timeline = amendmentsOf(workspace.ledger).book.timeline(code, beganAt ?? Infinity, view.position.to);
  const ctx = new FoldContext(code, timeline, { instant: at });
  FoldContext.pass(ctx, timeline.countUpTo(at));
  const { zone, calendar } = ctx.parameters;
  // Who has written another projection of that name has no rhythms that we know of.
  if (typeof zone !== 'string' || typeof calendar !== 'string') return undefined;
  return { parameters: { zone, calendar }, valid: (type, scope) => ctx.valid(type, scope), feeds: ctx.feeds };
}

function expectedIn(workspace: Workspace, view: ProjectionView, at: Instant, ctx: Ctx): ExpectedFalseAlarms {
  let [silence, contacts, relationships] = [0, 0, 0];
  for (const { key, row } of view.rows<TrajectoryRow>({ asKept: true })) {
    if (row.phase === 'dissolved' || row.lastContact === null || !isGapJudged(row)) continue;
    relationships++;
    const expected = expectedOf(row, at, ctx);
    contacts += expected.contacts;
    if (expected.silence > 0 && !isHistoric(workspace, view, key, row.lastContact)) silence += expected.silence;
  }
  const decline = contacts / contactsPerFalseDecline;
  const { zone } = workspace.directory;
  return {
    from: formatInstant(at, zone),
    to: formatInstant(at + windowDays * dayMs, zone),
    total: silence + decline,
    silence,
    decline,
    contactsPerFalseDecline,
    contacts,
    relationships,
  };
}

/** Of one relationship: how likely its silence becomes an alarm within the week, and how many contacts it is likely to have. */
function expectedOf(
  row: TrajectoryRow,
  at: Instant,
  ctx: Ctx,
): { readonly silence: number; readonly contacts: number } {
  const { gaps, operationalDays, usualDays, segment, silenceAlarmAt, unknownSince, declineAt } = row;
  const absences = row.absentFrom === null || row.absentTo === null ? [] : [{ from: row.absentFrom, to: row.absentTo }];
  const clock = clockOf(segment, absences, ctx);
  const { rhythm } = rhythmOf(segment, ctx);
  const since = row.lastContact!;
  const end = at + windowDays * dayMs;
  const silenceBy = (instant: Instant) => ({
    operationalDays: clock.msBetween(since, instant) / dayMs,
    calendarDays: Math.max(0, instant - since) / dayMs,
  });
  const now = silenceBy(at);
  const span = { gaps, operationalDays, calendarDays: (usualDays ?? 0) * gaps };
  // While a decline stands another one is no new alarm.
  const days = clock.msBetween(at, end) / dayMs;
  const contacts = declineAt === null ? expectedContacts(rhythm, span, now.operationalDays, days) : 0;
  // While a feed is down nothing is raised.
  if (silenceAlarmAt !== null || unknownSince !== null || !(span.calendarDays > 0)) return { silence: 0, contacts };
  const floor = clock.msBetween(since, since + silenceFloorDays * dayMs) / dayMs;
  const running = {
    rhythm: silenceRhythmOf(rhythm, span),
    span,
    now,
    later: silenceBy(end),
    floorOperationalDays: floor,
  };
  return { silence: falseSilenceProbability(running, rulesOf(segment, ctx).falseAlarmsPerYear), contacts };
}

/** Whether their last contact had occurred so long before it was recorded that the inbox would not show its alarm. */
function isHistoric({ ledger, clock }: Workspace, view: ProjectionView, key: string, lastContact: Instant): boolean {
  // What occurred within that time was recorded within it.
  if (clock.now() - lastContact <= limits.signalHistoricMs) return false;
  const latest = view.document<TrajectoryDocument>(key)?.document?.trajectory.rhythm.latest ?? undefined;
  const event = latest && ledger.get(latest.event);
  return event !== undefined && event.recordedAt - event.occurredAt > limits.signalHistoricMs;
}
