import { readFileSync } from 'node:fs';
import type { RepeatTransactions } from '../../libs/measures/src/prediction/repeat-transactions.js';
import { testData } from './test-data.js';

/** One purchase line of CDNOW: who, and on which day (whole days since 1970-01-01). */
export interface Purchase {
  readonly customer: string;
  readonly day: number;
}

const lines = (name: string) =>
  readFileSync(testData('cx', 'cdnow', name), 'utf8')
    .trim()
    .split(/\r?\n/);

const dayOf = (date: string) =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))) / 86_400_000;

/** The purchases of the sample, by customer in the order of the file. */
export function cdnowPurchases(): Purchase[] {
  return lines('CDNOW_sample.txt').map((line) => {
    const [, customer, date] = line.trim().split(/\s+/);
    return { customer: customer!, day: dayOf(date!) };
  });
}

export function cdnowDays(): Map<string, number[]> {
  const days = new Map<string, number[]>();
  for (const { customer, day } of cdnowPurchases()) {
    days.set(customer, [...(days.get(customer) ?? []), day]);
  }
  return days;
}

/** 1997-09-30: the end of week 39. */
export const cdnowCut = dayOf('19970930');
/** 1998-06-30: the last day of the sample, 39 weeks later. */
export const cdnowEnd = dayOf('19980630');

/** (x, t_x, T) in weeks, as the summary prints it. */
export function cdnowSummary(): RepeatTransactions[] {
  return rowsOf('cdnow_customers_summary.csv').map((row) => ({
    x: Number(row['frequency']),
    tx: Number(row['recency']),
    T: Number(row['T']),
  }));
}

export function rowsOf(name: string): Record<string, string>[] {
  const [header, ...rows] = lines(name).map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(header!.map((column, i) => [column, row[i]!])));
}
