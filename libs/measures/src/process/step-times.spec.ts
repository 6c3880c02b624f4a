import { describe, expect, it } from '@jest/globals';
import { activityTimesOf, stepTimesOf } from './step-times.js';
import { traceOf } from './testing.js';
import { emptyTrace } from './trace.js';

describe('the times of a step', () => {
  it('are service, waiting and both together', () => {
    expect(stepTimesOf(traceOf(['a', 10, 4], ['b', 30, 16]))).toEqual([
      { activity: 'a', serviceMs: 6, waitingMs: null, sojournMs: null, clamped: false },
      { activity: 'b', serviceMs: 14, waitingMs: 6, sojournMs: 20, clamped: false },
    ]);
  });

  it('are known in part where no start is', () => {
    expect(stepTimesOf(traceOf(['a', 10], ['b', 30], ['b', 30]))).toEqual([
      { activity: 'a', serviceMs: null, waitingMs: null, sojournMs: null, clamped: false },
      { activity: 'b', serviceMs: null, waitingMs: null, sojournMs: 20, clamped: false },
      { activity: 'b', serviceMs: null, waitingMs: null, sojournMs: 0, clamped: false },
    ]);
  });

  it('are never negative: who begins before the last is done has not waited', () => {
    expect(stepTimesOf(traceOf(['a', 10], ['b', 30, 5]))[1]).toEqual({
      activity: 'b',
      serviceMs: 25,
      waitingMs: 0,
      sojournMs: 20,
      clamped: true,
    });
  });

  it('take work that is said to have begun after it was done for work of no time', () => {
    expect(stepTimesOf(traceOf(['a', 10, 12]))[0]!.serviceMs).toBe(0);
  });
});

describe('the times of activities', () => {
  it('are those of their steps in all cases', () => {
    const found = activityTimesOf([
      traceOf(['a', 1_000, 0], ['b', 4_000, 2_000], ['a', 5_000]),
      emptyTrace(),
      traceOf(['b', 6_000, 3_000], ['__proto__', 9_000, 5_000]),
    ]);
    expect(found.map(({ activity }) => activity)).toEqual(['a', 'b', '__proto__']);
    expect(found[0]).toMatchObject({ service: { n: 1, sum: 1 }, waiting: { n: 0 }, sojourn: { n: 1, sum: 1 } });
    expect(found[1]).toMatchObject({ service: { n: 2, sum: 5 }, waiting: { n: 1, sum: 1 }, sojourn: { n: 1, sum: 3 } });
    expect(found[2]).toMatchObject({ service: { sum: 4 }, waiting: { sum: 0 }, clamped: 1, sojourn: { sum: 3 } });
  });

  it('are none without cases', () => expect(activityTimesOf([])).toEqual([]));
});
