import { describe, expect, it } from '@jest/globals';
import { compareCases, type ComparedCases } from './comparison-of-cases.js';

const durations = (n: number, from = 0): Float64Array => Float64Array.from({ length: n }, (_, i) => from + i);
const side: ComparedCases = {
  durationsMs: durations(100),
  open: { successes: 20, n: 100 },
  rework: { successes: 50, n: 100 },
};

describe('two sets of cases as wholes', () => {
  it('differ in how long they last, how many are open and how many have rework', () => {
    const found = compareCases(side, {
      durationsMs: durations(101, 60).toReversed(),
      open: { successes: 50, n: 100 },
      rework: { successes: 15, n: 100 },
    });
    expect(found).toMatchObject({
      duration: { a: { cases: 100, medianMs: 49.5 }, b: { cases: 101, medianMs: 110 }, differs: 'b-higher' },
      open: { a: { successes: 20, n: 100, share: 0.2 }, b: { share: 0.5 }, differs: 'b-higher' },
      rework: { a: { share: 0.5 }, b: { successes: 15, n: 100, share: 0.15 }, differs: 'a-higher' },
    });
    expect(found.rework.test!.difference).toBeCloseTo(0.35, 12);
    expect(found.open.test!.difference).toBeCloseTo(-0.3, 12);
    expect(found.duration.test!.commonLanguage).toBeLessThan(0.2);
  });

  it('are a family of three tests', () => {
    const { duration, open, rework } = compareCases(side, { ...side, open: { successes: 33, n: 100 } });
    expect(duration.test).toMatchObject({ p: 1, q: 1 });
    expect(rework.test).toMatchObject({ p: 1, q: 1 });
    expect(open.test!.q).toBeCloseTo(3 * open.test!.p, 12);
    expect([duration.differs, open.differs, rework.differs]).toEqual(['none-found', 'none-found', 'none-found']);
    const wide = compareCases(side, { ...side, open: { successes: 33, n: 100 } }, { falseDiscoveryRate: 0.2 });
    expect(wide.open.differs).toBe('b-higher');
  });

  it('are too few to tell where fewer than 30 say anything, and then one family is the smaller', () => {
    const untold = { ...side, open: { successes: 0, n: 0 } };
    const found = compareCases(untold, { ...side, durationsMs: durations(29, 500), rework: { successes: 30, n: 100 } });
    expect(found).toMatchObject({
      duration: { b: { cases: 29 }, differs: 'too-few' },
      open: { a: { successes: 0, n: 0 }, differs: 'too-few' },
    });
    expect(found.open.a).not.toHaveProperty('share');
    expect(found.open).not.toHaveProperty('test');
    expect(found.rework.test!.q).toBe(found.rework.test!.p);
    expect(compareCases(side, { ...side, durationsMs: new Float64Array() }).duration.b).toEqual({ cases: 0 });
  });

  it('are not compared by counts that are none', () => {
    expect(() => compareCases(side, { ...side, rework: { successes: 101, n: 100 } })).toThrow(RangeError);
    expect(() => compareCases(side, side, { casesMin: -1 })).toThrow(RangeError);
  });
});
