import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kaplanMeier } from './kaplan-meier.js';
import { survivingShareAt } from './survival-interval.js';

/** Maintained arm of the leukaemia trial (Miller 1981, data set `aml` of R's survival); a plus is censored. */
const aml = ['9', '13', '13+', '18', '23', '28+', '31', '34', '45+', '48', '161+'].map((text) => ({
  time: parseInt(text, 10),
  happened: !text.endsWith('+'),
}));

describe('the share of a survival curve', () => {
  it.each([
    // survfit(Surv(time, status) ~ 1, conf.type = "log-log")
    [9, 0.909, 0.508, 0.987],
    [13, 0.818, 0.447, 0.951],
    [18, 0.716, 0.35, 0.899],
    [23, 0.614, 0.266, 0.835],
    [31, 0.491, 0.167, 0.753],
    [34, 0.368, 0.0928, 0.657],
    [48, 0.184, 0.0117, 0.525],
  ])('has the limits of R at %i', (time, share, low, high) => {
    const found = survivingShareAt(kaplanMeier(aml), time)!;
    expect(found.share).toBeCloseTo(share, 3);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  });

  it('has none where nothing has happened, or to everybody, and is not told beyond what was observed', () => {
    const curve = kaplanMeier(aml);
    expect(survivingShareAt(curve, 8)).toEqual({ share: 1 });
    expect(survivingShareAt(curve, 162)).toBeUndefined();
    expect(survivingShareAt(kaplanMeier([{ time: 1, happened: true }]), 5)).toEqual({ share: 0 });
    expect(survivingShareAt(kaplanMeier([]), 5)).toBeUndefined();
  });

  it('lies between its limits, and these in 0 to 1', () => {
    const observation = fc.record({ time: fc.integer({ min: 0, max: 50 }), happened: fc.boolean() });
    fc.assert(
      fc.property(fc.array(observation), fc.integer({ min: 0, max: 50 }), (observations, time) => {
        const found = survivingShareAt(kaplanMeier(observations), time);
        if (found?.low === undefined) return;
        expect(found.low).toBeGreaterThanOrEqual(0);
        expect(found.low).toBeLessThanOrEqual(found.share);
        expect(found.high).toBeGreaterThanOrEqual(found.share);
        expect(found.high).toBeLessThanOrEqual(1);
      }),
    );
  });
});
