import { describe, expect, it } from '@jest/globals';
import { lnGamma } from '#measures/statistics/gamma.js';
import { minimise } from '#measures/statistics/minimise.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { fitRates, type RateFit } from './rate-fit.js';
import { fitRhythm } from './rhythm-fit.js';

/** Relationships with gaps of k = 1 and rates of r = 2, α = 20. */
function simulated(relationships: number, gaps: number, seed: number): number[][] {
  const draw = mulberry32(seed);
  const exponential = (): number => -Math.log(1 - draw());
  return Array.from({ length: relationships }, () => {
    const rate = (exponential() + exponential()) / 20;
    return Array.from({ length: gaps }, () => exponential() / rate);
  });
}

/** ln L as it stands in the definition. */
function logLikelihood(relationships: readonly (readonly number[])[], k: number, r: number, alpha: number): number {
  return relationships.reduce((all, gaps) => {
    const t = gaps.reduce((sum, gap) => sum + gap, 0);
    const logarithms = gaps.reduce((sum, gap) => sum + Math.log(gap), 0);
    const shape = r + k * gaps.length;
    const ofRate = lnGamma(shape) - lnGamma(r) + r * Math.log(alpha) - shape * Math.log(alpha + t);
    return all + ofRate - gaps.length * lnGamma(k) + (k - 1) * logarithms;
  }, 0);
}

function fitted(relationships: readonly (readonly number[])[], k: number): RateFit {
  const fit = fitRates(relationships, k);
  if ('noFit' in fit) throw new Error(fit.noFit);
  return fit;
}

describe('the fit of the rates', () => {
  const sample = simulated(300, 8, 5);

  it('finds the parameters of a simulation within its own errors', () => {
    const { r, alpha, standardErrors, relationships, gaps } = fitted(sample, 1);
    expect(Math.abs(r - 2)).toBeLessThan(3 * standardErrors.r);
    expect(Math.abs(alpha - 20)).toBeLessThan(3 * standardErrors.alpha);
    expect(standardErrors.r).toBeLessThan(0.4);
    // A greater r with a greater α is nearly the same rate.
    const correlation = standardErrors.covariance / (standardErrors.r * standardErrors.alpha);
    expect(correlation).toBeGreaterThan(0.5);
    expect(correlation).toBeLessThan(1);
    expect({ relationships, gaps }).toEqual({ relationships: 300, gaps: 2400 });
  });

  it.each([0.5, 1, 3.7])('is the highest place that a search finds, for k = %d', (k) => {
    const fit = fitted(sample, k);
    expect(fit.logLikelihood).toBeCloseTo(logLikelihood(sample, k, fit.r, fit.alpha), 8);
    const found = minimise((at) => -logLikelihood(sample, k, Math.exp(at[0]!), Math.exp(at[1]!)), [0, 1])!;
    expect(found.converged).toBe(true);
    expect(Math.exp(found.at[0]!)).toBeCloseTo(fit.r, 4);
    expect(Math.exp(found.at[1]!)).toBeCloseTo(fit.alpha, 3);
  });

  it('scales with the unit of time', () => {
    const inHours = fitted(
      sample.map((gaps) => gaps.map((gap) => gap * 24)),
      1,
    );
    const inDays = fitted(sample, 1);
    expect(inHours.r).toBeCloseTo(inDays.r, 10);
    expect(inHours.alpha).toBeCloseTo(inDays.alpha * 24, 8);
  });

  it('finds rates that are very unlike', () => {
    const { r, alpha } = fitted(
      [
        [1e-4, 1e-4, 1e-4, 1e-4],
        [10, 10, 10, 10],
        [1e6, 1e6, 1e6, 1e6],
      ],
      1,
    );
    expect(r).toBeGreaterThan(0);
    expect(r).toBeLessThan(0.2);
    expect(alpha).toBeGreaterThan(0);
  });

  it('says why there is none', () => {
    expect(fitRates([], 1)).toEqual({ noFit: 'too-few-gaps' });
    expect(
      fitRates(
        [
          [1, 2, 3],
          [0, 0, 0, 0],
        ],
        1,
      ),
    ).toEqual({ noFit: 'too-few-gaps' });
    expect(fitRates([[3, 5, 4, 6]], 1)).toEqual({ noFit: 'rates-do-not-differ' });
    const alike = Array.from({ length: 500 }, () => [7, 6, 8, 7]);
    expect(fitRates(alike, 20)).toEqual({ noFit: 'rates-do-not-differ' });
  });

  it('counts a gap of no operational time, and takes none that is no length', () => {
    const withZeros = sample.map((gaps, i) => (i % 2 === 0 ? [...gaps, 0] : gaps));
    expect(fitted(withZeros, 2).gaps).toBe(2550);
    expect(fitted(withZeros, 2).logLikelihood).not.toBe(-Infinity);
    expect(() => fitRates([[1, 2, 3, -4]], 1)).toThrow(RangeError);
    expect(() => fitRates([[1, 2, 3, 4]], 0)).toThrow(RangeError);
  });
});

describe('the fit of a rhythm', () => {
  it('is plain JSON with what it rests on', () => {
    const fit = fitRhythm(simulated(200, 12, 9));
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
    expect(fit).toMatchObject({ relationships: 200, gaps: 2400, pairs: 2200 });
    expect('k' in fit && Math.abs(fit.k - 1)).toBeLessThan(0.1);
  });

  it('says why there is none', () => {
    expect(fitRhythm([[1, 2, 3]])).toEqual({ noFit: 'too-few-pairs' });
    expect(fitRhythm([[1, 2, 3, 2]])).toEqual({ noFit: 'rates-do-not-differ' });
  });
});
