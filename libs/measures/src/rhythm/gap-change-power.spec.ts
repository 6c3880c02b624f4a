import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { gapChangePower } from './gap-change-power.js';
import { afterGap, noGaps } from './gap-change.js';

// Bound once: a look-up costs more than the arithmetic under Jest.
const { PI, cos, log } = Math;

/** The share of relationships in which gaps that become `factor` times as long are found within 40 contacts. */
function shareFound(k: number, gapsBefore: number, factor: number, relationships: number): number {
  const draw = mulberry32(1 + k * 1000 + gapsBefore);
  const exponential = (): number => -log(1 - draw());
  /** Gamma variables of a shape that is a multiple of ½: exponential ones, and half a squared normal one. */
  const gamma = (shape: number): number => {
    let value = 0;
    for (let left = shape; left >= 1; left--) value += exponential();
    return shape % 1 === 0 ? value : value + exponential() * cos(2 * PI * draw()) ** 2;
  };
  const rhythm = { k, r: 3, alpha: 28 / k };
  let found = 0;
  for (let i = 0; i < relationships; i++) {
    const rate = gamma(3) / rhythm.alpha;
    let state = noGaps();
    for (let gap = 0; gap < gapsBefore + 40; gap++) {
      const step = afterGap(state, rhythm, (gamma(k) / rate) * (gap < gapsBefore ? 1 : factor));
      state = step.state;
      if (gap >= gapsBefore && step.alarm === (factor > 1 ? 'decline' : 'growth')) {
        found++;
        break;
      }
    }
  }
  return found / relationships;
}

describe('the power of the alarms about the gaps', () => {
  const rows = [0.5, 1, 2, 5].flatMap((k) => [4, 8, 20, 60].map((gapsBefore) => ({ k, gapsBefore })));

  it.each(rows)('is as measured: k = $k, $gapsBefore gaps before', ({ k, gapsBefore }) => {
    const { fourTimesAsLong, twiceAsLong, halfAsLong, quarterAsLong } = gapChangePower(
      k,
      gapsBefore,
    ).shareFoundWithin40Contacts;
    const shares = [fourTimesAsLong, twiceAsLong, halfAsLong, quarterAsLong];
    for (const [i, factor] of [4, 2, 1 / 2, 1 / 4].entries()) {
      const n = 500;
      // Four standard errors, with a hundredth for the rounding of the table.
      const tolerance = 0.01 + 4 * Math.sqrt((shares[i]! * (1 - shares[i]!)) / n);
      expect(Math.abs(shareFound(k, gapsBefore, factor, n) - shares[i]!)).toBeLessThan(tolerance);
    }
  });

  it('is that of the next less regular rhythm and the next fewer gaps that were measured', () => {
    expect(gapChangePower(1.9, 19)).toEqual(gapChangePower(1, 8));
    expect(gapChangePower(20, 500)).toEqual(gapChangePower(5, 60));
    expect(gapChangePower(0.1, 0)).toEqual(gapChangePower(0.5, 4));
    expect(gapChangePower(3, 3)).toEqual(gapChangePower(2, 4));
  });
});
