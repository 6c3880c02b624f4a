import type { RowValue } from '#read-store/row-list.js';
import { phaseNameOf, risksOf, valueOf, type Standing, type Standings } from './standing.js';
import type { Amount, PhaseName, StandingSort } from './standing-answers.js';

/** Digits of a sum of money in hundredths, and of an instant: of one length, texts are in order as the numbers are. */
const digits = 16;
const middle = 10 ** 15;

/** How pressing a phase is: the first comes first. */
const urgency: readonly PhaseName[] = [
  'betrayal',
  'neglect',
  'withdrawal',
  'dissolved',
  'recovery',
  'not-established',
  'establishment',
  'growth',
  'management',
  'outreach',
];

/** What a relationship is sorted by, greatest first; undefined where there is nothing to sort it by. */
export type PlaceOf = (standing: Standing, lastTouchpoint: number | null) => RowValue | undefined;

/**
 * An order of the portfolio.
 *
 * `valueAtRisk`: value that is at risk first; then what is at risk and has no value; then the rest by its last touchpoint.
 * Currencies are never added: the one in which most relationships have value comes first, and within it the larger amount;
 * a relationship of several stands with the first of them.
 */
export function placeBy(sort: StandingSort, standings: Standings): PlaceOf {
  switch (sort) {
    case 'valueAtRisk':
      return placeByRisk(standings);
    case 'value': {
      const currencies = currenciesOf(standings);
      return (standing) => moneyPlace(valueOf(standing), currencies);
    }
    case 'phase':
      return (standing) => {
        const name = phaseNameOf(standing);
        return name === undefined ? undefined : urgency.length - urgency.indexOf(name);
      };
    case 'since':
      return ({ trajectory }) => trajectory?.detectedAt ?? undefined;
    case 'silence':
      return ({ trajectory }) => {
        const last = trajectory?.lastContact ?? null;
        return last === null ? undefined : standings.at - last;
      };
    case 'brokenPromises':
      return ({ breaches }) => breaches?.promisesBroken ?? 0;
    case 'nextRenewal':
      return ({ contracts }) => contracts?.nextRenewal ?? undefined;
  }
}

function placeByRisk(standings: Standings): PlaceOf {
  const currencies = currenciesOf(standings);
  return (standing, lastTouchpoint) => {
    const isAtRisk = risksOf(standing, standings.at).length > 0;
    const money = isAtRisk ? moneyPlace(valueOf(standing), currencies) : undefined;
    return [isAtRisk ? (money === undefined ? 1 : 2) : 0, money ?? '', padded(lastTouchpoint ?? 0)].join(' ');
  };
}

function moneyPlace(amounts: readonly Amount[], currencies: ReadonlyMap<string, number>): string | undefined {
  const place = amounts.map(({ currency, amount }) => [currencies.get(currency) ?? 0, amount] as const);
  if (place.length === 0) return undefined;
  const [rank, amount] = place.reduce((first, one) => (one[0] > first[0] ? one : first));
  return `${String(rank).padStart(4, '0')} ${padded(Math.round(amount * 100))}`;
}

/** Higher for the currency in which more relationships have value. */
function currenciesOf(standings: Standings): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of standings.keys)
    for (const { currency } of valueOf(standings.of(key))) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const ascending = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? 1 : -1));
  return new Map(ascending.map(([currency], rank) => [currency, rank + 1]));
}

function padded(number: number): string {
  return String(middle + number).padStart(digits, '0');
}
