import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { benjaminiHochberg } from '#measures/statistics/benjamini-hochberg.js';
import { mannWhitney } from '#measures/statistics/mann-whitney.js';
import { mantelHaenszel, type FourfoldTable, type MantelHaenszel } from '#measures/statistics/mantel-haenszel.js';
import { twoProportions } from '#measures/statistics/two-proportions.js';
import { testData } from './test-data.js';

interface Golden {
  readonly mantelHaenszelCases: readonly (StratifiedTruth & {
    readonly why: string;
    readonly strata: readonly FourfoldTable[];
    readonly perStratum: readonly number[];
  })[];
  readonly benjaminiHochbergCases: readonly {
    readonly why: string;
    readonly p: readonly number[];
    readonly q: readonly number[];
  }[];
  readonly twoProportionCases: readonly {
    readonly a: number;
    readonly n: number;
    readonly c: number;
    readonly m: number;
    readonly difference: number | null;
    readonly z: number | null;
    readonly p: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  readonly mannWhitneyCases: readonly {
    readonly why: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly U: number | null;
    readonly z: number | null;
    readonly p: number | null;
    readonly commonLanguage: number | null;
  }[];
}

const stratifiedFigures = [
  'riskDifference',
  'seGreenlandRobins',
  'seSato',
  'rdLow',
  'rdHigh',
  'oddsRatio',
  'seLnOddsRatio',
  'crudeRiskDifference',
  'crudeOddsRatio',
] as const satisfies readonly (keyof MantelHaenszel)[];
type StratifiedTruth = { readonly [Figure in (typeof stratifiedFigures)[number]]: number | null };

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'comparisons.json'), 'utf8')) as Golden;
const relative = { all: 1e-9, p: 1e-8 };

function expectNear(actual: number | undefined, expected: number | null, tolerance = relative.all): void {
  if (expected === null) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(Math.max(1e-12, tolerance * Math.abs(expected)));
}

describe('the comparisons of the golden vectors', () => {
  it('are all there', () => {
    expect(Object.values(golden).flatMap((value) => (Array.isArray(value) ? [value.length] : []))).toEqual([
      5, 8, 8, 8,
    ]);
  });

  it.each(golden.mantelHaenszelCases)('Mantel–Haenszel: $why', (expected) => {
    const found = mantelHaenszel(expected.strata);
    for (const figure of stratifiedFigures) expectNear(found[figure], expected[figure]);
    expect(found.perStratum).toHaveLength(expected.perStratum.length);
    for (const [i, difference] of expected.perStratum.entries()) expectNear(found.perStratum[i], difference);
    expect(found.reverses).toBe(expected.why.startsWith('Simpson reversal'));
  });

  it.each(golden.benjaminiHochbergCases)('Benjamini–Hochberg: $why', ({ p, q }) => {
    const found = benjaminiHochberg(p);
    expect(found).toHaveLength(q.length);
    for (const [i, expected] of q.entries()) expectNear(found[i], expected);
  });

  it.each(golden.twoProportionCases)('two proportions: $a of $n, $c of $m', (expected) => {
    const found = twoProportions({ successes: expected.a, n: expected.n }, { successes: expected.c, n: expected.m });
    expectNear(found?.difference, expected.difference);
    expectNear(found?.z, expected.z);
    expectNear(found?.p, expected.p, relative.p);
    expectNear(found?.low, expected.low);
    expectNear(found?.high, expected.high);
  });

  it.each(golden.mannWhitneyCases)('Mann–Whitney: $why', ({ x, y, ...expected }) => {
    for (const found of [
      mannWhitney(x, y),
      // As columns that are sorted already.
      mannWhitney(Float64Array.from(x).sort(), Float64Array.from(y).sort()),
    ]) {
      expectNear(found?.u, expected.U, 0);
      expectNear(found?.z, expected.z);
      expectNear(found?.p, expected.p, relative.p);
      expectNear(found?.commonLanguage, expected.commonLanguage);
    }
  });
});
