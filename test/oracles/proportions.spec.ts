import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { promiseRate } from '#measures/promises/promise-rate.js';
import { z95 } from '#measures/statistics/normal.js';
import { effortOf } from '#measures/voice/effort-score.js';
import { promoterScore } from '#measures/voice/promoter-score.js';
import { leastAnswers } from '#measures/voice/survey-summary.js';
import { wilsonInterval } from '#measures/voice/wilson.js';
import { testData } from './test-data.js';

interface Golden {
  readonly z: number;
  readonly npsCases: readonly {
    readonly promoters: number;
    readonly passives: number;
    readonly detractors: number;
    readonly nps: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly lowClipped: number | null;
    readonly highClipped: number | null;
    readonly shown: 'answers only' | 'interval';
  }[];
  readonly wilsonCases: readonly {
    readonly successes: number;
    readonly n: number;
    readonly share: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  readonly betaCases: readonly {
    readonly kept: number;
    readonly broken: number;
    readonly rate: number | null;
    readonly posteriorMean: number;
    readonly low: number;
    readonly high: number;
  }[];
}

interface Published {
  readonly ces_mean: {
    readonly scale: readonly [number, number];
    readonly counts: Readonly<Record<string, number>>;
    readonly mean: number;
  };
  readonly nps_variance: {
    readonly p_promoter: number;
    readonly p_passive: number;
    readonly p_detractor: number;
    readonly nps: number;
    readonly variance_single_response: number;
  };
}

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'proportions.json'), 'utf8')) as Golden;
const published = JSON.parse(readFileSync(testData('cx', 'metrics_published_examples.json'), 'utf8')) as Published;
const tolerance = { nps: 1e-9, wilson: 1e-12, beta: 1e-9 };

function expectNear(actual: number | undefined, expected: number | null, absolute: number): void {
  if (expected === null) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(absolute);
}

describe('the proportions of the golden vectors', () => {
  it('are all there, with the same z', () => {
    expect([golden.npsCases.length, golden.wilsonCases.length, golden.betaCases.length]).toEqual([15, 13, 12]);
    expect(z95).toBe(golden.z);
  });

  it.each(golden.npsCases)('NPS of $promoters, $passives, $detractors', (expected) => {
    const found = promoterScore(expected);
    expectNear(found?.score, expected.nps, tolerance.nps);
    expectNear(found?.uncutLow, expected.low, tolerance.nps);
    expectNear(found?.uncutHigh, expected.high, tolerance.nps);
    expectNear(found?.low, expected.lowClipped, tolerance.nps);
    expectNear(found?.high, expected.highClipped, tolerance.nps);
    expect((found?.n ?? 0) >= leastAnswers).toBe(expected.shown === 'interval');
  });

  it.each(golden.wilsonCases)('Wilson of $successes in $n', (expected) => {
    const found = wilsonInterval(expected.successes, expected.n);
    expectNear(found?.share, expected.share, tolerance.wilson);
    expectNear(found?.low, expected.low, tolerance.wilson);
    expectNear(found?.high, expected.high, tolerance.wilson);
    if (found !== undefined && expected.successes === 0) expect(found.low).toBe(0);
    if (found !== undefined && expected.successes === expected.n) expect(found.high).toBe(1);
  });

  it.each(golden.betaCases)('promises: $kept kept, $broken broken', (expected) => {
    const found = promiseRate(expected)!;
    expectNear(found.rate, expected.rate, tolerance.beta);
    expectNear(found.posteriorMean, expected.posteriorMean, tolerance.beta);
    expectNear(found.low, expected.low, tolerance.beta);
    expectNear(found.high, expected.high, tolerance.beta);
  });
});

describe('examples printed on public pages', () => {
  it('of the mean effort', () => {
    const { scale, counts, mean } = published.ces_mean;
    const scores = Object.entries(counts).flatMap(([score, n]) => Array<number>(n).fill(Number(score)));
    const found = effortOf(scores, { min: scale[0], max: scale[1] }, 'higher-is-better')!;
    expect(found.mean.toFixed(2)).toBe(mean.toFixed(2));
    expect(found.mean).toBe(mean);
    expect(found.easy.share).toBe(0.46);
  });

  it('of the variance behind the interval of a promoter score', () => {
    // With n answers in the printed shares the interval is that of the variance of one answer, 5/9, over n, as n grows.
    const { p_promoter, p_passive, p_detractor, nps, variance_single_response } = published.nps_variance;
    const n = 6_000_000;
    const [promoters, passives, detractors] = [p_promoter, p_passive, p_detractor].map((share) =>
      Math.round(share * n),
    );
    const found = promoterScore({ promoters: promoters!, passives: passives!, detractors: detractors! })!;
    expect(found.score / 100).toBeCloseTo(nps, 9);
    expect((((found.high - found.low) / 200 / z95) ** 2 * n) / variance_single_response).toBeCloseTo(1, 5);
  });

  it('of the adjusted Wald interval: its rule, worked by hand', () => {
    // 10 promoters, 5 passives, 5 detractors: n + 3 = 23, 10.75 and 5.75.
    const [p, d] = [10.75 / 23, 5.75 / 23];
    const half = z95 * Math.sqrt((p + d - (p - d) ** 2) / 23);
    const found = promoterScore({ promoters: 10, passives: 5, detractors: 5 })!;
    expect([found.low, found.high]).toEqual([
      expect.closeTo(100 * (p - d - half), 10),
      expect.closeTo(100 * (p - d + half), 10),
    ]);
  });
});
