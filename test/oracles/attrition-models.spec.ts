import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AttritionModel, Parameters } from '../../libs/measures/src/prediction/attrition-model.js';
import { bgNbd, mbgNbd, type BetaGeometricName } from '../../libs/measures/src/prediction/beta-geometric.js';
import { groupCustomers } from '../../libs/measures/src/prediction/customer-groups.js';
import { fitAttrition, type AttritionFit } from '../../libs/measures/src/prediction/fit-attrition.js';
import { paretoNbd, type ParetoName } from '../../libs/measures/src/prediction/pareto-nbd.js';
import { repeatTransactions, type RepeatTransactions } from '../../libs/measures/src/prediction/repeat-transactions.js';
import { cdnowCut, cdnowDays, cdnowSummary, rowsOf } from './cdnow.js';
import { testData } from './test-data.js';

/** Under Jest on a busy machine; a second or two outside. */
const fitLimitMs = 120_000;

const published = JSON.parse(readFileSync(testData('cx', 'cdnow', 'published_values.json'), 'utf8')) as {
  bgnbd: {
    params_paper: Record<'r' | 'alpha' | 'a' | 'b' | 'LL', number>;
    params_clvtools: Record<'r' | 'alpha' | 'a' | 'b' | 'LL', number>;
    conditional_expected: { x: number; t_x: number; T: number; t: number; value: number; tol: number };
    expected_X_t: { t: number[]; value: number[]; tol: number };
  };
  mbgnbd: { params: Record<'r' | 'alpha' | 'a' | 'b', number> };
  pareto_nbd: {
    params_paper: Record<'r' | 'alpha' | 's' | 'beta' | 'LL', number>;
    params_clvtools: Record<'r' | 'alpha' | 's' | 'beta' | 'LL', number> & {
      se: Record<'r' | 'alpha' | 's' | 'beta', number>;
    };
    p_alive: {
      params: [number, number, number, number];
      x: number;
      t_x: number;
      T: number;
      value: number;
      tol: number;
    };
    conditional_expected: { x: number; t_x: number; T: number; t: number; value: number; tol: number };
    underflow_guard: { 't': number; 't_x': number; 'T': number; 'x=132': number; 'x=133': number };
  };
};

const summary = cdnowSummary();
/** The same, not rounded to hundredths of a week: what one of the two sources fitted. */
const unrounded = [...cdnowDays().values()].map((days) => {
  const { x, tx, T } = repeatTransactions(days, cdnowCut)!;
  return { x, tx: tx / 7, T: T / 7 };
});

/** Within half a unit of the last printed digit, and what a double adds to it. */
const toPrintedDigits = (found: number, printed: number, digits: number) =>
  expect(Math.abs(found - printed)).toBeLessThanOrEqual(0.5 * 10 ** -digits * (1 + 1e-9));

function fitOf<Name extends string>(
  model: AttritionModel<Name>,
  histories: readonly RepeatTransactions[],
): AttritionFit<Name> {
  const fit = fitAttrition(model, histories);
  if ('noFit' in fit) throw new Error(`${model.name} does not fit CDNOW: ${fit.noFit}`);
  return fit;
}

/**
 * Another implementation stopped somewhere near the top, which is flat: our parameters are at least as likely, and its
 * own lie within a hundredth of a standard error of them.
 */
function asLikelyAs<Name extends string>(
  model: AttritionModel<Name>,
  fit: AttritionFit<Name>,
  histories: readonly RepeatTransactions[],
  theirs: Parameters<Name>,
) {
  expect(fit.logLikelihood).toBeGreaterThanOrEqual(model.logLikelihood(theirs, groupCustomers(histories)));
  for (const name of model.parameters) {
    expect(Math.abs(fit.parameters[name] - theirs[name])).toBeLessThan(0.01 * fit.standardErrors[name]);
  }
}

describe('the purchases of CDNOW', () => {
  it('give the (x, t_x, T) of the summary, every row', () => {
    const weeks = (days: number) => Math.round((days / 7) * 100) / 100;
    const rebuilt = [...cdnowDays().values()].map((days) => {
      const { x, tx, T } = repeatTransactions(days, cdnowCut)!;
      return { x, tx: weeks(tx), T: weeks(T) };
    });
    expect(rebuilt).toHaveLength(2_357);
    const differing = rebuilt.filter((row, i) => JSON.stringify(row) !== JSON.stringify(summary[i]));
    expect(differing).toEqual([]);
  });
});

