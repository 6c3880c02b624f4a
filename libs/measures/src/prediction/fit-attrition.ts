import { minimise } from '../statistics/minimise.js';
import type { AttritionModel, Parameters } from './attrition-model.js';
import { groupCustomers } from './customer-groups.js';
import { settle, solve, type Settled, type Unsettled } from './newton.js';
import { flawOf, type HistoryFlaw, type RepeatTransactions } from './repeat-transactions.js';

export interface AttritionFit<Name extends string> {
  readonly parameters: Parameters<Name>;
  /** From the observed information. */
  readonly standardErrors: Parameters<Name>;
  readonly logLikelihood: number;
  readonly customers: number;
  /** How often the likelihood was asked. */
  readonly evaluations: number;
}

/**
 * Why there is no fit. `no-maximum`: the likelihood rises towards a parameter of 0 or ∞, as it does where customers do
 * not differ, or where none seems to leave.
 */
export type NoAttritionFit =
  | { readonly noFit: 'no-customers' | 'no-repeat-transaction' | 'no-maximum' | 'did-not-converge' }
  | { readonly noFit: 'flawed-history'; readonly index: number; readonly flaw: HistoryFlaw };

/** Parameters are looked for within this factor of 1, or of the mean time for which customers were observed. */
const furthestFactor = 1e4;

/**
 * Maximum likelihood of an attrition model. Deterministic: no random start. First a simplex (Nelder & Mead 1965) from
 * all parameters 1 and times of the mean T, then Newton–Raphson, both in logarithms of the parameters.
 * @param histories times in the unit that the parameters will have
 */
export function fitAttrition<Name extends string>(
  model: AttritionModel<Name>,
  histories: readonly RepeatTransactions[],
): AttritionFit<Name> | NoAttritionFit {
  const unfit = whyNotToFit(histories);
  if (unfit) return unfit;
  const customers = groupCustomers(histories);
  const meanTime = histories.reduce((sum, { T }) => sum + T, 0) / histories.length;
  const centres = model.parameters.map((name) => (model.times.includes(name) ? meanTime : 1));
  const named = (values: readonly number[]) =>
    Object.fromEntries(model.parameters.map((name, i) => [name, values[i]!])) as Parameters<Name>;
  const parametersAt = (logs: readonly number[]) => logs.map((log, i) => centres[i]! * Math.exp(log));
  const furthest = Math.log(furthestFactor);
  const logLikelihood = (logs: readonly number[]): number =>
    logs.some((log) => !(Math.abs(log) <= furthest))
      ? -Infinity
      : model.logLikelihood(named(parametersAt(logs)), customers);

  const settled = climb(logLikelihood, model.parameters.length);
  if (typeof settled === 'string') return { noFit: settled };
  const parameters = parametersAt(settled.at);
  const errors = parameters.map((value, i) => value * Math.sqrt(varianceOf(settled.information, i)));
  return {
    parameters: named(parameters),
    standardErrors: named(errors),
    logLikelihood: settled.value,
    customers: histories.length,
    evaluations: settled.evaluations,
  };
}

/** The simplex only has to come near: Newton's method takes it from there, also along a long flat ridge. */
function climb(logLikelihood: (logs: readonly number[]) => number, count: number): Settled | Unsettled {
  const start = Array.from({ length: count }, () => 0);
  const near = minimise((logs) => -logLikelihood(logs), start, { tolerance: 1e-3, maxEvaluations: 500 });
  if (!near) return 'did-not-converge';
  const settled = settle(logLikelihood, near.at);
  if (typeof settled === 'string') return settled;
  return { ...settled, evaluations: near.evaluations + settled.evaluations };
}

function whyNotToFit(histories: readonly RepeatTransactions[]): NoAttritionFit | undefined {
  for (const [index, history] of histories.entries()) {
    const flaw = flawOf(history);
    if (flaw) return { noFit: 'flawed-history', index, flaw };
  }
  if (histories.length === 0) return { noFit: 'no-customers' };
  if (histories.every(({ x }) => x === 0)) return { noFit: 'no-repeat-transaction' };
  return undefined;
}

/** The i-th entry on the diagonal of the inverse. */
function varianceOf(information: readonly (readonly number[])[], i: number): number {
  return solve(
    information,
    information.map((_, j) => (i === j ? 1 : 0)),
  )![i]!;
}
