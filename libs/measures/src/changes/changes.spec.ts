import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import { normalQuantile } from '../statistics/normal.js';
import { acceptedChanges, acceptStart, nothingAccepted, standingStarts } from './accepted-changes.js';
import { addRun, normalGammaPriorOf, startRuns } from './run-lengths.js';
import { addSelfStarting, selfStartingAlarms, startSelfStarting } from './self-starting-cusum.js';

/** Flow of the Nile at Aswan in 10⁸ m³, 1871–1970 (Cobb 1978): it fell with the year 1899, index 28. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
];

/** Standard normal values of a seed. */
function noise(count: number, seed: number): number[] {
  const uniform = mulberry32(seed);
  return Array.from({ length: count }, () => normalQuantile(uniform() || 0.5));
}

describe('the fall of the Nile', () => {
  it('is found at the year from which it held, by both', () => {
    const alarms = selfStartingAlarms(nile);
    expect(alarms[0]).toMatchObject({ direction: 'down', onset: 28 });
    expect(alarms.length).toBe(1);
    expect(standingStarts(acceptedChanges(nile)!)).toEqual([28]);
  });
});

describe('a self-starting CUSUM', () => {
  it('says nothing of two values, nor of equal ones', () => {
    expect(selfStartingAlarms([])).toEqual([]);
    expect(selfStartingAlarms([1, 1e9])).toEqual([]);
    expect(selfStartingAlarms([...Array<number>(50).fill(0.1), 99])).toEqual([]);
  });

  it('lets a value that cannot be used take its index only', () => {
    const [step, odd] = [
      [...noise(40, 1), ...noise(20, 2).map((z) => z + 4)],
      [Number.NaN, Infinity, 1e101, -Infinity],
    ];
    const [alarm] = selfStartingAlarms(step);
    expect(alarm).toMatchObject({ direction: 'up', onset: 40 });
    const shifted = { ...alarm, index: alarm!.index + 4, onset: 44 };
    expect(selfStartingAlarms([...step.slice(0, 20), ...odd, ...step.slice(20)])[0]).toEqual(shifted);
  });

  it('starts afresh after an alarm, so that a new level is soon the usual one', () => {
    const step = [...noise(100, 1), ...noise(200, 2).map((z) => z + 5)];
    expect(selfStartingAlarms(step).map(({ onset }) => onset)).toEqual([100]);
  });

  it('sees the same in any unit, and the mirror image in the mirror', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 });
    fc.assert(
      fc.property(values, (all) => {
        const alarms = selfStartingAlarms(all);
        expect(selfStartingAlarms(all.map((value) => 4 * value + 1024))).toEqual(alarms);
        const turned = alarms.map((alarm) => ({ ...alarm, direction: alarm.direction === 'up' ? 'down' : 'up' }));
        expect(selfStartingAlarms(all.map((value) => -value))).toEqual(turned);
      }),
    );
  });

  it('goes on from a state that was written down, whatever comes', () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -10, max: 10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        let state = startSelfStarting();
        const alarms = values.flatMap((value) => {
          state = JSON.parse(JSON.stringify(state)) as typeof state;
          return addSelfStarting(state, value) ?? [];
        });
        expect(alarms).toEqual(selfStartingAlarms(values));
        expect([state.sums.up, state.sums.down, state.baseline.mean, state.baseline.squares].some(Number.isNaN)).toBe(
          false,
        );
      }),
    );
  });

  it('raises one false alarm in about 465 normal values, as one whose mean and deviation are known does', () => {
    // One sum of slack ½ and limit 5 runs for 938 values by Siegmund's approximation (1985), both for half as many.
    const runs = Array.from({ length: 30 }, (_, seed) => selfStartingAlarms(noise(2_000, seed + 10)).length);
    const rate = runs.reduce((sum, alarms) => sum + alarms, 0) / (30 * 2_000);
    expect(1 / rate).toBeGreaterThan(400);
    expect(1 / rate).toBeLessThan(550);
  });
});

