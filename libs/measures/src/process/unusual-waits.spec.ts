import { describe, expect, it } from '@jest/globals';
import { traceOf } from './testing.js';
import type { Trace } from './trace.js';
import { unusualWaits } from './unusual-waits.js';

/** A case of one passage that lasts so many ms, and is worked on at once. */
const passage = (at: number, ms: number): Trace => traceOf(['a', at], ['b', at + ms + 5, at + ms]);
/** 100 cases, one after another, that wait for 1 to 100 ms. */
const hundred = Array.from({ length: 100 }, (_, i) => [`case ${i}`, passage(i * 1_000, i + 1)] as const);

describe('unusual waits', () => {
  it('are above the 99th percentile of at least 100 that were over before', () => {
    // Rank 0.99 · 99 = 98.01: 99 + 0.01 · 1.
    const late = (ms: number) => unusualWaits([...hundred, ['late', passage(200_000, ms)]]);
    expect(late(99)).toEqual([]);
    expect(late(100)).toEqual([
      {
        case: 'late',
        step: 1,
        from: 'a',
        to: 'b',
        since: 200_000,
        ms: 100,
        p99Ms: 99.01,
        sample: { passages: 100, cases: 100 },
      },
    ]);
  });

  it('are not told from fewer, nor from what was not over when they began', () => {
    expect(unusualWaits([...hundred.slice(1), ['late', passage(200_000, 5_000)]])).toEqual([]);
    const over = 99_000 + 100;
    expect(unusualWaits([...hundred, ['late', passage(over, 5_000)]])).toEqual([]);
    expect(unusualWaits([...hundred, ['late', passage(over + 1, 5_000)]])).toHaveLength(1);
  });

  it('leave a case out of its own sample', () => {
    const again = Array.from({ length: 250 }, (_, i) => ['a', i * 10 + (i === 249 ? 9_000 : 0)] as const);
    expect(unusualWaits([['alone', traceOf(...again)]], 'durations')).toEqual([]);
    const other = ['other', traceOf(['a', 50_000], ['a', 60_000])] as const;
    expect(unusualWaits([['first', traceOf(...again)], other], 'durations')).toMatchObject([
      { case: 'other', ms: 10_000, sample: { passages: 249, cases: 1 } },
    ]);
  });

  it('are not those of another flow', () => {
    const reversed = traceOf(['b', 200_000], ['a', 900_000, 900_000]);
    expect(unusualWaits([...hundred, ['late', reversed]])).toEqual([]);
  });

  it('are waits for a start that is known, or durations between completions', () => {
    const unknown = ['unknown', traceOf(['a', 200_000], ['b', 290_000])] as const;
    const slowWork = ['slow work', traceOf(['a', 300_000], ['b', 390_000, 300_001])] as const;
    const overlapping = ['overlapping', traceOf(['a', 400_000], ['b', 490_000, 1])] as const;
    expect(unusualWaits([...hundred, unknown, slowWork, overlapping])).toEqual([]);
    const found = unusualWaits([...hundred, unknown, slowWork, overlapping], 'durations');
    expect(found.map((wait) => wait.case)).toEqual(['unknown', 'slow work', 'overlapping']);
  });

  it('come in the order in which the waiting began, then of the cases', () => {
    const late = ['z', 'y', 'x'].map((key, i) => [key, passage(i === 2 ? 150_000 : 200_000, 5_000)] as const);
    expect(unusualWaits([...late, ...hundred]).map((wait) => wait.case)).toEqual(['x', 'z', 'y']);
  });
});
