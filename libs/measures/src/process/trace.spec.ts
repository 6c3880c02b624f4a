import { describe, expect, it } from '@jest/globals';
import { activityCountsOf, reworkOf } from './activity-counts.js';
import { flowsOf } from './flows.js';
import { serviceTimesOf } from './service-times.js';
import { activitiesOf, addStep, caseDurationMs, emptyTrace, traceBy, type Trace } from './trace.js';

function traceOf(...steps: readonly (readonly [activity: string, completedAt: number, startedAt?: number])[]): Trace {
  const trace = emptyTrace();
  for (const [activity, completedAt, startedAt] of steps) addStep(trace, activity, completedAt, startedAt);
  return trace;
}

describe('a trace', () => {
  it('is its steps, packed', () => {
    const trace = traceOf(['a', 0], ['b', 5], ['a', 5]);
    expect(trace).toEqual({
      activities: ['a', 'b'],
      steps: [0, 1, 0],
      completedAt: [0, 5, 5],
      startedAt: [null, null, null],
    });
    expect(activitiesOf(trace)).toEqual(['a', 'b', 'a']);
  });

  it('lasts from its first step to its last', () => {
    expect(caseDurationMs(traceOf(['a', 10], ['b', 35]))).toBe(25);
    expect(caseDurationMs(traceOf(['a', 10]))).toBe(0);
    expect(caseDurationMs(emptyTrace())).toBeUndefined();
  });

  it('begins with the first work on it, whichever step that was', () => {
    expect(caseDurationMs(traceOf(['a', 10, 4], ['b', 35, 2]))).toBe(33);
    expect(caseDurationMs(traceOf(['a', 10], ['b', 35, 20]))).toBe(25);
    expect(caseDurationMs(traceOf(['a', 10, 4]))).toBe(6);
  });

  it('as it was by an instant is its beginning, with the activities that had come by then', () => {
    const trace = traceOf(['a', 0], ['b', 5], ['a', 5, 3], ['c', 9, 1]);
    expect(traceBy(trace, 9)).toBe(trace);
    expect(traceBy(trace, 8)).toEqual(traceOf(['a', 0], ['b', 5], ['a', 5, 3]));
    expect(traceBy(trace, 5)).toEqual(traceOf(['a', 0], ['b', 5], ['a', 5, 3]));
    expect(traceBy(trace, 4)).toEqual(traceOf(['a', 0]));
    expect(traceBy(trace, -1)).toEqual(emptyTrace());
  });

  it('tells how long work took where its start is known', () => {
    expect(serviceTimesOf(traceOf(['a', 10, 4], ['b', 12], ['a', 20, 20]))).toEqual([[6, 0], []]);
  });
});

describe('flows', () => {
  it('are the pairs of neighbouring steps with their durations', () => {
    expect(flowsOf(traceOf(['a', 0], ['b', 5], ['a', 7], ['b', 17], ['b', 17]))).toEqual([
      { from: 'a', to: 'b', durationsMs: [5, 10], waitsMs: [], clamped: 0 },
      { from: 'b', to: 'a', durationsMs: [2], waitsMs: [], clamped: 0 },
      { from: 'b', to: 'b', durationsMs: [0], waitsMs: [], clamped: 0 },
    ]);
  });

  it('are none in a case of one step or none', () => {
    expect(flowsOf(traceOf(['a', 0]))).toEqual([]);
    expect(flowsOf(emptyTrace())).toEqual([]);
  });

  it('wait until the start of the next step where it is known, and never less than nothing', () => {
    const trace = traceOf(['a', 100, 50], ['b', 200, 90], ['a', 300, 230], ['b', 400, 310], ['a', 500]);
    expect(flowsOf(trace)).toEqual([
      { from: 'a', to: 'b', durationsMs: [100, 100], waitsMs: [0, 10], clamped: 1 },
      { from: 'b', to: 'a', durationsMs: [100, 100], waitsMs: [30], clamped: 0 },
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