describe('run lengths', () => {
  const prior = { mean: 0, kappa: 1, alpha: 1, beta: 1 };

  it('of two values, by hand', () => {
    // One value x = 0: Student, 2 df, scale² 2: the stretch goes on with the chance 1 − h whatever x was.
    const runs = startRuns(prior, 0.25);
    expect(addRun(runs, 0)).toEqual({ start: 0, probability: expect.closeTo(0.75, 14) });
    // Then x = 2. Old: κ 2, α 1.5, β 1, so 3 df, scale² 1 and the density 2/(π√3(1 + 4/3)²). New: 2 df, scale² 2: 1/(4·2^1.5).
    let old = (0.75 * 2) / (Math.PI * Math.sqrt(3) * (7 / 3) ** 2);
    let fresh = 0.25 / (4 * 2 ** 1.5);
    expect(addRun(runs, 2)).toEqual({ start: 0, probability: expect.closeTo((0.75 * old) / (old + fresh), 14) });
    // Then 2 again. The old one has the mean 2/3, κ 3, α 2, β 1 + 2·4/(2·3) = 7/3: 4 df, scale² 14/9.
    const student4 = 0.375 / Math.sqrt(14 / 9) / (1 + 16 / 9 / (14 / 9) / 4) ** 2.5;
    // The one from the second value has the mean 1, κ 2, α 1.5, β 1 + 4/4 = 2: 3 df, scale² 2.
    const student3 = 2 / (Math.PI * Math.sqrt(3) * Math.SQRT2 * (1 + 1 / 2 / 3) ** 2);
    const share = 0.75 / (old + fresh);
    const third = 0.25 / (4 * 2 ** 1.5);
    old *= share * student4;
    fresh *= share * student3;
    expect(addRun(runs, 2)).toEqual({
      start: 0,
      probability: expect.closeTo((0.75 * old) / (old + fresh + third), 14),
    });
  });

  it('add up to 1 and are never NaN, whatever comes', () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -10, max: 10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const runs = startRuns(prior);
        for (const value of values) {
          const modal = addRun(runs, value);
          expect(modal === undefined).toBe(!(Math.abs(value) <= 1e100));
          if (modal !== undefined) expect(modal.probability).toBeGreaterThanOrEqual(1 / 250);
          const total = runs.lnProbability.reduce((sum, ln) => sum + Math.exp(ln), 0);
          expect(total).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('bear the greatest value after the least spread', () => {
    const runs = startRuns({ ...prior, beta: 1e-100 });
    expect(addRun(runs, 1e100)).toEqual({ start: 0, probability: expect.closeTo(1 - 1 / 250, 12) });
    expect(addRun(runs, -1e100)!.probability).toBeGreaterThan(0);
    expect(runs.lnProbability.some(Number.isNaN)).toBe(false);
  });

  it('are refused an impossible prior or hazard', () => {
    for (const wrong of [{ mean: Number.NaN }, { kappa: 0 }, { alpha: -1 }, { beta: Number.NaN }, { beta: 1e-101 }]) {
      expect(() => startRuns({ ...prior, ...wrong })).toThrow(RangeError);
    }
    for (const hazard of [0, 1, -1, Number.NaN]) expect(() => startRuns(prior, hazard)).toThrow(RangeError);
  });

  it('have a prior from twenty values that differ only', () => {
    const twenty = Array.from({ length: 20 }, (_, at) => at);
    expect(normalGammaPriorOf(twenty)).toEqual({ mean: 9.5, kappa: 1, alpha: 1, beta: 35 });
    expect(normalGammaPriorOf([...twenty, 1e9])).toEqual(normalGammaPriorOf(twenty));
    expect(normalGammaPriorOf(twenty.slice(1))).toBeUndefined();
    expect(normalGammaPriorOf(Array<number>(20).fill(7))).toBeUndefined();
    expect(normalGammaPriorOf(twenty.map((value) => value * 1e-60))).toBeUndefined();
    expect(normalGammaPriorOf([...twenty.slice(1), Number.NaN])).toBeUndefined();
  });
});

describe('a change', () => {
  const accepted = (starts: readonly number[]) => {
    const state = nothingAccepted();
    return starts.flatMap((start, index) => acceptStart(state, start, index) ?? []);
  };
  const steps = (start: number, count: number): number[] => Array<number>(count).fill(start);

  it('is accepted when ten steps in a row agree, once', () => {
    expect(accepted(steps(50, 9))).toEqual([]);
    expect(accepted([...steps(50, 9), 51, ...steps(50, 9)])).toEqual([]);
    expect(accepted(steps(50, 40))).toEqual([{ start: 50, acceptedAt: 9 }]);
    expect(accepted(steps(0, 40))).toEqual([]);
  });

  it('is put right by one within ten, and another beyond', () => {
    expect(accepted([...steps(50, 10), ...steps(60, 10)])[1]).toEqual({ start: 60, acceptedAt: 19, corrects: 50 });
    expect(accepted([...steps(50, 10), ...steps(61, 10)])[1]).toEqual({ start: 61, acceptedAt: 19 });
    expect(accepted([...steps(5, 10), ...steps(0, 10)])).toEqual([
      { start: 5, acceptedAt: 9 },
      { start: 0, acceptedAt: 19, corrects: 5 },
    ]);
  });

  it('stands until it is put right or the stretch turns out to have begun earlier', () => {
    const stand = (...starts: readonly number[]) =>
      standingStarts(accepted(starts.flatMap((start) => steps(start, 10))));
    expect(stand(50, 100, 95, 200)).toEqual([50, 95, 200]);
    expect(stand(50, 100, 110)).toEqual([50, 110]);
    expect(stand(50, 100, 30)).toEqual([30]);
    expect(stand(50, 100, 0)).toEqual([]);
  });

  it('is told by its place among all values, also those that cannot be used', () => {
    const step = [...noise(60, 5), ...noise(60, 6).map((z) => z + 6)];
    expect(standingStarts(acceptedChanges(step)!)).toEqual([60]);
    const gaps = [Number.NaN, ...step.slice(0, 30), Infinity, ...step.slice(30)];
    expect(standingStarts(acceptedChanges(gaps)!)).toEqual([62]);
  });

  it('of too few values is not known', () => {
    expect(acceptedChanges(noise(19, 1))).toBeUndefined();
    expect(acceptedChanges(Array<number>(100).fill(3))).toBeUndefined();
    expect(acceptedChanges(noise(20, 1))).toEqual([]);
  });
});
