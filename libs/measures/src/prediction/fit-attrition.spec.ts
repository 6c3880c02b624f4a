import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '../statistics/mulberry32.js';
import { bgNbd, mbgNbd } from './beta-geometric.js';
import { groupCustomers } from './customer-groups.js';
import { fitAttrition, type AttritionFit, type NoAttritionFit } from './fit-attrition.js';
import { paretoNbd } from './pareto-nbd.js';
import type { RepeatTransactions } from './repeat-transactions.js';

/** Customers with rates ~ Gamma(2, 10) who leave after a transaction with a chance that is uniform, Beta(1, 1). */
function simulated(count: number, seed: number): RepeatTransactions[] {
  const random = mulberry32(seed);
  const exponential = (rate: number) => -Math.log1p(-random()) / rate;
  return Array.from({ length: count }, (_, i) => {
    const T = 30 + (i % 20);
    const rate = exponential(10) + exponential(10);
    const leaves = random();
    let [x, tx] = [0, 0];
    for (let at = exponential(rate); at < T; at += exponential(rate)) {
      x++;
      tx = at;
      if (random() < leaves) break;
    }
    return { x, tx, T };
  });
}

function fitted<Name extends string>(fit: AttritionFit<Name> | NoAttritionFit): AttritionFit<Name> {
  if ('noFit' in fit) throw new Error(fit.noFit);
  return fit;
}

describe('a fit', () => {
  const customers = simulated(400, 1);
  const fit = fitted(fitAttrition(bgNbd, customers));

  it('finds the parameters that customers were simulated with, within three standard errors', () => {
    const truth = { r: 2, alpha: 10, a: 1, b: 1 };
    for (const name of bgNbd.parameters) {
      expect(Math.abs(fit.parameters[name] - truth[name])).toBeLessThan(3 * fit.standardErrors[name]);
    }
  });

  it('is the same again', () => {
    expect(fitAttrition(bgNbd, customers)).toEqual(fit);
  });

  it('is the same in another unit of time, which only the times among the parameters follow', () => {
    const days = customers.map(({ x, tx, T }) => ({ x, tx: 7 * tx, T: 7 * T }));
    const inDays = fitted(fitAttrition(bgNbd, days));
    for (const name of bgNbd.parameters) {
      expect(inDays.parameters[name] / fit.parameters[name]).toBeCloseTo(name === 'alpha' ? 7 : 1, 6);
    }
    const repeats = customers.reduce((sum, { x }) => sum + x, 0);
    expect(inDays.logLikelihood).toBeCloseTo(fit.logLikelihood - repeats * Math.log(7), 6);
  });

  it('of everyone twice has the same parameters, errors smaller by √2 and twice the likelihood', () => {
    const twice = fitted(fitAttrition(bgNbd, [...customers, ...customers]));
    for (const name of bgNbd.parameters) {
      expect(twice.parameters[name] / fit.parameters[name]).toBeCloseTo(1, 6);
      expect(twice.standardErrors[name] / fit.standardErrors[name]).toBeCloseTo(Math.SQRT1_2, 4);
    }
    expect(twice.logLikelihood).toBeCloseTo(2 * fit.logLikelihood, 6);
    expect(twice.customers).toBe(800);
  });

  it('is a top: every step away is less likely', () => {
    const groups = groupCustomers(customers);
    expect(bgNbd.logLikelihood(fit.parameters, groups)).toBeCloseTo(fit.logLikelihood, 9);
    for (const name of bgNbd.parameters) {
      for (const factor of [0.99, 1.01]) {
        const away = { ...fit.parameters, [name]: factor * fit.parameters[name] };
        expect(bgNbd.logLikelihood(away, groups)).toBeLessThan(fit.logLikelihood);
      }
    }
  });
});

describe.each([bgNbd, mbgNbd, paretoNbd])('no fit of $name', (model) => {
  // A union of models cannot be called with one of their names.
  const answerFor = (histories: readonly RepeatTransactions[]) =>
    model === paretoNbd ? fitAttrition(paretoNbd, histories) : fitAttrition(model as typeof bgNbd, histories);
  const sound = { x: 3, tx: 20, T: 40 };

  it.each([
    [[], { noFit: 'no-customers' }],
    [[{ x: 0, tx: 0, T: 40 }], { noFit: 'no-repeat-transaction' }],
    [[sound, { x: 1, tx: 41, T: 40 }], { noFit: 'flawed-history', index: 1, flaw: 'last-after-end' }],
    [[{ x: -1, tx: 0, T: 40 }], { noFit: 'flawed-history', index: 0, flaw: 'count-not-whole' }],
    [[sound], { noFit: 'no-maximum' }],
    [Array.from({ length: 60 }, () => sound), { noFit: 'no-maximum' }],
  ])('of %j', (histories, expected) => {
    expect(answerFor(histories)).toEqual(expected);
  });
});
