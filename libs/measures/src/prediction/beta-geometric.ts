import { arePositive, isTime, saturating, softplus, type AttritionModel, type Parameters } from './attrition-model.js';
import { sumOfLnRising, type CustomerGroups } from './customer-groups.js';
import { flawOf, type RepeatTransactions } from './repeat-transactions.js';

/** Rates ~ Gamma(shape r, rate alpha); the chance of leaving after a transaction ~ Beta(a, b). */
export type BetaGeometricName = 'r' | 'alpha' | 'a' | 'b';
type BetaGeometric = Parameters<BetaGeometricName>;

/**
 * BG/NBD (Fader, Hardie & Lee 2005): a customer may leave after each repeat transaction. Who never came back is alive for
 * certain: the model has no other way to say it, which is why it ranks badly by P(alive).
 */
export const bgNbd = betaGeometric('bg-nbd', 0);

/** MBG/NBD (Batislam, Denizel & Filiztekin 2007): a customer may leave after the first transaction too. */
export const mbgNbd = betaGeometric('mbg-nbd', 1);

/**
 * The two differ in the number of times at which a customer may have left before T: x of BG/NBD, x + 1 of MBG/NBD.
 * @param chancesAtFirst 1 when the first transaction is one of them
 */
function betaGeometric(name: 'bg-nbd' | 'mbg-nbd', chancesAtFirst: 0 | 1): AttritionModel<BetaGeometricName> {
  const lnOdds = ({ r, alpha, a, b }: BetaGeometric, x: number, tx: number, T: number): number => {
    const chances = x + chancesAtFirst;
    if (chances === 0) return -Infinity;
    return (r + x) * Math.log1p((T - tx) / (alpha + tx)) + Math.log(a / (b + chances - 1));
  };
  const chanceAlive = (parameters: BetaGeometric, history: RepeatTransactions): number | undefined => {
    const { r, alpha, a, b } = parameters;
    if (!arePositive([r, alpha, a, b]) || flawOf(history)) return undefined;
    return Math.exp(-softplus(lnOdds(parameters, history.x, history.tx, history.T)));
  };
  return {
    name,
    parameters: ['r', 'alpha', 'a', 'b'],
    times: ['alpha'],
    chanceAlive,
    logLikelihood(parameters, customers) {
      const { r, alpha, a, b } = parameters;
      const { x, tx, T, count } = customers;
      const atFirst = chancesAtFirst * customers.customers * (Math.log(b) - Math.log(a + b));
      let sum =
        lnRisingParts(parameters, customers, chancesAtFirst) + atFirst + customers.customers * r * Math.log(alpha);
      for (let i = 0; i < count.length; i++) {
        const odds = softplus(lnOdds(parameters, x[i]!, tx[i]!, T[i]!));
        sum += count[i]! * (odds - (r + x[i]!) * Math.log(alpha + T[i]!));
      }
      return sum;
    },
    expectedTransactions(parameters, history, t) {
      const alive = chanceAlive(parameters, history);
      if (alive === undefined || !isTime(t)) return undefined;
      const { r, alpha, a, b } = parameters;
      const c = a + b + history.x + chancesAtFirst - 1;
      const ifAlive = expectedIfAlive(a - 1, c, r + history.x, t / (alpha + history.T));
      return ifAlive === undefined ? undefined : ifAlive * alive;
    },
    chanceOfReturn(parameters, history, t) {
      const alive = chanceAlive(parameters, history);
      if (alive === undefined || !isTime(t)) return undefined;
      const { r, alpha } = parameters;
      // While alive a customer cannot leave between transactions, so only the rate matters.
      return -alive * Math.expm1(-(r + history.x) * Math.log1p(t / (alpha + history.T)));
    },
  };
}

function lnRisingParts({ r, a, b }: BetaGeometric, customers: CustomerGroups, from: number): number {
  return sumOfLnRising(r, customers) + sumOfLnRising(b + from, customers) - sumOfLnRising(a + b + from, customers);
}

/** Terms of the series; where they are not enough there is no answer. */
const mostTerms = 1_000_000;

/**
 * Transactions in t of a customer who is alive: c/(a−1) · [1 − (1−z)^shape · ₂F₁(shape, c−e; c; z)], z = t/(α+T+t). By
 * Euler's transformation (Abramowitz & Stegun 15.3.3) the second part is (1−z)^e · ₂F₁(e, c−shape; c; z), whose terms do
 * not grow with x; and e and c are divided out before the parts are added, so that a = 1 and a + b + x = 1 are no gaps.
 *
 * @param e a − 1, above −1
 * @param c above −1
 * @param shape r + x
 * @param relative t/(α + T)
 * @returns undefined when the series is too long: for times to come of thousands of times α + T
 */
function expectedIfAlive(e: number, c: number, shape: number, relative: number): number | undefined {
  const l = Math.log1p(relative);
  const z = relative / (1 + relative);
  if (!(z < 1)) return undefined;
  // Terms (e+1)_(n−1) (c−shape)_n zⁿ / ((c+1)_(n−1) n!), n from 1 on.
  let term = (c - shape) * z;
  let sum = term;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    if (n > mostTerms) return undefined;
    term *= ((e + n) * (c - shape + n) * z) / ((c + n) * (n + 1));
    sum += term;
  }
  return Math.max(0, c * saturating(e, l) - Math.exp(-e * l) * sum);
}
