import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalQuantile } from '#measures/statistics/normal.js';
import { afterGap, noGaps, type GapChange, type GapChangeStep } from './gap-change.js';

const poisson = { k: 1, r: 2, alpha: 10 };

function stepsOf(gaps: readonly number[], from: GapChange = noGaps()): GapChangeStep[] {
  let state = from;
  return gaps.map((gap) => {
    const step = afterGap(state, poisson, gap);
    state = step.state;
    return step;
  });
}

describe('a change of the gaps', () => {
  it('is not judged before the fourth gap, which is by what was known before it', () => {
    const steps = stepsOf([5, 5, 10, 10]);
    expect(steps.slice(0, 3).map(({ u, z }) => [u, z])).toEqual([0, 1, 2].map(() => [undefined, undefined]));
    // 1 − (30/40)^(2+3)
    const u = 1 - 0.75 ** 5;
    expect(steps[3]!.u).toBeCloseTo(u, 14);
    expect(steps[3]!.z).toBeCloseTo(normalQuantile(u), 13);
    expect(steps[3]!.decline).toBeCloseTo(normalQuantile(u) - 0.5, 13);
    expect(steps[3]!.growth).toBe(0);
  });

  it('is a decline when gaps become long, and both sums begin again', () => {
    const usual = [5, 5, 5, 5, 5, 5];
    const steps = stepsOf([...usual, 500, 5000, 5]);
    // Clamped: 3 − ½ each, from 0; the second reaches 5 and does not exceed it.
    expect(steps[6]).toMatchObject({ z: 3, decline: 2.5, alarm: undefined });
    expect(steps[7]).toMatchObject({ z: 3, decline: 5, alarm: undefined });
    const third = stepsOf([...usual, 500, 5000, 500_000]).at(-1)!;
    expect(third).toMatchObject({ decline: 7.5, growth: 0, alarm: 'decline', onsetGap: 6 });
    expect(third.state).toEqual({ ...noGaps(), gaps: 9, operationalDays: 505_530 });
  });

  it('is growth when they become short', () => {
    const steps = stepsOf([50, 50, 50, 50, 1e-4, 1e-4, 1e-4]);
    expect(steps.map(({ alarm }) => alarm).filter(Boolean)).toEqual(['growth']);
    expect(steps[6]).toMatchObject({ z: -3, growth: 7.5, alarm: 'growth', onsetGap: 4 });
    // A gap of no operational time is the shortest there is.
    expect(stepsOf([50, 50, 50, 0])[3]).toMatchObject({ u: 0, z: -3 });
  });

  it('goes on from a document as from memory, in plain numbers', () => {
    const gap = fc.double({ min: 0, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 40 }), fc.nat(40), (gaps, cut) => {
        const whole = stepsOf(gaps);
        const before = stepsOf(gaps.slice(0, cut)).at(-1)?.state ?? noGaps();
        const kept = JSON.parse(JSON.stringify(before)) as GapChange;
        expect(stepsOf(gaps.slice(cut), kept)).toEqual(whole.slice(cut));
        for (const { state, decline, growth, alarm, onsetGap } of whole) {
          expect(Object.values(state).every(Number.isFinite)).toBe(true);
          expect(Math.min(state.decline, state.growth)).toBeGreaterThanOrEqual(0);
          expect(alarm).toBe(decline > 5 ? 'decline' : growth > 7 ? 'growth' : undefined);
          if (alarm) expect(onsetGap).toBeLessThan(state.gaps);
        }
      }),
    );
  });

  it('takes no gap that is none', () => {
    for (const gap of [-1, NaN, Infinity]) expect(() => afterGap(noGaps(), poisson, gap)).toThrow(RangeError);
    expect(() => afterGap({ ...noGaps(), gaps: 3 }, { ...poisson, r: 0 }, 5)).toThrow(RangeError);
  });
});
