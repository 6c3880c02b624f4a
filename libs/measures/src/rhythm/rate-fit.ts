import { digamma, lnGamma, trigamma } from '#measures/statistics/gamma.js';
import { fallingRoot } from './falling-root.js';
import { fewestGaps } from './rhythm.js';
import { assertGap } from './shape-estimate.js';

/** How the rates of the relationships of a segment are distributed. */
export interface RateFit {
  readonly r: number;
  readonly alpha: number;
  readonly logLikelihood: number;
  readonly standardErrors: { readonly r: number; readonly alpha: number; readonly covariance: number };
  /** Relationships and gaps that took part. */
  readonly relationships: number;
  readonly gaps: number;
}

/**
 * Why there is no fit:
 *
 * - `too-few-gaps`: no relationship with at least 4 gaps that took any time;
 * - `rates-do-not-differ`: the relationships are as alike as if they had one rate, as a single one always is; then the
 *   likelihood rises for ever with r, and no finite r is the likeliest.
 */
export type NoRateFit = { readonly noFit: 'too-few-gaps' | 'rates-do-not-differ' };

/** Rates that differ by less than a hundredth of their mean (1/√r) do not differ. */
const greatestR = 10_000;

/**
 * (r, α) of the greatest likelihood given k, over completed gaps (definitions.md §1.2): for a relationship with x gaps gᵢ
 * of sum t, ln L = ln Γ(r+kx) − ln Γ(r) + r ln α − (r+kx) ln(α+t) − x ln Γ(k) + (k−1) Σ ln gᵢ; the gamma mixture of gamma
 * gaps (Ehrenberg 1959 for k = 1, Chatfield & Goodhardt 1973 for k = 2). For each r the best α is found first, then the
 * r where that profile is highest. Standard errors are from the inverse of the observed information.
 *
 * A gap of no operational time counts in x and t; its logarithm, which does not depend on (r, α), is left out of ln L.
 *
 * @param relationships the completed gaps of each, in operational days; those with fewer than 4 are left out
 * @param k shape, above 0
 * @throws RangeError for a gap that is below 0 or not finite, or another k
 */
export function fitRates(relationships: readonly (readonly number[])[], k: number): RateFit | NoRateFit {
  const sample = sampleOf(relationships, k);
  if (sample.shapes.length === 0) return { noFit: 'too-few-gaps' };
  const lnMeanRate = Math.log(sum(sample.shapes) / sum(sample.spans));
  const lnAlphaOf = (lnR: number): number => fallingRoot((at) => alphaScore(sample, lnR, at), lnR - lnMeanRate);
  const score = (lnR: number) => profileScore(sample, lnR, lnAlphaOf(lnR));
  if (score(Math.log(greatestR)).value >= 0) return { noFit: 'rates-do-not-differ' };
  const lnR = fallingRoot(score, 0);
  const [r, alpha] = [Math.exp(lnR), Math.exp(lnAlphaOf(lnR))];
  const information = informationAt(sample, r, alpha);
  const determinant = information.rr * information.alphaAlpha - information.rAlpha ** 2;
  if (!(determinant > 0)) return { noFit: 'rates-do-not-differ' };
  return {
    r,
    alpha,
    logLikelihood: logLikelihoodAt(sample, r, alpha),
    standardErrors: {
      r: Math.sqrt(information.alphaAlpha / determinant),
      alpha: Math.sqrt(information.rr / determinant),
      covariance: -information.rAlpha / determinant,
    },
    relationships: sample.shapes.length,
    gaps: sample.gaps,
  };
}

/** What the likelihood needs of each relationship: k·x and t; and the rest of it, which does not depend on (r, α). */
interface Sample {
  readonly shapes: Float64Array;
  readonly spans: Float64Array;
  readonly gaps: number;
  readonly constant: number;
}

function sampleOf(relationships: readonly (readonly number[])[], k: number): Sample {
  const used = relationships.filter((gaps) => gaps.length >= fewestGaps && gaps.some((gap) => gap !== 0));
  const shapes = Float64Array.from(used, (gaps) => k * gaps.length);
  const spans = new Float64Array(used.length);
  let [gaps, logarithms] = [0, 0];
  for (const [i, each] of used.entries()) {
    gaps += each.length;
    for (const gap of each) {
      assertGap(gap);
      spans[i]! += gap;
      if (gap > 0) logarithms += Math.log(gap);
    }
  }
  return { shapes, spans, gaps, constant: (k - 1) * logarithms - gaps * lnGamma(k) };
}

/** ∂ ln L/∂ ln α and its slope in ln α; falls from n·r to −Σkx. */
function alphaScore({ shapes, spans }: Sample, lnR: number, lnAlpha: number): { value: number; slope: number } {
  const [r, alpha] = [Math.exp(lnR), Math.exp(lnAlpha)];
  let [value, slope] = [0, 0];
  for (let i = 0; i < shapes.length; i++) {
    const past = alpha + spans[i]!;
    const part = ((r + shapes[i]!) * alpha) / past;
    value += r - part;
    slope -= (part * spans[i]!) / past;
  }
  return { value, slope };
}

/** ∂ ln L/∂r along the best α of each r, and its slope in ln r. */
function profileScore(sample: Sample, lnR: number, lnAlpha: number): { value: number; slope: number } {
  const { shapes, spans } = sample;
  const [r, alpha] = [Math.exp(lnR), Math.exp(lnAlpha)];
  const digammaR = digamma(r);
  let value = 0;
  for (let i = 0; i < shapes.length; i++) value += digamma(r + shapes[i]!) - digammaR - Math.log1p(spans[i]! / alpha);
  const { rr, rAlpha, alphaAlpha } = informationAt(sample, r, alpha);
  return { value, slope: -r * (rr - rAlpha ** 2 / alphaAlpha) };
}

/** Minus the second derivatives of ln L in r and α. */
function informationAt({ shapes, spans }: Sample, r: number, alpha: number) {
  const trigammaR = trigamma(r);
  let [rr, rAlpha, alphaAlpha] = [0, 0, 0];
  for (let i = 0; i < shapes.length; i++) {
    const past = alpha + spans[i]!;
    rr += trigammaR - trigamma(r + shapes[i]!);
    rAlpha -= spans[i]! / (alpha * past);
    alphaAlpha += r / (alpha * alpha) - (r + shapes[i]!) / (past * past);
  }
  return { rr, rAlpha, alphaAlpha };
}

function logLikelihoodAt({ shapes, spans, constant }: Sample, r: number, alpha: number): number {
  const lnGammaR = lnGamma(r);
  let value = constant;
  for (let i = 0; i < shapes.length; i++) {
    const shape = shapes[i]!;
    value += lnGamma(r + shape) - lnGammaR - r * Math.log1p(spans[i]! / alpha) - shape * Math.log(alpha + spans[i]!);
  }
  return value;
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
