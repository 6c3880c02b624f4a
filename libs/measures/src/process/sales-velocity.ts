import { dayMs } from '#core/zones.js';
import { addMoney, amountOf, type Money } from '../contracts/money.js';
import { shareOf, type CountedShare } from './counted-share.js';

/** A case that was won or lost, with what it was worth. */
export interface DecidedCase {
  readonly isWon: boolean;
  readonly worth: Money;
  /** From its beginning to its outcome. */
  readonly cycleMs: number;
}

/** A mean, and of how many; undefined of none. */
export interface MeanOf {
  readonly n: number;
  readonly mean: number | undefined;
}

/** How fast value comes out of the open cases of one currency, with what it is made of. */
export interface Velocity {
  /** Open cases with an amount in the currency. */
  readonly open: number;
  /** Won, of those won or lost. */
  readonly winRate: CountedShare;
  /** What the won ones were worth, in units of the currency. */
  readonly worth: MeanOf;
  /** From the beginning of the won ones to their outcome, in days of 24 hours. */
  readonly cycleDays: MeanOf;
  /**
   * In units of the currency a day; or why there is none: fewer than 10 cases were won or lost, none of them was won, or
   * they were won at the instant at which they began.
   */
  readonly perDay: number | 'too-few' | 'none-won' | 'no-time';
}

/** With fewer decided cases than this, three of the four factors are mostly chance. */
export const leastDecided = 10;

/**
 * Sales velocity, as the trade has it: open cases × win rate × mean worth of a won case ÷ mean length of its cycle. It has no
 * paper behind it, and it takes for granted that the open cases will go as the decided ones did. The parts are of one
 * currency.
 *
 * @param open cases that are open
 * @param decided all of one currency
 */
export function velocityOf(open: number, decided: readonly DecidedCase[]): Velocity {
  const won = decided.filter(({ isWon }) => isWon);
  const sum = won.reduce<readonly Money[]>((sums, { worth }) => addMoney(sums, worth), [])[0];
  const meanOf = (total: number): MeanOf => ({
    n: won.length,
    mean: won.length === 0 ? undefined : total / won.length,
  });
  const worth = meanOf(sum === undefined ? 0 : amountOf(sum));
  const cycleDays = meanOf(won.reduce((total, { cycleMs }) => total + cycleMs, 0) / dayMs);
  return {
    open,
    winRate: shareOf(won.length, decided.length),
    worth,
    cycleDays,
    perDay: perDayOf(open, won.length / decided.length, worth, cycleDays, decided.length),
  };
}

function perDayOf(
  open: number,
  winRate: number,
  { mean: worth }: MeanOf,
  { mean: days }: MeanOf,
  decided: number,
): Velocity['perDay'] {
  if (decided < leastDecided) return 'too-few';
  if (worth === undefined || days === undefined) return 'none-won';
  return days === 0 ? 'no-time' : (open * winRate * worth) / days;
}
