import { stands, type KnownDay, type RelationshipHistory } from './relationship-history.js';

/**
 * What became of a relationship within a horizon. Two of the answers are none, and are counted apart whatever has been
 * seen so far: to count only those who already came back would make everyone look loyal.
 */
export type Outcome = 'left' | 'stayed' | 'not-yet-known' | 'feed-down';

/** The day of the first ending in (from, from + horizon]; undefined without any. */
export function endingAfter({ endings = [] }: RelationshipHistory, from: number, horizonDays: number) {
  const within = endings.filter((one) => stands(one) && one.day > from && one.day <= from + horizonDays);
  return within.reduce<number | undefined>((first, { day }) => Math.min(first ?? day, day), undefined);
}

/** Whether leaving is an ending only, because a contract runs on the day. */
export function underContract({ contracts = [] }: RelationshipHistory, day: number): boolean {
  return contracts.some(({ from, until }) => from <= day && day < until);
}

/**
 * Left = cancelled, notice given or not renewed; without a contract on the day `from`, also no act of theirs in
 * (from, from + horizon] while the feeds were healthy.
 * @param knownUntil the last day of which everything is known
 */
export function outcomeAfter(
  history: RelationshipHistory,
  from: number,
  horizonDays: number,
  knownUntil: number,
): Outcome {
  const { acts, outages = [] } = history;
  const until = from + horizonDays;
  if (!(until <= knownUntil)) return 'not-yet-known';
  const within = (one: KnownDay) => one.day > from && one.day <= until && stands(one);
  if (endingAfter(history, from, horizonDays) !== undefined) return 'left';
  if (underContract(history, from)) return 'stayed';
  if (outages.some((outage) => outage.from <= until && outage.until > from + 1)) return 'feed-down';
  return acts.some(within) ? 'stayed' : 'left';
}

/**
 * The day on which it was plain that someone had left whose outcome is `left`: the first ending within the horizon, or
 * the day on which a whole horizon without an act of theirs was complete.
 */
export function leftOn(history: RelationshipHistory, from: number, horizonDays: number): number {
  const ending = endingAfter(history, from, horizonDays);
  if (ending !== undefined) return ending;
  const last = history.acts.reduce(
    (last, one) => (stands(one) && one.day <= from && one.day > last ? one.day : last),
    -Infinity,
  );
  return (Number.isFinite(last) ? last : from) + horizonDays;
}
