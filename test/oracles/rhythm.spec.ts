import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fitRates } from '#measures/rhythm/rate-fit.js';
import { fitRhythm } from '#measures/rhythm/rhythm-fit.js';
import { estimateShape } from '#measures/rhythm/shape-estimate.js';
import { testData } from './test-data.js';

interface ExpectedShape {
  readonly pairs: number;
  readonly v: number;
  readonly kRaw: number | null;
  readonly k: number;
}

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'rhythm.json'), 'utf8')) as {
  readonly small: readonly {
    readonly why: string;
    readonly gaps: readonly (readonly number[])[];
    readonly expected: ExpectedShape | null;
  }[];
  readonly segments: readonly {
    readonly name: string;
    readonly relationships: readonly (readonly [gaps: readonly number[], silence: number])[];
    readonly relationshipsUsed: number;
    readonly gapsUsed: number;
    readonly wheatMorrison: ExpectedShape;
    readonly fit: {
      readonly kGiven: number;
      readonly r: number;
      readonly alpha: number;
      readonly logLikelihood: number;
      readonly seR: number;
      readonly seAlpha: number;
      readonly covRAlpha: number;
    };
  }[];
};

function expectNear(actual: number | undefined, expected: number, relative: number): void {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

function expectShape(gaps: readonly (readonly number[])[], expected: ExpectedShape): void {
  const shape = estimateShape(gaps)!;
  expect(shape.pairs).toBe(expected.pairs);
  expectNear(shape.v, expected.v, 1e-11);
  if (expected.kRaw === null) expect(shape.kRaw).toBeUndefined();
  else expectNear(shape.kRaw, expected.kRaw, 1e-11);
  expectNear(shape.k, expected.k, 1e-11);
}

describe('the rhythm of a segment', () => {
  it.each(golden.small)('has the shape of Wheat and Morrison: $why', ({ gaps, expected }) => {
    if (expected === null) expect(estimateShape(gaps)).toBeUndefined();
    else expectShape(gaps, expected);
  });

  it.each(golden.segments)(
    'is fitted to segment $name',
    ({ relationships, relationshipsUsed, gapsUsed, ...expected }) => {
      const gaps = relationships.map(([each]) => each);
      expectShape(gaps, expected.wheatMorrison);
      const { fit } = expected;
      const found = fitRates(gaps, fit.kGiven);
      if ('noFit' in found) throw new Error(found.noFit);
      expect(found.relationships).toBe(relationshipsUsed);
      expect(found.gaps).toBe(gapsUsed);
      expectNear(found.r, fit.r, 1e-6);
      expectNear(found.alpha, fit.alpha, 1e-6);
      expect(Math.abs(found.logLikelihood - fit.logLikelihood)).toBeLessThanOrEqual(1e-6);
      expectNear(found.standardErrors.r, fit.seR, 1e-4);
      expectNear(found.standardErrors.alpha, fit.seAlpha, 1e-4);
      expectNear(found.standardErrors.covariance, fit.covRAlpha, 1e-4);

      // The golden fit takes k with four decimals; the whole fit takes the one that it estimated.
      const whole = fitRhythm(gaps);
      if ('noFit' in whole) throw new Error(whole.noFit);
      expect(whole.k).toBe(estimateShape(gaps)!.k);
      expectNear(whole.r, fit.r, 1e-3);
      expectNear(whole.alpha, fit.alpha, 1e-3);
    },
  );
});
