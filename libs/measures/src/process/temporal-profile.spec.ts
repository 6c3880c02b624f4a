import { describe, expect, it } from '@jest/globals';
import { deviationsFrom, profileEffort, profileInPieces, temporalProfileOf } from './temporal-profile.js';
import { traceOf } from './testing.js';
import { emptyTrace } from './trace.js';

describe('the temporal profile', () => {
  it('has all ordered pairs of a case, whatever lies between', () => {
    const { pairs, observations } = temporalProfileOf([
      traceOf(['a', 0], ['b', 1_000], ['a', 4_000]),
      traceOf(['a', 9_000], ['b', 12_000]),
    ]);
    expect(observations).toBe(4);
    expect(pairs).toEqual([
      { from: 'a', to: 'b', n: 2, mean: 2, stdev: Math.SQRT2 },
      { from: 'a', to: 'a', n: 1, mean: 4, stdev: null },
      { from: 'b', to: 'a', n: 1, mean: 3, stdev: null },
    ]);
  });

  it('ends where the later work begins, and has nothing where it began before the earlier was done', () => {
    const { pairs, overlapping } = temporalProfileOf([
      traceOf(['a', 5_000], ['b', 20_000, 6_000], ['c', 30_000, 5_500]),
    ]);
    expect(pairs).toEqual([
      { from: 'a', to: 'b', n: 1, mean: 1, stdev: null },
      { from: 'a', to: 'c', n: 1, mean: 0.5, stdev: null },
    ]);
    expect(overlapping).toBe(1);
  });

  it('takes work that is said to have begun after it was done from its completion', () => {
    expect(temporalProfileOf([traceOf(['a', 1_000], ['b', 3_000, 9_000])]).pairs[0]!.mean).toBe(2);
  });

  it('is empty without two steps in a case', () => {
    expect(temporalProfileOf([emptyTrace(), traceOf(['a', 1])])).toEqual({
      pairs: [],
      observations: 0,
      overlapping: 0,
    });
  });

  it('takes all 49,995,000 pairs of a case of 10,000 steps and 500 activities', () => {
    const trace = traceOf(...Array.from({ length: 10_000 }, (_, i) => [`${i % 500}`, i * 1_000] as const));
    const profile = temporalProfileOf([trace]);
    expect(profile.observations).toBe((10_000 * 9_999) / 2);
    // 0 → 1 is 1, 501, 1001 … steps apart: once each 20, 19, 18 … times.
    const gaps = Array.from({ length: 20 }, (_, k) => Array.from({ length: 20 - k }, () => 1 + 500 * k)).flat();
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const pair = profile.pairs.find(({ from, to }) => from === '0' && to === '1')!;
    expect(pair.n).toBe(210);
    expect(pair.mean).toBeCloseTo(mean, 8);
    const squares = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0);
    expect(pair.stdev).toBeCloseTo(Math.sqrt(squares / 209), 8);
    expect(profileEffort([trace])).toEqual({ groups: 5_000_000, pairs: 250_000 });
  });

  it('rests behind each step, and tells before how much work it is', () => {
    const traces = [traceOf(['a', 0], ['b', 1], ['a', 2]), traceOf(['c', 0], ['d', 1]), traceOf(['a', 5], ['b', 7])];
    // 3 · 2 + 2 · 2 + 2 · 2 groups; of 3 · 2² pairs no more are told apart than those of four activities.
    expect(profileEffort(traces)).toEqual({ groups: 14, pairs: 12 });
    expect(profileEffort([...traces, ...traces])).toEqual({ groups: 28, pairs: 16 });
    expect(profileEffort([])).toEqual({ groups: 0, pairs: 0 });
    const { pairs } = temporalProfileOf(traces);
    expect([...profileInPieces(traces)]).toHaveLength(7 + pairs.length);
  });
});

describe('deviations from a profile', () => {
  const usual = Array.from({ length: 30 }, (_, i) => traceOf(['a', 0], ['b', 1_000 + i]));

  it('are too long or too short', () => {
    const profile = temporalProfileOf(usual);
    expect(deviationsFrom(profile, usual, 2)).toBe(0);
    expect(deviationsFrom(profile, [traceOf(['a', 0], ['b', 5_000])], 6)).toBe(1);
    expect(deviationsFrom(profile, [traceOf(['a', 0], ['b', 1])], 6)).toBe(1);
  });

  it('are none in pairs that the profile does not know or has but once, nor where all are equal', () => {
    const profile = temporalProfileOf([
      traceOf(['a', 0], ['b', 7]),
      traceOf(['c', 0], ['d', 7]),
      traceOf(['c', 2], ['d', 9]),
    ]);
    expect(deviationsFrom(profile, [traceOf(['b', 0], ['a', 9]), traceOf(['a', 0], ['b', 9])], 2)).toBe(0);
    expect(deviationsFrom(profile, [traceOf(['c', 5], ['d', 12])], 2)).toBe(0);
    expect(deviationsFrom(profile, [traceOf(['c', 5], ['d', 13])], 2)).toBe(1);
  });

  it('cannot be found among few by a wide limit: n − 1 of √n', () => {
    const cases = [...usual.slice(0, 9), traceOf(['a', 0], ['b', 1e12])];
    expect(deviationsFrom(temporalProfileOf(cases), cases, 9 / Math.sqrt(10) + 0.01)).toBe(0);
    expect(deviationsFrom(temporalProfileOf(cases), cases, 9 / Math.sqrt(10) - 0.01)).toBe(1);
  });
});