describe('BG/NBD of CDNOW', () => {
  let fit: AttritionFit<BetaGeometricName>;
  beforeAll(() => {
    fit = fitOf(bgNbd, summary);
  }, fitLimitMs);

  it('has the parameters and the likelihood of the paper, to their printed digits', () => {
    const { LL, ...parameters } = published.bgnbd.params_paper;
    for (const name of bgNbd.parameters) toPrintedDigits(fit.parameters[name], parameters[name], 3);
    toPrintedDigits(fit.logLikelihood, LL, 1);
  });

  it(
    'of times that are not rounded is as likely as that of another implementation',
    () => {
      const { LL, r, alpha, a, b } = published.bgnbd.params_clvtools;
      const exact = fitOf(bgNbd, unrounded);
      toPrintedDigits(exact.logLikelihood, LL, 3);
      asLikelyAs(bgNbd, exact, unrounded, { r, alpha, a, b });
    },
    fitLimitMs,
  );

  it('expects of a customer and of new ones what is printed', () => {
    const { x, t_x: tx, T, t, value, tol } = published.bgnbd.conditional_expected;
    expect(Math.abs(bgNbd.expectedTransactions(fit.parameters, { x, tx, T }, t)! - value)).toBeLessThanOrEqual(tol / 2);
    const { t: times, value: values, tol: tolerance } = published.bgnbd.expected_X_t;
    for (const [i, t] of times.entries()) {
      const found = bgNbd.expectedTransactions(published.bgnbd.params_clvtools, { x: 0, tx: 0, T: 0 }, t)!;
      expect(Math.abs(found - values[i]!)).toBeLessThanOrEqual(tolerance / 2);
    }
  });
});

describe('MBG/NBD of CDNOW', () => {
  it(
    'has the published parameters to their printed digits',
    () => {
      const fit = fitOf(mbgNbd, summary);
      for (const name of mbgNbd.parameters) toPrintedDigits(fit.parameters[name], published.mbgnbd.params[name], 3);
    },
    fitLimitMs,
  );
});

describe('Pareto/NBD of CDNOW', () => {
  let fit: AttritionFit<ParetoName>;
  beforeAll(() => {
    fit = fitOf(paretoNbd, unrounded);
  }, fitLimitMs);

  it('has the parameters and the likelihood of the papers, to their printed digits', () => {
    const { LL, ...parameters } = published.pareto_nbd.params_paper;
    toPrintedDigits(fit.logLikelihood, LL, 1);
    for (const name of paretoNbd.parameters) toPrintedDigits(fit.parameters[name], parameters[name], 3);
  });

  it('is as likely as that of another implementation, with its standard errors', () => {
    const { LL, se, r, alpha, s, beta } = published.pareto_nbd.params_clvtools;
    toPrintedDigits(fit.logLikelihood, LL, 3);
    asLikelyAs(paretoNbd, fit, unrounded, { r, alpha, s, beta });
    for (const name of paretoNbd.parameters) expect(fit.standardErrors[name] / se[name]).toBeCloseTo(1, 3);
  });

  it('says of a customer what is printed', () => {
    const { params, x, t_x: tx, T, value, tol } = published.pareto_nbd.p_alive;
    const [r, alpha, s, beta] = params;
    const parameters = { r, alpha, s, beta };
    expect(Math.abs(paretoNbd.chanceAlive(parameters, { x, tx, T })! - value)).toBeLessThanOrEqual(tol / 10);
    const expected = published.pareto_nbd.conditional_expected;
    const history = { x: expected.x, tx: expected.t_x, T: expected.T };
    const found = paretoNbd.expectedTransactions(parameters, history, expected.t)!;
    expect(Math.abs(found - expected.value)).toBeLessThanOrEqual(expected.tol);
  });

  it('does not underflow with many repeats', () => {
    const parameters = { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 };
    const { t, 't_x': tx, T, 'x=132': x132, 'x=133': x133 } = published.pareto_nbd.underflow_guard;
    expect(paretoNbd.expectedTransactions(parameters, { x: 132, tx, T }, t)).toBeCloseTo(x132, 12);
    expect(paretoNbd.expectedTransactions(parameters, { x: 133, tx, T }, t)).toBeCloseTo(x133, 12);
  });
});

describe('the derived values of every customer', () => {
  const rows = rowsOf('derived_golden_p_alive.csv');
  const { bgnbd, mbgnbd, pareto_nbd: pareto } = published;

  // They were computed with the parameters as the papers print them, rounded.
  const check = <Name extends string>(model: AttritionModel<Name>, parameters: Parameters<Name>, column: string) => {
    let worst = 0;
    for (const row of rows) {
      const history = { x: Number(row['frequency']), tx: Number(row['recency']), T: Number(row['T']) };
      const alive = model.chanceAlive(parameters, history)!;
      const expected = model.expectedTransactions(parameters, history, 39)!;
      worst = Math.max(worst, Math.abs(alive - Number(row[`${column}_p_alive`])));
      worst = Math.max(worst, Math.abs(expected - Number(row[`${column}_expected_39w`])));
    }
    expect(rows).toHaveLength(2_357);
    expect(worst).toBeLessThanOrEqual(1e-9);
  };

  it('are those of BG/NBD', () => {
    const { r, alpha, a, b } = bgnbd.params_paper;
    check(bgNbd, { r, alpha, a, b }, 'bgnbd');
  });

  it('are those of MBG/NBD', () => check(mbgNbd, mbgnbd.params, 'mbgnbd'));

  it('are those of Pareto/NBD', () => {
    const { r, alpha, s, beta } = pareto.params_paper;
    check(paretoNbd, { r, alpha, s, beta }, 'pareto');
  });
});
