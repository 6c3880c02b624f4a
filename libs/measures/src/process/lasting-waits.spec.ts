import { describe, expect, it } from '@jest/globals';
import { unusualLastingWaits } from './lasting-waits.js';
import { traceOf } from './testing.js';

describe('unusual waits that last', () => {
  /** Waits behind `a` for `b` or `c`, in turn, and one that lasts since 200 s. */
  const over = Array.from({ length: 100 }, (_, i) => {
    const next = i % 2 === 0 ? 'b' : 'c';
    return [`case ${i}`, traceOf(['a', i * 1_000], [next, i * 1_000 + i + 6, i * 1_000 + i + 1]), false] as const;
  });
  const lasting = ['lasting', traceOf(['x', 0], ['a', 200_000]), true] as const;

  it('are above the 99th percentile of what was waited behind the same activity, whatever came then', () => {
    expect(unusualLastingWaits([...over, lasting], 200_099)).toEqual([]);
    expect(unusualLastingWaits([...over, lasting], 200_100)).toEqual([
      { case: 'lasting', behind: 'a', since: 200_000, ms: 100, p99Ms: 99.01, sample: { passages: 100, cases: 100 } },
    ]);
    expect(unusualLastingWaits([...over, lasting], 200_104, 'durations')).toEqual([]);
    expect(unusualLastingWaits([...over, lasting], 200_105, 'durations')).toHaveLength(1);
  });

  it('are those of cases that wait, and none of fewer than 100 that were over before', () => {
    expect(unusualLastingWaits([...over, ['lasting', lasting[1], false]], 900_000)).toEqual([]);
    expect(unusualLastingWaits([...over.slice(1), lasting], 900_000)).toEqual([]);
    expect(unusualLastingWaits([...over, ['early', traceOf(['a', 99_000]), true]], 900_000)).toEqual([]);
    expect(unusualLastingWaits([...over, ['other', traceOf(['b', 200_000]), true]], 900_000)).toEqual([]);
  });

  it('are no sample of each other, and come in the order in which they began', () => {
    const two = [lasting, ['before', traceOf(['a', 150_000]), true] as const];
    const found = unusualLastingWaits([...over, ...two], 900_000);
    expect(found.map((wait) => [wait.case, wait.sample.passages])).toEqual([
      ['before', 100],
      ['lasting', 100],
    ]);
  });
});
