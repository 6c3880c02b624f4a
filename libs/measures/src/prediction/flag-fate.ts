import { endingAfter, leftOn, outcomeAfter, type Outcome } from './leaving.js';
import { knownAt, stands, type HorizonRule, type RelationshipHistory } from './relationship-history.js';

/** A flag of someone who may be leaving, in days. */
export interface JudgedFlag {
  /** When it was raised. */
  readonly day: number;
  /** When it was over; absent while it stands. */
  readonly endedOn?: number | undefined;
}

/** What became of someone who was flagged; `unusable`: merged into another one, erased, or nobody who acted. */
export interface FlagFate {
  readonly outcome: Outcome | 'unusable';
  /** Of who left: the day on which it was plain, and how many days before it the flag came. */
  readonly leftOn?: number;
  readonly leadDays?: number;
}

/**
 * Whether a flagged relationship really left, by definitions.md §1.9: in (flag, flag + H], H by what was known on the day
 * of the flag. Days have no hours, so an act on the very day of the flag counts as behind it only where the flag was over
 * on that day.
 * @param knownUntil the last day of which everything is known
 */
export function fateOfFlag(
  history: RelationshipHistory | undefined,
  { day, endedOn }: JudgedFlag,
  rule: HorizonRule,
  knownUntil: number,
): FlagFate {
  if (history === undefined || history.unusable !== undefined) return { outcome: 'unusable' };
  const horizonDays = knownAt(history, day, rule)?.horizonDays ?? rule.leastDays;
  const outcome = outcomeAfter(history, day, horizonDays, knownUntil);
  if (outcome !== 'left') return { outcome };
  const hasAnswered = endedOn === day && history.acts.some((act) => act.day === day && stands(act));
  if (hasAnswered && endingAfter(history, day, horizonDays) === undefined) return { outcome: 'stayed' };
  const on = leftOn(history, day, horizonDays);
  return { outcome, leftOn: on, leadDays: on - day };
}
