import type { RepeatTransactions } from './repeat-transactions.js';

/** Customers of equal (x, t_x, T) once, with their number: a likelihood asks for each of them a few hundred times. */
export interface CustomerGroups {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  /** How many customers a group is. */
  readonly count: Float64Array;
  readonly customers: number;
  /** Repeat transactions of all of them. */
  readonly repeats: number;
  /** At j: how many customers have more than j repeats; as long as the largest number of repeats. */
  readonly withMoreThan: Float64Array;
}

export function groupCustomers(histories: readonly RepeatTransactions[]): CustomerGroups {
  const groups = new Map<string, { readonly history: RepeatTransactions; count: number }>();
  let mostRepeats = 0;
  for (const history of histories) {
    const key = `${history.x} ${history.tx} ${history.T}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { history, count: 1 });
    if (history.x > mostRepeats) mostRepeats = history.x;
  }
  const different = [...groups.values()];
  const x = Float64Array.from(different, ({ history }) => history.x);
  const count = Float64Array.from(different, ({ count }) => count);
  return {
    x,
    tx: Float64Array.from(different, ({ history }) => history.tx),
    T: Float64Array.from(different, ({ history }) => history.T),
    count,
    customers: histories.length,
    repeats: histories.reduce((sum, history) => sum + history.x, 0),
    withMoreThan: survivors(x, count, mostRepeats),
  };
}

function survivors(x: Float64Array, count: Float64Array, mostRepeats: number): Float64Array {
  const withExactly = new Float64Array(mostRepeats + 1);
  for (let i = 0; i < x.length; i++) withExactly[x[i]!]! += count[i]!;
  const withMoreThan = new Float64Array(mostRepeats);
  let sum = 0;
  for (let j = mostRepeats - 1; j >= 0; j--) {
    sum += withExactly[j + 1]!;
    withMoreThan[j] = sum;
  }
  return withMoreThan;
}

/**
 * Σ over customers of ln Γ(from + x) − ln Γ(from): as a sum of logarithms over the numbers of repeats, each taken once,
 * and no difference of large values of ln Γ.
 * @param from above 0
 */
export function sumOfLnRising(from: number, { withMoreThan }: CustomerGroups): number {
  let sum = 0;
  for (let j = 0; j < withMoreThan.length; j++) sum += withMoreThan[j]! * Math.log(from + j);
  return sum;
}
