import type { CustomerGroups } from './customer-groups.js';
import type { RepeatTransactions } from './repeat-transactions.js';

export type Parameters<Name extends string> = Readonly<Record<Name, number>>;

/**
 * A model of customers who buy at a rate of their own until they leave unseen. Times of parameters and histories are in
 * one unit. What it says of a customer is undefined for a history that can be no customer's (`flawOf` says why), for
 * parameters that are not above 0, and for a time to come that is below 0 or infinite.
 */
export interface AttritionModel<Name extends string> {
  readonly name: 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd';
  readonly parameters: readonly Name[];
  /** Which parameters are times: they grow with the unit. */
  readonly times: readonly Name[];
  /** ln L of sound histories and of parameters above 0. */
  logLikelihood(parameters: Parameters<Name>, customers: CustomerGroups): number;
  /** Chance that a customer has not left at T. */
  chanceAlive(parameters: Parameters<Name>, history: RepeatTransactions): number | undefined;
  /** Expected transactions in (T, T + t]; with x = 0 and T = 0 those of a new customer. */
  expectedTransactions(parameters: Parameters<Name>, history: RepeatTransactions, t: number): number | undefined;
  /** Chance of at least one transaction in (T, T + t]. */
  chanceOfReturn(parameters: Parameters<Name>, history: RepeatTransactions, t: number): number | undefined;
}

/** Whether a model has an answer for these: see `AttritionModel`. */
export function arePositive(values: readonly number[]): boolean {
  return values.every((value) => value > 0 && Number.isFinite(value));
}

/** Whether t is a time to come: 0 or more, and not for ever. */
export function isTime(t: number): boolean {
  return t >= 0 && t < Infinity;
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** (1 − e^(−k·l)) / k, and its limit l at k = 0. @param l finite */
export function saturating(k: number, l: number): number {
  return k === 0 ? l : -Math.expm1(-k * l) / k;
}
