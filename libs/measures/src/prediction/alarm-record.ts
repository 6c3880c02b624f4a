import { leftOn, outcomeAfter } from './leaving.js';
import { linearQuantile } from '../statistics/linear-quantile.js';
import { knownAt, stands, type HorizonRule, type RelationshipHistory } from './relationship-history.js';

const daysOfYear = 365;

/** What became of those who were flagged as leaving. */
export interface AlarmRecord {
  readonly flags: number;
  /** Left within the horizon after the flag. */
  readonly right: number;
  /** Stayed: a false alarm. */
  readonly wrong: number;
  /** The horizon is not over yet, or a feed was down. */
  readonly notYetKnown: number;
  /** How long all usable relationships were watched: from their first act until they ended or everything known ends. */
  readonly relationshipYears: number;
  /** False alarms for each relationship and year; undefined when nobody was watched. */
  readonly wrongPerYear: number | undefined;
  /**
   * By how many days the right ones came before it was plain that someone had left: quartiles; below 0 is too late.
   * Undefined when none was right.
   */
  readonly leadDays: Readonly<Record<'low' | 'median' | 'high', number>> | undefined;
}

/**
 * Judges flags by what came after them. Flags on one day are one; so are all flags of a silence, of which the first
 * counts: an act of theirs lies between two that are counted.
 * @param knownUntil the last day of which everything is known
 * @param watchedFrom the day behind which flags are raised; left out: from the first act of each on
 */
export function alarmRecordOf(
  histories: readonly RelationshipHistory[],
  rule: HorizonRule,
  knownUntil: number,
  watchedFrom = -Infinity,
): AlarmRecord {
  const counts = { left: 0, stayed: 0, unknown: 0 };
  const leads: number[] = [];
  let watchedDays = 0;
  for (const history of histories) {
    if (history.unusable !== undefined) continue;
    watchedDays += daysWatched(history, knownUntil, watchedFrom);
    for (const flag of firstOfSilences(history, knownUntil)) {
      // What is known of the acts on the day of the flag decides how long is waited.
      const horizonDays = knownAt(history, flag, rule)?.horizonDays ?? rule.leastDays;
      const outcome = outcomeAfter(history, flag, horizonDays, knownUntil);
      if (outcome === 'left') leads.push(leftOn(history, flag, horizonDays) - flag);
      counts[outcome === 'left' || outcome === 'stayed' ? outcome : 'unknown']++;
    }
  }
  leads.sort((one, other) => one - other);
  const relationshipYears = watchedDays / daysOfYear;
  return {
    flags: counts.left + counts.stayed + counts.unknown,
    right: counts.left,
    wrong: counts.stayed,
    notYetKnown: counts.unknown,
    relationshipYears,
    wrongPerYear: relationshipYears > 0 ? counts.stayed / relationshipYears : undefined,
    leadDays:
      leads.length === 0
        ? undefined
        : { low: linearQuantile(leads, 0.25), median: linearQuantile(leads, 0.5), high: linearQuantile(leads, 0.75) },
  };
}

function firstOfSilences({ acts, flags = [] }: RelationshipHistory, knownUntil: number): number[] {
  const sorted = flags.filter((flag) => flag <= knownUntil).sort((one, other) => one - other);
  const counted: number[] = [];
  for (const flag of sorted) {
    const before = counted.at(-1);
    if (before === undefined || acts.some((act) => stands(act) && act.day > before && act.day <= flag))
      counted.push(flag);
  }
  return counted;
}

/** How long a relationship was watched, in days: from its first act until it ended, or everything known ends. */
export function daysWatched(
  { acts, endings = [] }: RelationshipHistory,
  knownUntil: number,
  watchedFrom = -Infinity,
): number {
  const [first, last] = acts
    .filter(stands)
    .reduce(([first, last], { day }) => [Math.min(first, day), Math.max(last, day)], [Infinity, -Infinity]);
  const ended = Math.min(...endings.filter(stands).flatMap(({ day }) => (day >= last ? [day] : [])));
  return Math.max(0, Math.min(knownUntil, ended) - Math.max(first, watchedFrom));
}
