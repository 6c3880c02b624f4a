import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kaplanMeier, survivingAt, timeToShare, type TimeToEvent } from './kaplan-meier.js';

const happened = (...times: readonly number[]): TimeToEvent[] => times.map((time) => ({ time, happened: true }));
const censored = (...times: readonly number[]): TimeToEvent[] => times.map((time) => ({ time, happened: false }));

describe('a Kaplan-Meier curve', () => {
  it('is that of the remission times of Freireich et al. 1963, which every textbook prints', () => {
    const curve = kaplanMeier([
      ...happened(6, 6, 6, 7, 10, 13, 16, 22, 23),
      ...censored(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
    ]);
    const printed = curve.steps.map(({ time, atRisk, surviving, standardError }) => [
      time,
      atRisk,
      Number(surviving.toFixed(4)),
      Number(standardError.toFixed(4)),
    ]);
    expect(printed).toEqual([
      [6, 21, 0.8571, 0.0764],
      [7, 17, 0.8067, 0.0869],
      [10, 15, 0.7529, 0.0963],
      [13, 12, 0.6902, 0.1068],
      [16, 11, 0.6275, 0.1141],
      [22, 7, 0.5378, 0.1282],
      [23, 6, 0.4482, 0.1346],
    ]);
    expect([timeToShare(curve, 0.25), timeToShare(curve, 0.5), timeToShare(curve, 0.9)]).toEqual([13, 23, undefined]);
  });

  it('says nothing beyond what was observed, unless nobody was left', () => {
    const open = kaplanMeier([...happened(2), ...censored(5)]);
    expect([-1, 0, 1.9, 2, 5, 5.1, Number.NaN].map((time) => survivingAt(open, time))).toEqual([
      undefined,
      1,
      1,
      0.5,
      0.5,
      undefined,
      undefined,
    ]);
    expect(survivingAt(kaplanMeier(happened(2)), 9)).toBe(0);
    expect(survivingAt(kaplanMeier([]), 0)).toBeUndefined();
  });

  it('reaches a share that its product of doubles misses', () => {
    // 49/50 · 48/49 · … ends a little above ½ in doubles for some of these sizes: none of them may be missed.
    for (let size = 2; size <= 400; size += 2) {
      const curve = kaplanMeier(happened(...Array.from({ length: size }, (_, at) => at + 1)));
      expect(timeToShare(curve, 0.5)).toBe(size / 2);
    }
  });

  it('leaves out and counts what has no usable time', () => {
    const odd = [Number.NaN, -1, Number.POSITIVE_INFINITY].flatMap((time) => [...happened(time), ...censored(time)]);
    const curve = kaplanMeier([...odd, ...happened(3)]);
    expect(curve).toEqual({
      steps: [{ time: 3, atRisk: 1, events: 1, surviving: 0, standardError: 0 }],
      observed: 1,
      unusable: 6,
      observedUntil: 3,
    });
  });

  it('has no time for what is no share', () => {
    const curve = kaplanMeier(happened(1, 2));
    expect([0, -1, 1.1, Number.NaN].map((share) => timeToShare(curve, share))).toEqual(Array(4).fill(undefined));
    expect(timeToShare(curve, 1)).toBe(2);
  });

  it('is the plain share when everybody was watched to the end, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15), { minLength: 1, maxLength: 40 }), (times) => {
        const curve = kaplanMeier(happened(...times));
        for (const { time, surviving, standardError } of curve.steps) {
          const share = times.filter((other) => other > time).length / times.length;
          expect(surviving).toBeCloseTo(share, 12);
          expect(standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / times.length), 12);
        }
        expect(kaplanMeier(happened(...times.toReversed()))).toEqual(curve);
      }),
    );
  });
});
