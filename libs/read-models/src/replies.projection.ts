import type { Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { replyStepOf, replyStepTypes } from '#domain/reply-steps.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import type { ReplyWait } from '#measures/replies/reply-waits.js';
import { aalenJohansen, incidenceAtEnd, timeToIncidence } from '#measures/survival/aalen-johansen.js';
import type { TimeToOutcome } from '#measures/survival/aalen-johansen.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Contribution, Signal } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';
import { addReplyStep, changeHours, noReplies, waitCell, waitedMs } from './replies-document.js';
import type { OpenWait, RepliesContext, RepliesDocument } from './replies-document.js';

/**
 * How long customers wait for a human reply.
 *
 * - **A wait** (definitions.md §1.7, `reply-waits.ts`) runs from the first customer message that no human has answered to the
 *   first public human reply; bots, notes and automatic replies are none. It is a *first* one until the conversation had a
 *   reply, and again after it was closed and began anew, else a *next* one. A conversation is what shares a thread, matter or
 *   case. Messages that name none are counted as `loose`: nobody can see whether they were answered.
 * - **Time** is business time by the calendar `calendar` as it was in force then; before one is published, Monday to Friday, 9 to
 *   17 in the zone of the workspace (v0: proposal, not calibrated), as for one whose zone there is not.
 * - **Never answered**: closed without a human reply, which competes with a reply; waits that are open are censored. Median and
 *   shares are of the curve of Aalen & Johansen (1978); null where it does not reach them, or no wait has ended.
 *
 * Signal `customer-unanswered`: a wait reached `targetHours` of business time without a reply (a proposal of ours: 8, which is
 * one working day); it begins with the message and ends with the wait.
 *
 * Cell `waits, first or next, channel, month` of the message: waits that were replied to, closed unanswered and still open, how
 * many of all were late, and their lengths: `repliedMs`, `unansweredMs`; of open ones since when, `waitingSince`. `double`
 * counts what is counted in another relationship. Lengths are those of the latest 3,000 waits of a relationship.
 */
export const replies = defineProjection({
  name: 'replies',
  purpose: 'service',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', calendar: 'office', targetHours: 8 },
  initial: noReplies,
  context: [{ type: 'CalendarPublished', scope: ({ calendar }) => [calendar] }],
  on: {
    ...handlingSome(addStep, (type) => replyStepTypes.has(type), TouchpointEvents),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
  },
  onContext: changeHours,
  deadline: (doc) => {
    let next = Infinity;
    for (const { open } of openWaits(doc))
      if (!open.late && open.dueAt !== null && open.dueAt < next) next = open.dueAt;
    return next;
  },
  onDeadline: (doc, at) => {
    for (const { open } of openWaits(doc)) if ((open.dueAt ?? Infinity) <= at) open.late = true;
  },
  index: (doc) => {
    const open = openWaits(doc);
    return {
      waiting: open.length,
      late: open.filter(({ open: { late } }) => late).length,
      waitingSince: open.reduce<Instant | null>((least, { from }) => Math.min(least ?? from, from), null),
      replied: doc.tallies.reduce((sum, { replied }) => sum + replied, 0),
      neverAnswered: doc.tallies.reduce((sum, { unanswered }) => sum + unanswered, 0),
      loose: doc.loose,
    };
  },
  view: (doc, t) => ({
    first: curveOf(doc, 'first', t),
    next: curveOf(doc, 'next', t),
    waiting: openWaits(doc).map(({ which, from, open }) => ({
      which,
      channel: open.channel,
      from,
      waitedMs: waitedMs(doc, open, t),
      dueAt: open.dueAt,
    })),
  }),
  rollup: (doc, ctx) => [...endedTotals(doc), ...openTotals(doc, ctx)],
  signals: (doc) =>
    openWaits(doc).flatMap(({ which, open: { onset, channel, dueAt, late } }): Signal[] =>
      late ? [{ kind: 'customer-unanswered', severity: 'warning', ...onset, which, channel, dueAt }] : [],
    ),
});

/** Waits of one kind, as far as their lengths are remembered. */
export interface ReplyCurve {
  readonly n: number;
  /** Business time by which half of all had a reply; null when half of them had none. */
  readonly medianMs: number | null;
  /** Share that was closed without a reply, of all, at the last time that was seen; null while no wait has ended. */
  readonly neverAnswered: number | null;
}

function addStep(doc: RepliesDocument, event: Fact, ctx: RepliesContext): void {
  const step = replyStepOf(event);
  if (step !== undefined) addReplyStep(doc, event, step, ctx);
}

interface Waiting {
  readonly which: ReplyWait['which'];
  readonly from: Instant;
  readonly open: OpenWait;
}

/** In the order of the conversations. It is asked several times for every message: those who wait are among the latest. */
function openWaits({ conversations, waiting }: RepliesDocument): Waiting[] {
  const found: Waiting[] = [];
  for (let i = conversations.length - 1; found.length < waiting; i--) {
    const { open, state } = conversations[i]!;
    if (open !== null) found.push({ which: state.replied ? 'next' : 'first', from: open.onset.since, open });
  }
  return found.reverse();
}

function curveOf(doc: RepliesDocument, which: ReplyWait['which'], t: Instant): ReplyCurve {
  const times = doc.tallies.flatMap(({ at, repliedMs, unansweredMs }): TimeToOutcome[] =>
    at[1] === which
      ? [
          ...repliedMs.map((time) => ({ time, outcome: 'event' }) as const),
          ...unansweredMs.map((time) => ({ time, outcome: 'competing' }) as const),
        ]
      : [],
  );
  for (const wait of openWaits(doc))
    if (wait.which === which) times.push({ time: waitedMs(doc, wait.open, t), outcome: 'censored' });
  const curve = aalenJohansen(times);
  return {
    n: curve.observed,
    medianMs: timeToIncidence(curve, 0.5) ?? null,
    neverAnswered: incidenceAtEnd(curve)?.competing ?? null,
  };
}

function endedTotals({ tallies }: RepliesDocument): Contribution[] {
  return tallies.map(({ at, double, replied, unanswered, late, repliedMs, unansweredMs }) =>
    double
      ? { at, add: { double: replied + unanswered } }
      : { at, add: { replied, unanswered, late }, values: { repliedMs, unansweredMs } },
  );
}

function openTotals(doc: RepliesDocument, { parameters }: RepliesContext): Contribution[] {
  return openWaits(doc).map(({ which, from, open }) => {
    const at = waitCell(which, open.channel, from, parameters.zone);
    if (open.double) return { at, add: { double: 1 } };
    return { at, add: { waiting: 1, late: Number(open.late) }, values: { waitingSince: [from] } };
  });
}
