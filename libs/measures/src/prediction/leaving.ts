import type { RelationshipHistory } from './relationship-history.js';

/**
 * What became of a relationship within a horizon. Two of the answers are none, and are counted apart whatever has been
 * seen so far: to count only those who already came back would make everyone look loyal.
 */
export type Outcome = 'left' | 'stayed' | 'not-yet-known' | 'feed-down';

/**
 * Left = cancelled, notice given or not renewed; without a contract on the day `from`, also no act of theirs in
 * (from, from + horizon] while the feeds were healthy.
 * @param knownUntil the last day of which everything is known
 */
export function outcomeAfter(
  { acts, endings = [], contracts = [], outages = [] }: RelationshipHistory,
  from: number,
  horizonDays: number,
  knownUntil: number,
): Outcome {
  const until = from + horizonDays;
  if (!(until <= knownUntil)) return 'not-yet-known';
  const within = ({ day }: { readonly day: number }) => day > from && day <= until;
  if (endings.some(within)) return 'left';
  if (contracts.some((contract) => contract.from <= from && from < contract.until)) return 'stayed';
  if (outages.some((outage) => outage.from <= until && outage.until > from + 1)) return 'feed-down';
  return acts.some(within) ? 'stayed' : 'left';
}

/**
 * The day on which it was plain that someone had left whose outcome is `left`: the first ending within the horizon, or
 * the day on which a whole horizon without an act of theirs was complete.
 */
export function leftOn({ acts, endings = [] }: RelationshipHistory, from: number, horizonDays: number): number {
  const ending = Math.min(...endings.flatMap(({ day }) => (day > from && day <= from + horizonDays ? [day] : [])));
  if (Number.isFinite(ending)) return ending;
  const last = acts.reduce((last, { day }) => (day <= from && day > last ? day : last), -Infinity);
  return (Number.isFinite(last) ? last : from) + horizonDays;
}
