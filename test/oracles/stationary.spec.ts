import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { falseAlarmsOf } from './stationary-portfolio.js';
import { testData } from './test-data.js';

interface Count {
  readonly count: number;
}

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'stationary.json'), 'utf8')) as {
  readonly combinations: readonly {
    readonly meanGap: number;
    readonly k: number;
    readonly r: number;
    readonly alpha: number;
    readonly seed: number;
    readonly draws: number;
    readonly completedGaps: number;
    readonly silence: Count;
    readonly decline: Count;
    readonly growth: Count;
  }[];
};

describe('a portfolio in which nothing changes', () => {
  it('comes in 12 kinds', () => expect(golden.combinations).toHaveLength(12));

  it.each(golden.combinations)('raises so many false alarms: k = $k, a gap of $meanGap days', (portfolio) => {
    expect(falseAlarmsOf(portfolio)).toEqual({
      completedGaps: portfolio.completedGaps,
      draws: portfolio.draws,
      silence: portfolio.silence.count,
      decline: portfolio.decline.count,
      growth: portfolio.growth.count,
    });
  });
});
