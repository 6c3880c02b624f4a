import { describe, expect, it } from '@jest/globals';
import { fitMonthIndex, type MonthIndexFit } from './month-index.js';
import { openEveryDay } from './operational-time.js';

const day = 86_400_000;
const everyDay = openEveryDay('UTC');
const weekdaysOnly = { ...everyDay, hours: everyDay.hours.slice(0, 5) };

/** A count for each day from the first to the last, as a rate says. */
function daily(from: string, through: string, rate: (date: Date) => number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = Date.parse(from); at <= Date.parse(through); at += day) {
    const date = new Date(at);
    counts.set(date.toISOString().slice(0, 10), rate(date));
  }
  return counts;
}

function indexOf(fit: MonthIndexFit): readonly number[] {
  if (fit.kind !== 'fitted') throw new Error(fit.reason);
  return fit.index;
}

describe('the month index', () => {
  const observed = { from: '2022-01-01', through: '2023-12-31' };

  it('finds the season that made the counts', () => {
    const season = (date: Date): number => (date.getUTCMonth() === 7 ? 300 : 1_000);
    const fit = fitMonthIndex(daily('2022-01-01', '2023-12-31', season), observed, everyDay);
    const mean = (334 * 1_000 + 31 * 300) / 365;
    const index = indexOf(fit);
    expect(index[7]).toBeCloseTo(300 / mean, 2);
    expect(index[0]).toBeCloseTo(1_000 / mean, 2);
    expect(fit).toMatchObject({ years: 2, contactDays: 2 * (334 * 1_000 + 31 * 300) });
  });

  it('has a mean of 1 over the open days, and knows months with fewer of them', () => {
    const flat = (date: Date): number => (date.getUTCDay() % 6 === 0 ? 0 : 10);
    const index = indexOf(fitMonthIndex(daily('2022-01-01', '2023-12-31', flat), observed, weekdaysOnly));
    for (const value of index) expect(value).toBeCloseTo(1, 9);
  });

  it('takes steady growth for no season', () => {
    const growing = (date: Date): number => 50 * 1.5 ** ((date.getTime() - Date.UTC(2022)) / day / 365);
    const index = indexOf(fitMonthIndex(daily('2022-01-01', '2023-12-31', growing), observed, everyDay));
    for (const value of index) expect(Math.abs(value - 1)).toBeLessThan(0.01);
  });

  it('uses whole years only, the latest', () => {
    const from = '2021-05-17';
    const odd = (date: Date): number => (date < new Date('2021-08-01') ? 1_000 : 10);
    const counts = daily(from, '2023-08-13', odd);
    const fit = fitMonthIndex(counts, { from, through: '2023-08-13' }, everyDay);
    expect(fit).toMatchObject({ kind: 'fitted', years: 2, contactDays: 7_300 });
    for (const value of indexOf(fit)) expect(value).toBeCloseTo(1, 9);
  });

  it('is never 0, also where nothing happens', () => {
    const closed = (date: Date): number => (date.getUTCMonth() === 7 ? 0 : 1);
    const index = indexOf(fitMonthIndex(daily('2022-01-01', '2023-12-31', closed), observed, everyDay));
    expect(index[7]).toBeGreaterThan(0);
    expect(index[7]).toBeLessThan(0.25);
  });

  it('leaves chance alone: what twelve months differ by anyway is no season', () => {
    // 200 a year: 33 contact-days a month in two years, give or take 6.
    const fewer = (date: Date): number => ([1, 4, 8].includes(date.getUTCMonth()) ? 15 / 30 : 18 / 30);
    const index = indexOf(fitMonthIndex(daily('2022-01-01', '2023-12-31', fewer), observed, everyDay));
    for (const value of index) expect(value).toBeCloseTo(1, 9);
  });

  it('draws towards 1 by hand: eleven months of 100 and one of 40', () => {
    // Open on the first of each month only, so that all months are equal.
    const days = [];
    for (let at = Date.UTC(2022); at < Date.UTC(2024); at += day) {
      const date = new Date(at);
      if (date.getUTCDate() !== 1) days.push(date.toISOString().slice(0, 10));
    }
    const firsts = (date: Date): number => (date.getUTCDate() !== 1 ? 0 : date.getUTCMonth() === 7 ? 20 : 50);
    const onlyFirsts = { ...everyDay, holidays: days };
    const index = indexOf(fitMonthIndex(daily('2022-01-01', '2023-12-31', firsts), observed, onlyFirsts));
    // Expected 95 each: chi² = (11 · 25 + 3,025) / 95; variance (chi² − 11) / (1,140 − 95).
    const prior = 1_045 / (3_300 / 95 - 11);
    expect(index[7]).toBeCloseTo((40 + prior) / (95 + prior), 9);
    expect(index[0]).toBeCloseTo((100 + prior) / (95 + prior), 9);
  });

  it('is not fitted to less than two years, nor to fewer than 200 contact-days in one of them', () => {
    const short = fitMonthIndex(
      daily('2022-01-02', '2023-12-31', () => 9),
      { ...observed, from: '2022-01-02' },
      everyDay,
    );
    expect(short).toEqual({ kind: 'not-fitted', reason: 'less-than-two-years' });
    const empty = fitMonthIndex(new Map(), { from: '2023-01-01', through: '2022-01-01' }, everyDay);
    expect(empty).toEqual({ kind: 'not-fitted', reason: 'less-than-two-years' });
    const thin = daily('2022-01-01', '2023-12-31', (date) => (date.getUTCFullYear() === 2022 ? 9 : 0));
    for (let n = 0; n < 199; n++) thin.set(new Date(Date.UTC(2023) + n * day).toISOString().slice(0, 10), 1);
    expect(fitMonthIndex(thin, observed, everyDay)).toEqual({ kind: 'not-fitted', reason: 'too-few-contact-days' });
    thin.set('2023-12-31', 1);
    expect(fitMonthIndex(thin, observed, everyDay).kind).toBe('fitted');
  });
});
