import { describe, expect, it } from '@jest/globals';
import { reworkOfCases } from './rework-of-cases.js';

const counts = (selfLoopRepeat: number, selfLoopRedo: number, repetitionRepeat: number, repetitionRedo: number) => ({
  selfLoopRepeat,
  selfLoopRedo,
  repetitionRepeat,
  repetitionRedo,
  unknown: 0,
});

describe('the rework of many cases', () => {
  it('is counted in steps and in cases', () => {
    const found = reworkOfCases([
      { activities: ['a', 'a', 'a', 'b', 'a', 'a'], performers: ['x', 'x', 'y', 'y', 'y', 'x'] },
      { activities: ['a', 'b', 'a', 'b'], performers: ['x', 'x', 'y', 'x'] },
    ]);
    expect(found).toEqual([
      { activity: 'a', cases: 2, steps: counts(1, 2, 1, 1), casesWith: counts(1, 1, 1, 1) },
      { activity: 'b', cases: 1, steps: counts(0, 0, 1, 0), casesWith: counts(0, 0, 1, 0) },
    ]);
  });

  it('cannot be told apart where one of both performers is not known', () => {
    const [a] = reworkOfCases([
      { activities: ['a', 'a', 'a', 'b', 'a'], performers: ['x', undefined, undefined, 'x'] },
    ]);
    expect(a).toMatchObject({ cases: 1, steps: { unknown: 3, selfLoopRepeat: 0 }, casesWith: { unknown: 1 } });
  });

  it('is none where nothing was done again', () => {
    expect(reworkOfCases([])).toEqual([]);
    expect(reworkOfCases([{ activities: ['a', 'b'], performers: ['x', 'x'] }])).toEqual([]);
  });

  it('is told of a case of 10,000 steps and 500 activities', () => {
    const activities = Array.from({ length: 10_000 }, (_, i) => (i % 500 === 0 ? '__proto__' : `${i % 500}`));
    const found = reworkOfCases([{ activities, performers: activities.map((_, i) => `${Math.floor(i / 1_000)}`) }]);
    expect(found).toHaveLength(500);
    expect(found[0]!.steps).toEqual(counts(0, 0, 10, 9));
  });
});
