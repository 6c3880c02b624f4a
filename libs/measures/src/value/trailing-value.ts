import { addMoney, type Money } from '../contracts/money.js';

/** How long an amount counts, in local days, that of today among them (definitions.md §1.8). */
export const trailingDays = 365;

/** Of more days with amounts than these the oldest stop counting early: a document has a size limit. */
export const valueDaysMax = 4_000;

/** What came in on one local day in one currency. */
interface DayAmount extends Money {
  /** Number of the local day since 1970-01-01. */
  readonly day: number;
  /** Whether totals count it here: what is of several relationships counts in the first of them. */
  readonly isCounted: boolean;
}

/** Amounts of the last 365 days: plain JSON of bounded size. */
export interface TrailingValue {
  /** Ascending by day; one entry a day, a currency and a way of counting. */
  days: DayAmount[];
  /** Sums by currency, never across them; one that came to nothing is left out. */
  sums: Money[];
  /** The part of them that totals count here. */
  counted: Money[];
}

export function noValue(): TrailingValue {
  return { days: [], sums: [], counted: [] };
}

/**
 * Adds an amount; the state is changed in place.
 * @param day number of the local day since 1970-01-01; where clocks go back over midnight it counts on the latest day seen
 * @param money negative for what is given back
 */
export function addValue(value: TrailingValue, day: number, money: Money, isCounted: boolean): void {
  const on = Math.max(day, value.days.at(-1)?.day ?? day);
  let at = value.days.length - 1;
  const isSame = ({ currency, isCounted: counted }: DayAmount): boolean =>
    currency === money.currency && counted === isCounted;
  while (at >= 0 && value.days[at]!.day === on && !isSame(value.days[at]!)) at--;
  if (at >= 0 && value.days[at]!.day === on) {
    const [sum = { ...money, units: 0, micros: 0 }] = addMoney([value.days[at]!], money);
    value.days[at] = { ...sum, day: on, isCounted };
  } else value.days.push({ ...money, day: on, isCounted });
  count(value, money, isCounted);
  if (value.days.length > valueDaysMax) drop(value, 1);
}

/** Lets go of what counts no longer on a day. */
export function passDays(value: TrailingValue, today: number): void {
  const first = value.days.findIndex(({ day }) => day > today - trailingDays);
  drop(value, first < 0 ? value.days.length : first);
}

/** The local day on which the first amount counts no longer; null without amounts. */
export function nextValueDay({ days }: TrailingValue): number | null {
  return days.length === 0 ? null : days[0]!.day + trailingDays;
}

function drop(value: TrailingValue, many: number): void {
  for (const { currency, units, micros, isCounted } of value.days.splice(0, many))
    count(value, { currency, units: 0 - units, micros: 0 - micros }, isCounted);
}

function count(value: TrailingValue, money: Money, isCounted: boolean): void {
  value.sums = added(value.sums, money);
  if (isCounted) value.counted = added(value.counted, money);
}

function added(sums: readonly Money[], money: Money): Money[] {
  return addMoney(sums, money).filter(({ units, micros }) => units !== 0 || micros !== 0);
}
