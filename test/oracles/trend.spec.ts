import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contactTrend } from '#measures/trend/contact-trend.js';
import { rateRatio } from '#measures/trend/rate-ratio.js';
import { testData } from './test-data.js';

interface Golden {
  readonly cases: readonly {
    readonly recent: number;
    readonly before: number;
    readonly exposureRecent: number;
    readonly exposureBefore: number;
    readonly defined: boolean;
    readonly lnRatio: number | null;
    readonly lnLow: number | null;
    readonly lnHigh: number | null;
  }[];
  readonly windowCases: readonly {
    readonly contactDays: readonly number[];
    readonly today: number;
    readonly usualGap: number;
    readonly w: number;
    readonly recent: number;
    readonly before: number;
    readonly lnRatio: number;
  }[];
}

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'trend.json'), 'utf8')) as Golden;
const ratioTolerance = 1e-12;
const limitTolerance = 1e-8;

function expectNear(actual: number | undefined, expected: number | null, absolute: number): void {
  if (expected === null) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(absolute);
}

describe('the trends of the golden vectors', () => {
  it('are all there', () => {
    expect([golden.cases.length, golden.windowCases.length]).toEqual([22, 6]);
  });

  it.each(golden.cases)('$recent in $exposureRecent against $before in $exposureBefore', (expected) => {
    const { recent, before, exposureRecent, exposureBefore, defined } = expected;
    const found = rateRatio({ count: recent, exposure: exposureRecent }, { count: before, exposure: exposureBefore });
    expect(found.kind === 'too-few').toBe(!defined);
    expectNear('lnRatio' in found ? found.lnRatio : undefined, expected.lnRatio, ratioTolerance);
    expectNear('lnLow' in found ? found.lnLow : undefined, expected.lnLow, limitTolerance);
    expectNear('lnHigh' in found ? found.lnHigh : undefined, expected.lnHigh, limitTolerance);
  });

  it.each(golden.windowCases)('the windows of $w days before day $today', (expected) => {
    const found = contactTrend(expected.contactDays, expected.today);
    expect(found).toMatchObject({ kind: 'between', recent: expected.recent, before: expected.before });
    expectNear(found.windowDays, expected.w, 1e-12);
    expectNear(found.usualGapDays, expected.usualGap, 1e-12);
    expectNear('lnRatio' in found ? found.lnRatio : undefined, expected.lnRatio, ratioTolerance);
  });
});
