import { arePositive, isTime, saturating, softplus, type AttritionModel, type Parameters } from './attrition-model.js';
import { sumOfLnRising } from './customer-groups.js';
import { lnOddsOfHavingLeft } from './pareto-odds.js';
import { flawOf, type RepeatTransactions } from './repeat-transactions.js';

/** Rates ~ Gamma(shape r, rate alpha); lifetimes are exponential with rates ~ Gamma(shape s, rate beta). */
export type ParetoName = 'r' | 'alpha' | 's' | 'beta';
type Pareto = Parameters<ParetoName>;

/** Pareto/NBD (Schmittlein, Morrison & Colombo 1987; formulas of Fader & Hardie 2005, note 009). */
export const paretoNbd: AttritionModel<ParetoName> = {
  name: 'pareto-nbd',
  parameters: ['r', 'alpha', 's', 'beta'],
  times: ['alpha', 'beta'],

  logLikelihood({ r, alpha, s, beta }, customers) {
    const { x, tx, T, count } = customers;
    const scales = r * Math.log(alpha) + s * Math.log(beta);
    let sum = sumOfLnRising(r, customers) + customers.customers * scales;
    for (let i = 0; i < count.length; i++) {
      const shape = r + x[i]!;
      const lnAlive = -shape * Math.log(alpha + T[i]!) - s * Math.log(beta + T[i]!);
      sum += count[i]! * (lnAlive + softplus(lnOddsOfHavingLeft(shape, alpha, s, beta, tx[i]!, T[i]!)));
    }
    return sum;
  },

  chanceAlive,

  expectedTransactions(parameters, history, t) {
    const alive = chanceAlive(parameters, history);
    if (alive === undefined || !isTime(t)) return undefined;
    const { r, alpha, s, beta } = parameters;
    const lifetime = (beta + history.T) * saturating(s - 1, Math.log1p(t / (beta + history.T)));
    return ((r + history.x) / (alpha + history.T)) * lifetime * alive;
  },

  chanceOfReturn(parameters, history, t) {
    const alive = chanceAlive(parameters, history);
    if (alive === undefined || !isTime(t)) return undefined;
    // Who is alive at T is a new customer with what is known by then as parameters; none comes if the first t hold none.
    const shape = parameters.r + history.x;
    const [alpha, beta] = [parameters.alpha + history.T, parameters.beta + history.T];
    const lnStays = -shape * Math.log1p(t / alpha) - parameters.s * Math.log1p(t / beta);
    const lnNone = lnStays + softplus(lnOddsOfHavingLeft(shape, alpha, parameters.s, beta, 0, t));
    return Math.max(0, -alive * Math.expm1(lnNone));
  },
};

function chanceAlive(parameters: Pareto, history: RepeatTransactions): number | undefined {
  const { r, alpha, s, beta } = parameters;
  if (!arePositive([r, alpha, s, beta]) || flawOf(history)) return undefined;
  return Math.exp(-softplus(lnOddsOfHavingLeft(r + history.x, alpha, s, beta, history.tx, history.T)));
}
