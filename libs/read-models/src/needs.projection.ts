import { dayOf, isInstant, type Instant } from '#core/time.js';
import { actSides, conversationsOf, mayAct } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import {
  agreeGoal,
  closeGoal,
  declineNeed,
  emptyNeedBook,
  meetNeed,
  nextNeedDeadline,
  passTime,
  stateNeed,
  touchNeeds,
  type NeedBook,
  type OpenGoal,
  type OpenNeed,
} from '#measures/needs/need-book.js';
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Contribution, Signal, SignalOnset } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';
import { placeOf, type Tally } from './tallies.js';

const dayMs = 86_400_000;
/** How many untouched needs the view lists. */
const listedMost = 50;

/**
 * What each relationship wants, and what became of it: needs stated, met, declined and untouched, goals agreed, reached,
 * dropped and overdue (definitions.md §1.7, §1.8).
 *
 * A need is `untouched` until something is done about it: an act of ours that counts as a contact, or a promise of ours,
 * after it was stated, in a thread, matter or case that it was stated in; then it is `in-hand`. (This is ours: §1.7 says
 * only "that nobody acts on".) A need that names none of these can only be met or declined. Declined ones may still be
 * met. A goal that is reached after its due time is `reachedLate`. What was said of a need or goal that is not known waits
 * until it is. One document a relationship; of more than 500 open needs, or goals, the oldest are counted as they stood
 * and followed no more.
 *
 * **View**: `untouched`, oldest first, each with how long. **Row**: counts, `oldestUntouchedAt`, `nextGoalAt`.
 *
 * **Cells**: `need, <process>, <month stated>`: stated, and of these met, declined, untouched, inHand; `metAfterMs`, the
 * sum of the times from stated to met. `declined, <process>, <reason code>, <month stated>`: needs. `goal, <process>, <month due>`:
 * agreed, and of these reached, reachedLate, dropped, overdue, open. Process and reason are `none` where they are not known.
 * What is of several relationships counts once. A document keeps a cell of what is closed for each process, reason and month
 * in which something was wanted, some 500 in ten years with two processes; beyond `talliesMax` what is new is counted in
 * cells whose parts are `any`. Relationships share the cells of a total: of 10,000 there are no more of them than of one.
 *
 * **Signals** (proposals, not calibrated): `need-untouched`, when nothing was done for `untouchedDays`, since then; it
 * ends with the next act. `goal-overdue`, since the due time, until it is reached or dropped.
 */
export const needs = defineProjection({
  name: 'needs',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC', untouchedDays: 14 },
  initial: () => ({ ...emptyNeedBook<Need, Goal>(), closed: [] as ClosedCount[] }),
  on: {
    ...handlingSome(touch, (type) => mayAct(type) || type === 'PromiseMade', TouchpointEvents),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    NeedStated: (doc, event, ctx) => {
      const need: Need = {
        ...commonOf(event),
        month: monthOf(event.occurredAt, ctx),
        statedAt: event.occurredAt,
        topic: event.data.topic ?? null,
        conversations: conversationsOf(event),
        status: 'untouched',
        lastActAt: event.occurredAt,
        reason: null,
        isStale: false,
      };
      stateNeed(doc, need, needCloser(doc));
    },
    NeedMet: (doc, event) => meetNeed(doc, event.data.need, event.occurredAt, needCloser(doc)),
    NeedDeclined: (doc, event) => declineNeed(doc, event.data.need, event.occurredAt, event.reasonCode ?? null),
    GoalAgreed: (doc, event, ctx) => {
      const { measure, target, dueAt } = event.data;
      const common = { ...commonOf(event), month: monthOf(dueAt, ctx) };
      const goal = { ...common, agreedAt: event.occurredAt, measure, target, dueAt, isOverdue: false };
      agreeGoal(doc, goal, goalCloser(doc));
    },
    GoalReached: (doc, event) => closeGoal(doc, event.data.goal, 'reached', event.occurredAt, goalCloser(doc)),
    GoalDropped: (doc, event) => closeGoal(doc, event.data.goal, 'dropped', event.occurredAt, goalCloser(doc)),
  },
  deadline: (doc, ctx) => {
    const next = nextNeedDeadline(doc, staleMsOf(ctx));
    return isInstant(next) ? next : undefined;
  },
  onDeadline: (doc, at, ctx) => passTime(doc, at, staleMsOf(ctx)),
  view: (doc, t) => ({
    untouched: doc.needs
      .filter(({ status }) => status === 'untouched')
      .slice(0, listedMost)
      .map(({ id, topic, statedAt }) => ({ need: id, topic, statedAt, forMs: t - statedAt })),
  }),
  index: (doc) => {
    const of = (status: string) => doc.needs.filter((need) => need.status === status);
    return {
      untouched: of('untouched').length,
      inHand: of('in-hand').length,
      declined: of('declined').length,
      met: closedAs(doc, 'need', 'met'),
      oldestUntouchedAt: of('untouched')[0]?.statedAt ?? null,
      goals: doc.goals.length,
      goalsOverdue: doc.goals.filter(({ isOverdue }) => isOverdue).length,
      goalsReached: closedAs(doc, 'goal', 'reached') + closedAs(doc, 'goal', 'reachedLate'),
      nextGoalAt: doc.goals.reduce<Instant | null>(
        (least, { dueAt, isOverdue }) => (isOverdue || (least !== null && least <= dueAt) ? least : dueAt),
        null,
      ),
    };
  },
  rollup: (doc) => [
    ...doc.needs.flatMap((need) => contributionsOfNeed(need, camel(need.status), 0)),
    ...doc.goals.flatMap((goal) => contributionsOfGoal(goal, goal.isOverdue ? 'overdue' : 'open')),
    ...doc.closed.filter(({ double }) => !double).map(({ at, add }) => ({ at, add })),
  ],
  signals: (doc, ctx) => [
    ...doc.needs.filter(({ isStale }) => isStale).map((need) => staleSignal(need, staleMsOf(ctx))),
    ...doc.goals.filter(({ isOverdue }) => isOverdue).map(overdueSignal),
  ],
});

