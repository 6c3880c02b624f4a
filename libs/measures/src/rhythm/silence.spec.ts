import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OperationalSpan, Rhythm } from './rhythm.js';
import { lnSilenceProbability, shorterGapProbability, silenceProbability } from './silence.js';

const positive = (max: number) => fc.double({ min: 0.05, max, noNaN: true });
const anyRhythm: fc.Arbitrary<Rhythm> = fc.record({
  k: fc.double({ min: 0.5, max: 20, noNaN: true }),
  r: positive(20),
  alpha: positive(500),
});
const anySpan: fc.Arbitrary<OperationalSpan> = fc.record({
  gaps: fc.integer({ min: 0, max: 500 }),
  operationalDays: fc.double({ min: 0, max: 3000, noNaN: true }),
});

describe('the probability of a silence', () => {
  it('is the tail of Lomax for random contacts', () => {
    // (30/40)^(2+3)
    const rhythm = { k: 1, r: 2, alpha: 10 };
    const span = { gaps: 3, operationalDays: 20 };
    expect(silenceProbability(rhythm, span, 10)).toBeCloseTo(0.75 ** 5, 14);
    expect(lnSilenceProbability(rhythm, span, 10)).toBeCloseTo(5 * Math.log(0.75), 13);
    expect(shorterGapProbability(rhythm, span, 10)).toBeCloseTo(1 - 0.75 ** 5, 14);
  });

  it('is the mixed tail of Erlang for k = 2', () => {
    // Tail e^(−λs)(1+λs) mixed over λ ~ Gamma(R, β): (β/(β+s))^R·(1 + R·s/(β+s)), R = 1.5 + 2·4, β = 12 + 33
    const expected = (45 / 65) ** 9.5 * (1 + (9.5 * 20) / 65);
    const span = { gaps: 4, operationalDays: 33 };
    expect(silenceProbability({ k: 2, r: 1.5, alpha: 12 }, span, 20)).toBeCloseTo(expected, 14);
  });

  it('falls from 1 to 0, and does not depend on the unit of time', () => {
    const silence = fc.double({ min: 0, max: 2000, noNaN: true });
    fc.assert(
      fc.property(anyRhythm, anySpan, silence, silence, (rhythm, span, one, other) => {
        const p = silenceProbability(rhythm, span, one);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        const longer = silenceProbability(rhythm, span, Math.max(one, other));
        expect(longer).toBeLessThanOrEqual(silenceProbability(rhythm, span, Math.min(one, other)) * (1 + 1e-11));
        const inHours = silenceProbability(
          { ...rhythm, alpha: rhythm.alpha * 24 },
          { ...span, operationalDays: span.operationalDays * 24 },
          one * 24,
        );
        expect(inHours).toBeCloseTo(p, 10);
        expect(shorterGapProbability(rhythm, span, one)).toBeCloseTo(1 - p, 12);
      }),
    );
  });

  it('is 1 for no silence and 0 for one without end', () => {
    const span = { gaps: 0, operationalDays: 0 };
    expect(silenceProbability({ k: 3, r: 1, alpha: 9 }, span, 0)).toBe(1);
    expect(silenceProbability({ k: 3, r: 1, alpha: 9 }, span, Infinity)).toBe(0);
    expect(lnSilenceProbability({ k: 3, r: 1, alpha: 9 }, span, Infinity)).toBe(-Infinity);
  });

  it('has a logarithm where no double is as small', () => {
    const ln = lnSilenceProbability({ k: 1, r: 1, alpha: 10 }, { gaps: 4999, operationalDays: 90 }, 900);
    expect(ln).toBeCloseTo(5000 * Math.log(0.1), 8);
  });

  it('is not told of what is no rhythm, span or silence', () => {
    const rhythm = { k: 1, r: 1, alpha: 10 };
    const span = { gaps: 4, operationalDays: 20 };
    expect(() => silenceProbability(rhythm, span, -1)).toThrow('A silence is 0 days or more, not -1.');
    expect(() => silenceProbability(rhythm, span, NaN)).toThrow(RangeError);
    expect(() => silenceProbability({ ...rhythm, k: 0 }, span, 1)).toThrow(RangeError);
    expect(() => silenceProbability({ ...rhythm, alpha: NaN }, span, 1)).toThrow(RangeError);
    expect(() => silenceProbability({ ...rhythm, alpha: -21 }, span, 1)).toThrow(RangeError);
    expect(() => silenceProbability(rhythm, { ...span, gaps: -1 }, 1)).toThrow('The number of gaps');
    expect(() => silenceProbability(rhythm, { ...span, operationalDays: Infinity }, 1)).toThrow('A span');
  });
});
