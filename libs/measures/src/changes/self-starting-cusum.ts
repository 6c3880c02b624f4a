import { normalOfStudentT } from './student-t.js';
import { isUsableValue } from './usable-value.js';

/** Count, mean and sum of squared deviations of the values so far (Welford 1962). */
export interface Baseline {
  n: number;
  mean: number;
  squares: number;
}

/** The two sums, and at which value each last left 0. */
export interface CusumSums {
  up: number;
  down: number;
  upFrom: number;
  downFrom: number;
}

/** What to carry from value to value; plain data, so that it can lie in a document. */
export interface SelfStartingCusum {
  readonly baseline: Baseline;
  readonly sums: CusumSums;
  /** Index of the next value. */
  next: number;
}

export interface CusumAlarm {
  /** Index of the value at which the alarm was raised. */
  readonly index: number;
  readonly direction: 'up' | 'down';
  /** Where the change began, estimated: the value at which the sum last left 0. */
  readonly onset: number;
}

/** In standard deviations: half of the shift that is to be found soonest. */
const slack = 0.5;
/** An alarm is raised when a sum exceeds this. */
const limit = 5;

export const emptyBaseline = (): Baseline => ({ n: 0, mean: 0, squares: 0 });
export const emptySums = (): CusumSums => ({ up: 0, down: 0, upFrom: 0, downFrom: 0 });
export const startSelfStarting = (): SelfStartingCusum => ({ baseline: emptyBaseline(), sums: emptySums(), next: 0 });

/**
 * One more value of a series whose mean and deviation nobody knows beforehand (Hawkins 1987): each is compared with
 * those before it, so no warm-up has to be declared good. After an alarm the baseline starts afresh with the next value;
 * one that went on would mix both levels and alarm again and again. Of normal values that never change about one in 470
 * raises an alarm (measured). Weekday and season are to be taken out before (`withoutSeason`); a trend defeats it.
 *
 * @param value one that is no number, or beyond 1e100, takes its index and changes nothing else
 */
export function addSelfStarting(state: SelfStartingCusum, value: number): CusumAlarm | undefined {
  const index = state.next++;
  if (!isUsableValue(value)) return undefined;
  const z = standardise(state.baseline, value);
  const alarm = z === undefined ? undefined : addToSums(state.sums, z, index);
  if (alarm === undefined) addToBaseline(state.baseline, value);
  else Object.assign(state.baseline, emptyBaseline());
  return alarm;
}

/** All alarms of a series. See `addSelfStarting`. */
export function selfStartingAlarms(values: Iterable<number>): CusumAlarm[] {
  const state = startSelfStarting();
  const alarms: CusumAlarm[] = [];
  for (const value of values) {
    const alarm = addSelfStarting(state, value);
    if (alarm !== undefined) alarms.push(alarm);
  }
  return alarms;
}

/**
 * How far a value lies from those before it, as a standard normal value: T = (x − mean)/sd·√(n/(n+1)) follows Student's
 * distribution with n − 1 degrees of freedom, and z is as far out under the normal one.
 *
 * @returns undefined when fewer than two values came before, or they were all the same
 */
export function standardise({ n, mean, squares }: Baseline, value: number): number | undefined {
  if (n < 2 || !(squares > 0)) return undefined;
  const deviation = Math.sqrt(squares / (n - 1));
  if (deviation === 0) return undefined;
  return normalOfStudentT(((value - mean) / deviation) * Math.sqrt(n / (n + 1)), n - 1);
}

export function addToBaseline(baseline: Baseline, value: number): void {
  const before = value - baseline.mean;
  baseline.n++;
  baseline.mean += before / baseline.n;
  baseline.squares += before * (value - baseline.mean);
}

/** Adds a standardised value to both sums; after an alarm both start at 0 again. */
export function addToSums(sums: CusumSums, z: number, index: number): CusumAlarm | undefined {
  if (sums.up === 0) sums.upFrom = index;
  if (sums.down === 0) sums.downFrom = index;
  sums.up = Math.max(0, sums.up + z - slack);
  sums.down = Math.max(0, sums.down - z - slack);
  if (sums.up <= limit && sums.down <= limit) return undefined;
  const direction = sums.up > limit ? 'up' : 'down';
  const onset = direction === 'up' ? sums.upFrom : sums.downFrom;
  sums.up = 0;
  sums.down = 0;
  return { index, direction, onset };
}
