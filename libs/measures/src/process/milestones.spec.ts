import { describe, expect, it } from '@jest/globals';
import { businessClock } from '../calendar/business-time.js';
import { milestoneTimesOf, msBetweenMilestones, type Milestone } from './milestones.js';
import { traceOf } from './testing.js';
import { caseDurationMs, emptyTrace } from './trace.js';

const first = (...activities: readonly string[]): Milestone => ({ occurrence: 'first', activities });
const last = (...activities: readonly string[]): Milestone => ({ occurrence: 'last', activities });
const start: Milestone = { occurrence: 'first' };
const end: Milestone = { occurrence: 'last' };

describe('from milestone to milestone', () => {
  const trace = traceOf(['a', 10, 4], ['b', 20], ['a', 30], ['c', 45, 40], ['b', 60]);

  it('is from completion to completion of the occurrences that are meant', () => {
    expect(msBetweenMilestones(trace, first('a'), first('b'))).toBe(10);
    expect(msBetweenMilestones(trace, first('a'), last('b'))).toBe(50);
    expect(msBetweenMilestones(trace, last('a'), last('b'))).toBe(30);
    expect(msBetweenMilestones(trace, first('a'), last('a'))).toBe(20);
    expect(msBetweenMilestones(trace, first('c', 'b'), last('c', 'a'))).toBe(25);
  });

  it('begins with the first work on the case, and ends with its last step', () => {
    expect(msBetweenMilestones(trace, start, end)).toBe(caseDurationMs(trace));
    expect(msBetweenMilestones(trace, start, first('a'))).toBe(6);
    expect(msBetweenMilestones(trace, last('b'), end)).toBe(0);
    expect(msBetweenMilestones(traceOf(['a', 10]), start, end)).toBe(0);
  });

  it('is nothing where the end comes first, or one is missing, or both are one step', () => {
    expect(msBetweenMilestones(trace, last('a'), first('b'))).toBeNull();
    expect(msBetweenMilestones(trace, first('a'), first('z'))).toBeNull();
    expect(msBetweenMilestones(trace, first(), end)).toBeNull();
    expect(msBetweenMilestones(trace, first('c'), last('c'))).toBeNull();
    expect(msBetweenMilestones(trace, end, start)).toBeNull();
    expect(msBetweenMilestones(emptyTrace(), start, end)).toBeNull();
  });

  it('is told by the order of the case where instants are equal', () => {
    const tied = traceOf(['a', 10], ['b', 10]);
    expect(msBetweenMilestones(tied, first('a'), first('b'))).toBe(0);
    expect(msBetweenMilestones(tied, first('b'), first('a'))).toBeNull();
  });

  it('is told by a clock, where one is given', () => {
    const clock = businessClock({ zone: 'UTC', hours: [{ weekday: 4, open: '00:00', close: '00:01' }], holidays: [] });
    // The epoch was a Thursday.
    expect(msBetweenMilestones(traceOf(['a', 30_000], ['b', 90_000]), first('a'), first('b'), clock)).toBe(30_000);
  });

  it('over cases says how many have both, and in how many they come in that order', () => {
    const cases = [trace, traceOf(['c', 5], ['a', 9]), traceOf(['a', 5]), emptyTrace()];
    expect(milestoneTimesOf(cases, first('a'), first('c'))).toMatchObject({
      cases: 4,
      withBoth: 2,
      duration: { n: 1, sum: 0.035 },
    });
  });
});
