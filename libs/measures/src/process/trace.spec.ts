import { describe, expect, it } from '@jest/globals';
import { activityCountsOf, reworkOf } from './activity-counts.js';
import { flowsOf } from './flows.js';
import { activitiesOf, addStep, caseDurationMs, emptyTrace, type Trace } from './trace.js';

function traceOf(...steps: readonly (readonly [activity: string, completedAt: number])[]): Trace {
  const trace = emptyTrace();
  for (const [activity, completedAt] of steps) addStep(trace, activity, completedAt);
  return trace;
}

describe('a trace', () => {
  it('is its steps, packed', () => {
    const trace = traceOf(['a', 0], ['b', 5], ['a', 5]);
    expect(trace).toEqual({ activities: ['a', 'b'], steps: [0, 1, 0], completedAt: [0, 5, 5] });
    expect(activitiesOf(trace)).toEqual(['a', 'b', 'a']);
  });

  it('lasts from its first step to its last', () => {
    expect(caseDurationMs(traceOf(['a', 10], ['b', 35]))).toBe(25);
    expect(caseDurationMs(traceOf(['a', 10]))).toBe(0);
    expect(caseDurationMs(emptyTrace())).toBeUndefined();
  });
});

describe('flows', () => {
  it('are the pairs of neighbouring steps with their waits', () => {
    expect(flowsOf(traceOf(['a', 0], ['b', 5], ['a', 7], ['b', 17], ['b', 17]))).toEqual([
      { from: 'a', to: 'b', waitsMs: [5, 10], clamped: 0 },
      { from: 'b', to: 'a', waitsMs: [2], clamped: 0 },
      { from: 'b', to: 'b', waitsMs: [0], clamped: 0 },
    ]);
  });

  it('are none in a case of one step or none', () => {
    expect(flowsOf(traceOf(['a', 0]))).toEqual([]);
    expect(flowsOf(emptyTrace())).toEqual([]);
  });

  it('wait until the start of the next step where it is known, and never less than nothing', () => {
    const trace = traceOf(['a', 100], ['b', 200], ['a', 300], ['b', 400]);
    expect(flowsOf(trace, [50, 90, 230, 310])).toEqual([
      { from: 'a', to: 'b', waitsMs: [0, 10], clamped: 1 },
      { from: 'b', to: 'a', waitsMs: [30], clamped: 0 },
    ]);
  });
});

describe('activities of a case', () => {
  it('are counted with their self-loops, start and end', () => {
    const found = activityCountsOf(traceOf(['a', 0], ['a', 1], ['b', 2], ['a', 3], ['c', 4]));
    expect(found).toEqual([
      { activity: 'a', count: 3, selfLoops: 1, starts: true, ends: false },
      { activity: 'b', count: 1, selfLoops: 0, starts: false, ends: false },
      { activity: 'c', count: 1, selfLoops: 0, starts: false, ends: true },
    ]);
  });

  it('make rework from the second time on', () => {
    expect(reworkOf(traceOf(['a', 0], ['b', 1], ['c', 2]))).toBe(0);
    expect(reworkOf(traceOf(['a', 0], ['a', 1], ['b', 2], ['a', 3], ['b', 4]))).toBe(3);
    expect(reworkOf(emptyTrace())).toBe(0);
  });
});
