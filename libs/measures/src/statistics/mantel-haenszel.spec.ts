import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mantelHaenszel, type FourfoldTable } from './mantel-haenszel.js';

const count = fc.integer({ min: 0, max: 60 });
const table = fc.tuple(count, count, count, count);
const tables = fc.array(table, { maxLength: 6 });

/** Kidney stones, by size (Charig et al. 1986): the open operation is better for small ones and for large ones. */
const kidneyStones: readonly FourfoldTable[] = [
  [81, 6, 234, 36],
  [192, 71, 55, 25],
];

describe('the Mantel–Haenszel comparison', () => {
  it('warns where the sum says the opposite of the strata', () => {
    const found = mantelHaenszel(kidneyStones);
    expect(found.riskDifference).toBeGreaterThan(0);
    expect(found.crudeRiskDifference).toBeLessThan(0);
    expect(found.reverses).toBe(true);
    expect(mantelHaenszel(kidneyStones.map(([a, b, c, d]) => [c, d, a, b])).reverses).toBe(true);
    expect(mantelHaenszel([kidneyStones[0]!]).reverses).toBe(false);
  });

  it('warns of nothing where the strata cancel to the last bit of rounding', () => {
    // 1/10 + 2/10 − 3/10, which is no 0 in doubles; the last one counts in the sum only.
    const cancelling: readonly FourfoldTable[] = [
      [1, 2, 2, 5],
      [2, 1, 4, 3],
      [0, 3, 1, 6],
      [0, 0, 5, 0],
    ];
    const found = mantelHaenszel(cancelling);
    expect(found.riskDifference).toBeGreaterThan(0);
    expect(found.riskDifference).toBeCloseTo(0, 15);
    expect(found.crudeRiskDifference).toBeLessThan(-0.1);
    expect(found.reverses).toBe(false);
    expect(mantelHaenszel(cancelling.map(([a, b, c, d]) => [c, d, a, b])).reverses).toBe(false);
  });

  it('is with one stratum the plain difference, with its unpooled error, and the plain odds ratio, with Woolf’s', () => {
    fc.assert(
      fc.property(fc.tuple(...Array<typeof count>(4).fill(fc.integer({ min: 1, max: 60 }))), ([a, b, c, d]) => {
        const found = mantelHaenszel([[a!, b!, c!, d!]]);
        const [n1, n0] = [a! + b!, c! + d!];
        const se = Math.sqrt((a! * b!) / n1 ** 3 + (c! * d!) / n0 ** 3);
        expect(found.riskDifference).toBeCloseTo(a! / n1 - c! / n0, 12);
        expect(found.crudeRiskDifference).toBeCloseTo(a! / n1 - c! / n0, 12);
        expect(found.seGreenlandRobins).toBeCloseTo(se, 12);
        expect(found.seSato).toBeCloseTo(se, 12);
        expect(found.oddsRatio).toBeCloseTo((a! * d!) / (b! * c!), 9);
        expect(found.seLnOddsRatio).toBeCloseTo(Math.sqrt(1 / a! + 1 / b! + 1 / c! + 1 / d!), 12);
      }),
    );
  });

  it('says the opposite when the arms are swapped, and the same in any order of the strata', () => {
    fc.assert(
      fc.property(tables, (strata) => {
        const found = mantelHaenszel(strata);
        const swapped = mantelHaenszel(strata.map(([a, b, c, d]) => [c, d, a, b]));
        const turned = mantelHaenszel(strata.toReversed());
        expectClose(swapped.riskDifference, found.riskDifference && -found.riskDifference);
        expectClose(swapped.rdLow, found.rdHigh && -found.rdHigh);
        expectClose(swapped.seGreenlandRobins, found.seGreenlandRobins);
        expectClose(turned.riskDifference, found.riskDifference);
        expectClose(turned.seSato, found.seSato);
        expectClose(turned.oddsRatio, found.oddsRatio);
        expectClose(turned.seLnOddsRatio, found.seLnOddsRatio);
        expect([swapped.reverses, turned.reverses]).toEqual([found.reverses, found.reverses]);
      }),
    );
  });

  it('lies between the differences of the strata', () => {
    fc.assert(
      fc.property(tables, (strata) => {
        const { riskDifference, perStratum } = mantelHaenszel(strata);
        if (riskDifference === undefined) return expect(perStratum).toEqual([]);
        expect(riskDifference).toBeGreaterThanOrEqual(Math.min(...perStratum) - 1e-12);
        expect(riskDifference).toBeLessThanOrEqual(Math.max(...perStratum) + 1e-12);
      }),
    );
  });

  it('has no value where none is defined', () => {
    const none = mantelHaenszel([]);
    expect(none).toMatchObject({ perStratum: [], reverses: false });
    for (const strata of [[], [[0, 0, 0, 0]], [[3, 4, 0, 0]]] as const) {
      const found = mantelHaenszel(strata);
      const values = [found.riskDifference, found.seSato, found.rdLow, found.oddsRatio, found.crudeRiskDifference];
      expect(values).toEqual(values.map(() => undefined));
    }
    // Crude values are there of arms that no stratum has both of.
    expect(
      mantelHaenszel([
        [3, 1, 0, 0],
        [0, 0, 1, 1],
      ]).crudeRiskDifference,
    ).toBe(0.25);
    // An odds ratio of 0 has no error on the scale of logarithms, an infinite one is none.
    expect(mantelHaenszel([[0, 5, 3, 4]])).toMatchObject({ oddsRatio: 0, seLnOddsRatio: undefined });
    expect(mantelHaenszel([[3, 4, 0, 5]])).toMatchObject({ oddsRatio: undefined, seLnOddsRatio: undefined });
  });

  it('never has an error that is no number', () => {
    const sparse = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(sparse, sparse, sparse, sparse), { maxLength: 4 }), (strata) => {
        const { riskDifference, seSato, seGreenlandRobins } = mantelHaenszel(strata);
        if (riskDifference === undefined) return;
        expect(seSato).toBeGreaterThanOrEqual(0);
        expect(seGreenlandRobins).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([[[1, 2, 3, -1]], [[1.5, 2, 3, 4]], [[NaN, 2, 3, 4]]] as const)('takes no %j', (stratum) => {
    expect(() => mantelHaenszel([stratum])).toThrow(RangeError);
  });
});

function expectClose(actual: number | undefined, expected: number | undefined): void {
  if (expected === undefined) expect(actual).toBeUndefined();
  else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}
