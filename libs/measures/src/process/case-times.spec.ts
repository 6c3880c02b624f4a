import { describe, expect, it } from '@jest/globals';
import { businessClock } from '../calendar/business-time.js';
import { caseDurationsOf, caseTimesOf } from './case-times.js';
import { traceOf } from './testing.js';
import { emptyTrace } from './trace.js';

describe('busy and idle time of a case', () => {
  it('count work that runs side by side once', () => {
    const trace = traceOf(['a', 10, 0], ['b', 12, 5], ['c', 30, 20]);
    expect(caseTimesOf({ trace })).toEqual({ durationMs: 30, busyMs: 22, idleMs: 8 });
    expect(caseTimesOf({ trace: traceOf(['inner', 8, 4], ['outer', 20, 0]) })).toEqual({
      durationMs: 20,
      busyMs: 20,
      idleMs: 0,
    });
  });

  it('are all idle where no start is known, and nothing in a case of one instant', () => {
    expect(caseTimesOf({ trace: traceOf(['a', 10], ['b', 35]) })).toEqual({ durationMs: 25, busyMs: 0, idleMs: 25 });
    expect(caseTimesOf({ trace: traceOf(['a', 10]) })).toEqual({ durationMs: 0, busyMs: 0, idleMs: 0 });
    expect(caseTimesOf({ trace: emptyTrace() })).toBeUndefined();
  });

  it('make nothing of work that is said to have begun after it was done', () => {
    expect(caseTimesOf({ trace: traceOf(['a', 10, 40], ['b', 50, 48]) })).toEqual({
      durationMs: 40,
      busyMs: 2,
      idleMs: 38,
    });
  });

  it('have work in them that was given up, as far as it lies in the case', () => {
    const work = { begun: [], givenUp: ['b', 2, 14, 'b', 40, 60] };
    expect(caseTimesOf({ trace: traceOf(['a', 10], ['c', 50]), work })).toEqual({
      durationMs: 40,
      busyMs: 14,
      idleMs: 26,
    });
  });

  it('go on until now in an open case: busy with what has begun, idle where nothing has', () => {
    const trace = traceOf(['a', 10, 4]);
    const open = (begun: (string | number)[]) => caseTimesOf({ trace, work: { begun, givenUp: [] } }, 100);
    expect(open([])).toEqual({ durationMs: 96, busyMs: 6, idleMs: 90 });
    expect(open(['b', 70])).toEqual({ durationMs: 96, busyMs: 36, idleMs: 60 });
    expect(open(['b', 0, 'b', 70])).toEqual({ durationMs: 100, busyMs: 100, idleMs: 0 });
    // Of a case that has ended nobody knows when that work stopped.
    expect(caseTimesOf({ trace, work: { begun: ['b', 7], givenUp: [] } })).toEqual({
      durationMs: 6,
      busyMs: 6,
      idleMs: 0,
    });
  });

  it('of an open case are known from the first work on', () => {
    const work = { begun: ['a', 20], givenUp: [] };
    expect(caseTimesOf({ trace: emptyTrace(), work }, 50)).toEqual({ durationMs: 30, busyMs: 30, idleMs: 0 });
    expect(caseTimesOf({ trace: emptyTrace(), work }, 10)).toBeUndefined();
    expect(caseTimesOf({ trace: emptyTrace() }, 10)).toBeUndefined();
  });

  it('take a case of 10,000 steps, and 200,000 begun and never completed', () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => [`${i % 500}`, i * 10, i * 10 - 15] as const);
    expect(caseTimesOf({ trace: traceOf(...steps) })).toEqual({ durationMs: 100_005, busyMs: 100_005, idleMs: 0 });
    const begun = Array.from({ length: 200_000 }, (_, i) => ['a', 7 + i]).flat();
    expect(caseTimesOf({ trace: emptyTrace(), work: { begun, givenUp: [] } }, 1_000_007)).toMatchObject({
      busyMs: 1_000_000,
    });
  });
});

describe('the durations of cases', () => {
  it('have the mean of the middle two as their median', () => {
    const lasting = (ms: number) => traceOf(['a', 5_000], ['b', 5_000 + ms]);
    expect(caseDurationsOf([lasting(1_000), lasting(4_000), emptyTrace()])).toMatchObject({ n: 2, median: 2.5 });
  });

  it('are those of a clock, where one is given', () => {
    const hours = [{ weekday: 1, open: '09:00', close: '17:00' }];
    const mondays = businessClock({ zone: 'Europe/Berlin', hours, holidays: [] });
    // Two Mondays; between them the clocks are put forward.
    const trace = traceOf(['a', Date.parse('2024-03-25T15:00:00Z')], ['b', Date.parse('2024-04-01T08:00:00Z')]);
    expect(caseDurationsOf([trace], mondays).sum).toBe(2 * 3_600);
  });
});
