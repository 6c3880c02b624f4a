import { formatInstant } from '#core/time.js';
import type { NeedBook, NeedStatus, OpenGoal, OpenNeed } from '#measures/needs/need-book.js';
import type { GoalRow, NeedRow, NeedsPart } from './standing-answers.js';
import { countText, joined, textMember, wholeDays, type StandingPresentation } from './standing-presentation.js';

/** What the row of a document of `needs` counts. */
export interface NeedCounts {
  readonly untouched: number;
  readonly inHand: number;
  readonly declined: number;
  readonly met: number;
  readonly goals: number;
  readonly goalsOverdue: number;
  readonly goalsReached: number;
}

const listedMost = 50;
const order: readonly NeedStatus[] = ['untouched', 'in-hand', 'declined'];

/** What a relationship wants. @returns undefined where nothing was ever stated or agreed */
export function needsPart(
  { needs, goals }: NeedBook,
  { untouched, inHand, declined, met, goalsOverdue, goalsReached }: NeedCounts,
  presentation: StandingPresentation,
): NeedsPart | undefined {
  if (untouched + inHand + declined + met + goals.length + goalsReached === 0) return undefined;
  const byUrgency = order.flatMap((status) =>
    needs.filter((need) => need.status === status).toSorted((a, b) => a.statedAt - b.statedAt),
  );
  const rows = byUrgency.slice(0, listedMost).map((need) => needRow(need, presentation));
  const goalRows = goals
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .slice(0, listedMost)
    .map((goal) => goalRow(goal, presentation));
  const oldest = rows.find(({ status }) => status === 'untouched');
  return {
    untouched,
    inHand,
    declined,
    met,
    rows,
    goals: { open: goals.length, overdue: goalsOverdue, reached: goalsReached, rows: goalRows },
    sentence: joined([
      joined(
        [
          `${countText(untouched, 'need')} that nobody acted on`,
          inHand > 0 && `${inHand} in hand`,
          met > 0 && `${met} met`,
          declined > 0 && `${declined} declined`,
        ],
        ', ',
      ),
      oldest !== undefined && `the oldest for ${countText(oldest.days, 'day')}`,
      goals.length > 0 && `${countText(goals.length, 'goal')} open, ${goalsOverdue} overdue`,
      goalsReached > 0 && `${countText(goalsReached, 'goal')} reached`,
    ]),
  };
}

function needRow(
  { id, topic, status, statedAt, lastActAt }: OpenNeed,
  { zone, at, textOf }: StandingPresentation,
): NeedRow {
  return {
    id,
    ...textMember('topic', topic),
    ...textMember('text', textOf(id)),
    status,
    statedAt: formatInstant(statedAt, zone),
    days: wholeDays(statedAt, at),
    // As long as nobody acted it is when it was stated.
    ...(lastActAt > statedAt ? { lastActAt: formatInstant(lastActAt, zone) } : {}),
  };
}

function goalRow(
  { id, measure, target, agreedAt, dueAt, isOverdue }: OpenGoal,
  { zone, textOf }: StandingPresentation,
): GoalRow {
  return {
    id,
    measure,
    target,
    agreedAt: formatInstant(agreedAt, zone),
    dueAt: formatInstant(dueAt, zone),
    overdue: isOverdue,
    ...textMember('text', textOf(id)),
  };
}
