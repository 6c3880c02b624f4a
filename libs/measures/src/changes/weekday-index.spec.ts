import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import { normalQuantile } from '../statistics/normal.js';
import { selfStartingAlarms } from './self-starting-cusum.js';
import { weekdayIndex, withoutSeason } from './weekday-index.js';

const week = [10, 20, 15, 15, 10, 0, 0];
const weeks = (count: number, factor: (week: number) => number = () => 1): number[] =>
  Array.from({ length: count }, (_, at) => week.map((value) => value * factor(at))).flat();

describe('the index of weekdays', () => {
  it('is each day against its week, Monday first', () => {
    const index = [1, 2, 1.5, 1.5, 1, 0, 0].map((ratio) => expect.closeTo(ratio, 12));
    expect(weekdayIndex(weeks(8), 1)).toEqual(index);
    expect(weekdayIndex([0, ...weeks(9)], 7)).toEqual(index);
  });

  it('stays as it is when the level changes within the series', () => {
    const steady = weekdayIndex(weeks(30), 1)!;
    const risen = weekdayIndex(
      weeks(30, (at) => (at < 10 ? 1 : 5)),
      1,
    )!;
    risen.forEach((ratio, at) => expect(ratio).toBeCloseTo(steady[at]!, 12));
  });

  it('needs eight whole weeks that were measured and above 0', () => {
    const eight = weeks(8);
    expect(weekdayIndex(eight.slice(0, -1), 1)).toBeUndefined();
    for (const odd of [Number.NaN, -1, Infinity]) expect(weekdayIndex([...eight.slice(0, -1), odd], 1)).toBeUndefined();
    expect(weekdayIndex([...weeks(7), ...Array<number>(7).fill(0)], 1)).toBeUndefined();
    for (const odd of [0, 8, 1.5, Number.NaN]) expect(weekdayIndex(eight, odd)).toBeUndefined();
  });

  it('has the mean 1', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 56, maxLength: 120 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 7 }), (days, first) => {
        const index = weekdayIndex(days, first);
        if (index !== undefined) expect(index.reduce((sum, ratio) => sum + ratio, 0)).toBeCloseTo(7, 10);
      }),
    );
  });

  it('taken out leaves the level, and nothing where nothing is to be expected', () => {
    const index = weekdayIndex(weeks(8), 1)!;
    expect(withoutSeason(20, index, 2)).toBeCloseTo(10, 12);
    expect(withoutSeason(20, index, 2, 2)).toBeCloseTo(5, 12);
    expect([withoutSeason(3, index, 7), withoutSeason(3, index, 8), withoutSeason(Number.NaN, index, 1)]).toEqual(
      Array(3).fill(undefined),
    );
    expect([0, -1, Number.NaN].map((month) => withoutSeason(3, index, 1, month))).toEqual(Array(3).fill(undefined));
  });

  it('lets a CUSUM see within days a fall of the level that weekdays hide for longer', () => {
    // Volumes with quiet weekends fall by 30 % after 182 days; the index is that of the first 84.
    const fallsAt = 182;
    const shape = [1.2, 1.4, 1.3, 1.2, 1.1, 0.4, 0.4];
    const delays = Array.from({ length: 21 }, (_, seed) => {
      const uniform = mulberry32(seed);
      const volumes = Array.from({ length: 300 }, (_, day) => {
        const level = 100 * (day < fallsAt ? 1 : 0.7) * shape[day % 7]!;
        return level + Math.sqrt(level) * normalQuantile(uniform() || 0.5);
      });
      const index = weekdayIndex(volumes.slice(0, 84), 1)!;
      const rest = volumes.map((volume, day) => withoutSeason(volume, index, (day % 7) + 1)!);
      const delay = (values: readonly number[]): number =>
        selfStartingAlarms(values).find((alarm) => alarm.index >= fallsAt)!.index - fallsAt;
      return { rest: delay(rest), raw: delay(volumes) };
    });
    const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    expect(median(delays.map(({ rest }) => rest))).toBeLessThanOrEqual(4);
    expect(median(delays.map(({ raw }) => raw))).toBeGreaterThanOrEqual(10);
  });
});