interface Begun {
  readonly onset: SignalOnset;
  /** Of its statement or due time, in the zone: totals are asked for with every event of the relationship. */
  readonly month: string;
}
type Need = OpenNeed & Begun;
type Goal = OpenGoal & Begun;

/** What is held no longer, added up: by cell, and whether it counts in totals here or in another relationship. */
interface ClosedCount extends Tally {
  readonly at: readonly string[];
  readonly add: Record<string, number>;
}

type NeedsDocument = NeedBook<Need, Goal> & { closed: ClosedCount[] };
type Ctx = Context<{ readonly zone: string; readonly untouchedDays: number }>;

function commonOf(event: Fact) {
  const process = event.process?.definition ?? null;
  return { id: event.id, process, isCounted: event.share === 1, onset: begunBy(event) };
}

function touch(doc: NeedsDocument, event: Fact): void {
  if (doc.needs.length === 0) return;
  const conversations = conversationsOf(event);
  if (conversations.length > 0 && isOurs(event)) touchNeeds(doc, conversations, event.occurredAt);
}

function isOurs(event: Fact): boolean {
  if (event.type === 'PromiseMade') return (event as Fact<'PromiseMade'>).data.by === 'ours';
  return actSides(event).has('ours');
}

function staleMsOf(ctx: Ctx): number {
  return Math.round(ctx.parameters.untouchedDays * dayMs);
}

function needCloser(doc: NeedsDocument) {
  return (need: Need, as: string, at: Instant): void => {
    const after = as === 'met' ? Math.max(0, at - need.statedAt) : 0;
    for (const made of contributionsOfNeed({ ...need, isCounted: true }, camel(as), after))
      addClosed(doc, made, need.isCounted);
  };
}

function goalCloser(doc: NeedsDocument) {
  return (goal: Goal, as: string): void => {
    for (const made of contributionsOfGoal({ ...goal, isCounted: true }, as)) addClosed(doc, made, goal.isCounted);
  };
}

function addClosed({ closed }: NeedsDocument, { at, add = {} }: Contribution, isCounted: boolean): void {
  const cell: ClosedCount = { at: at as readonly string[], double: !isCounted, add: {} };
  const coarse = { ...cell, at: cell.at.map((part, i) => (i === 0 ? part : 'any')), add: {} };
  const count = closed[placeOf(closed, cell, coarse)];
  if (count === undefined) return;
  for (const [name, number] of Object.entries(add)) count.add[name] = (count.add[name] ?? 0) + number;
}

function contributionsOfNeed(need: Need, as: string, metAfterMs: number): Contribution[] {
  const { isCounted, month, process, reason } = need;
  if (!isCounted) return [];
  const add = { stated: 1, [as]: 1, ...(as === 'met' ? { metAfterMs } : {}) };
  const made: Contribution[] = [{ at: ['need', process ?? 'none', month], add }];
  if (as === 'declined') made.push({ at: ['declined', process ?? 'none', reason ?? 'none', month], add: { needs: 1 } });
  return made;
}

function contributionsOfGoal({ isCounted, process, month }: Goal, as: string): Contribution[] {
  if (!isCounted) return [];
  return [{ at: ['goal', process ?? 'none', month], add: { agreed: 1, [as]: 1 } }];
}

function monthOf(at: Instant, ctx: Ctx): string {
  return dayOf(at, ctx.parameters.zone).slice(0, 7);
}

/** Names of sums are those of members. */
function camel(status: string): string {
  return status === 'in-hand' ? 'inHand' : status;
}

function closedAs({ closed }: NeedsDocument, kind: string, as: string): number {
  return closed.reduce((sum, { at, add }) => (at[0] === kind ? sum + (add[as] ?? 0) : sum), 0);
}

function staleSignal({ onset, id, topic, status, lastActAt }: Need, staleMs: number): Signal {
  return { ...onset, kind: 'need-untouched', severity: 'notice', since: lastActAt + staleMs, need: id, topic, status };
}

function overdueSignal({ onset, id, measure, dueAt }: Goal): Signal {
  return { ...onset, kind: 'goal-overdue', severity: 'warning', since: dueAt, goal: id, measure, dueAt };
}
