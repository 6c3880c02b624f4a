import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fewestInArm, stratifiedEffect, type ExposedCase } from './stratified-effect.js';

/** Cases of a stratum: of the exposed with the outcome and without, of the others with and without. */
function casesOf(stratum: string, [a, b, c, d]: readonly [number, number, number, number]): ExposedCase[] {
  const some = (n: number, exposed: boolean, outcome: boolean) =>
    Array.from({ length: n }, (): ExposedCase => ({ exposed, outcome, stratum }));
  return [...some(a, true, true), ...some(b, true, false), ...some(c, false, true), ...some(d, false, false)];
}

describe('what goes with an exposure', () => {
  it('is warned of where the sum says the opposite of its strata: kidney stones', () => {
    const cases = [...casesOf('small', [81, 6, 234, 36]), ...casesOf('large', [192, 71, 55, 25])];
    const found = stratifiedEffect(cases);
    expect(found).toMatchObject({
      exposed: { successes: 273, n: 350 },
      others: { successes: 289, n: 350 },
      strata: [
        { stratum: 'small', exposed: { successes: 81, n: 87 }, others: { successes: 234, n: 270 } },
        { stratum: 'large', exposed: { successes: 192, n: 263 }, others: { successes: 55, n: 80 } },
      ],
      incomparable: 0,
      reverses: true,
    });
    expect(found).not.toHaveProperty('tooFew');
    expect(found.crude!.difference).toBeCloseTo(-0.045714285714, 10);
    expect(found.stratified!.difference).toBeCloseTo(0.053835570243, 10);
    expect(found.stratified!.low).toBeCloseTo(-0.011929445217, 10);
    expect(found.stratified!.high).toBeCloseTo(0.119600585704, 10);
    expect(found.strata.map(({ difference }) => difference)).toEqual([
      expect.closeTo(0.064367816, 8),
      expect.closeTo(0.042538023, 8),
    ]);
  });

  it('is warned of where the hard matters get the help, built case by case', () => {
    // A call back helps in hard and in easy matters alike, one in ten, but it is made in hard ones, where few are content.
    const seen = new Map<string, number>();
    const cases = Array.from({ length: 1_000 }, (_, i): ExposedCase => {
      const stratum = i % 2 === 0 ? 'hard' : 'easy';
      const isFifth = Math.floor(i / 2) % 5 === 0;
      const exposed = stratum === 'hard' ? !isFifth : isFifth;
      const contentOfTen = (stratum === 'hard' ? 2 : 8) + (exposed ? 1 : 0);
      const before = seen.get(`${stratum} ${exposed}`) ?? 0;
      seen.set(`${stratum} ${exposed}`, before + 1);
      return { exposed, outcome: before % 10 < contentOfTen, stratum };
    });
    const found = stratifiedEffect(cases);
    expect(found.crude!.difference).toBeLessThan(-0.2);
    expect(found.crude!.high).toBeLessThan(0);
    expect(found.stratified!.difference).toBeCloseTo(0.1, 12);
    expect(found.stratified!.low).toBeGreaterThan(0);
    expect(found.reverses).toBe(true);
  });

  it('is one and the same, crude and within strata, where the arms are spread alike', () => {
    const found = stratifiedEffect([...casesOf('x', [30, 10, 20, 20]), ...casesOf('y', [10, 30, 5, 35])]);
    expect(found.crude!.difference).toBeCloseTo(found.stratified!.difference, 12);
    expect(found.reverses).toBe(false);
  });

  it('leaves out strata with one arm only, and says how many cases these are', () => {
    const alone = stratifiedEffect(casesOf('x', [12, 8, 5, 15]));
    const found = stratifiedEffect([...casesOf('x', [12, 8, 5, 15]), ...casesOf('__proto__', [3, 4, 0, 0])]);
    expect(found.incomparable).toBe(7);
    expect(found.stratified).toEqual(alone.stratified);
    expect(found.crude!.difference).toBeCloseTo(0.3055555555, 9);
    expect(found.strata[1]).toEqual({
      stratum: '__proto__',
      exposed: { successes: 3, n: 7 },
      others: { successes: 0, n: 0 },
    });
  });

  it('is not told where there are too few', () => {
    const parted = stratifiedEffect([...casesOf('x', [50, 50, 0, 0]), ...casesOf('y', [0, 0, 50, 50])]);
    expect(parted).toMatchObject({ tooFew: 'no-common-stratum', incomparable: 200, reverses: false });
    const small = stratifiedEffect(casesOf('x', [4, 0, 50, 50]));
    expect(small).toMatchObject({ tooFew: 'small-arm', exposed: { successes: 4, n: 4 } });
    // Many are exposed, but hardly any has others beside it.
    const lonely = stratifiedEffect([...casesOf('x', [50, 50, 0, 0]), ...casesOf('y', [2, 2, 50, 50])]);
    expect(lonely).toMatchObject({ tooFew: 'small-arm', exposed: { n: 104 } });
    for (const found of [parted, small, lonely, stratifiedEffect([])]) {
      expect(found.tooFew).toBeDefined();
      expect(found).not.toHaveProperty('crude');
      expect(found).not.toHaveProperty('stratified');
    }
    expect(stratifiedEffect(casesOf('x', [fewestInArm, 0, 3, 2]))).not.toHaveProperty('tooFew');
  });

  it('is not sure of its limits where hardly any outcome could have come out otherwise (Mantel & Fleiss 1980)', () => {
    const fewOutcomes = (...cases: readonly ExposedCase[]) => stratifiedEffect(cases).fewOutcomes;
    // Of 9 exposed among 572 one is to be expected: none says nothing, however narrow the limits look.
    expect(fewOutcomes(...casesOf('x', [0, 9, 56, 507]))).toBe(true);
    // 10 of 20 exposed, 10 of 40 in all: 5 are to be expected, of 0 to 10 that are possible.
    expect(fewOutcomes(...casesOf('x', [0, 20, 10, 10]))).toBe(false);
    expect(fewOutcomes(...casesOf('x', [0, 20, 9, 11]))).toBe(true);
    // The same where hardly anybody is without: 15 of 20 others and all 20 exposed have it.
    expect(fewOutcomes(...casesOf('x', [20, 0, 10, 10]))).toBe(false);
    expect(fewOutcomes(...casesOf('x', [20, 0, 11, 9]))).toBe(true);
    // Strata count together, and one without an arm counts for nothing.
    const halves = [...casesOf('x', [0, 10, 5, 5]), ...casesOf('y', [0, 10, 5, 5])];
    expect(fewOutcomes(...halves)).toBe(false);
    expect(fewOutcomes(...casesOf('x', [0, 10, 5, 5]), ...casesOf('y', [0, 0, 500, 500]))).toBe(true);
  });

  it('has no limits where nothing varies, and none beyond −1 and 1', () => {
    const found = stratifiedEffect([...casesOf('x', [3, 0, 0, 7]), ...casesOf('y', [5, 0, 0, 9])]);
    expect([found.crude, found.stratified]).toEqual([{ difference: 1 }, { difference: expect.closeTo(1, 12) }]);
    const nearly = stratifiedEffect(casesOf('x', [9, 1, 0, 10]));
    expect(nearly.stratified).toMatchObject({ difference: 0.9, high: 1 });
  });

  it('counts every case once, whatever the order', () => {
    const one = fc.record({
      exposed: fc.boolean(),
      outcome: fc.boolean(),
      stratum: fc.constantFrom('x', 'y', '', '__proto__'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 80 }), (cases) => {
        const found = stratifiedEffect(cases);
        const turned = stratifiedEffect(cases.toReversed());
        expect(found.exposed.n + found.others.n).toBe(cases.length);
        for (const { stratum, exposed, others } of found.strata) {
          const inIt = cases.filter((each) => each.stratum === stratum);
          expect(exposed.n + others.n).toBe(inIt.length);
          expect(exposed.successes).toBe(inIt.filter((each) => each.exposed && each.outcome).length);
        }
        expect(turned.reverses).toBe(found.reverses);
        expect(turned.tooFew).toBe(found.tooFew);
        if (found.stratified) {
          expect(turned.stratified!.difference).toBeCloseTo(found.stratified.difference, 12);
        }
      }),
    );
  });
});
