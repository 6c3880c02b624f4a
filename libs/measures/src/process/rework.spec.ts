import { describe, expect, it } from '@jest/globals';
import { reworkByPerformer } from './rework.js';

describe('rework by performer', () => {
  it('tells at once from later, and the same from another, by the time before', () => {
    const found = reworkByPerformer([
      { activities: ['a', 'a', 'a', 'b', 'a', 'a'], performers: ['x', 'x', 'y', 'y', 'y', 'x'] },
      { activities: ['a', 'b', 'a', 'b'], performers: ['x', 'x', 'y', 'x'] },
    ]);
    expect(found).toEqual([
      {
        activity: 'a',
        cases: 2,
        selfLoops: { steps: { repeat: 1, redo: 2, unknown: 0 }, cases: { repeat: 1, redo: 1, unknown: 0 } },
        repetitions: { steps: { repeat: 1, redo: 1, unknown: 0 }, cases: { repeat: 1, redo: 1, unknown: 0 } },
      },
      {
        activity: 'b',
        cases: 1,
        selfLoops: { steps: { repeat: 0, redo: 0, unknown: 0 }, cases: { repeat: 0, redo: 0, unknown: 0 } },
        repetitions: { steps: { repeat: 1, redo: 0, unknown: 0 }, cases: { repeat: 1, redo: 0, unknown: 0 } },
      },
    ]);
  });

  it('cannot tell where one of both is not known', () => {
    const [a] = reworkByPerformer([
      { activities: ['a', 'a', 'a', 'b', 'a'], performers: ['x', undefined, undefined, 'x'] },
    ]);
    expect(a!.selfLoops.steps).toEqual({ repeat: 0, redo: 0, unknown: 2 });
    expect(a!.repetitions.steps).toEqual({ repeat: 0, redo: 0, unknown: 1 });
  });

  it('is none where nothing was done again', () => {
    expect(reworkByPerformer([])).toEqual([]);
    expect(reworkByPerformer([{ activities: ['a', 'b'], performers: ['x', 'x'] }])).toEqual([]);
  });

  it('takes a case of 10,000 steps and 500 activities', () => {
    const activities = Array.from({ length: 10_000 }, (_, i) => (i % 500 === 0 ? '__proto__' : `${i % 500}`));
    const found = reworkByPerformer([{ activities, performers: activities.map((_, i) => `${Math.floor(i / 1_000)}`) }]);
    expect(found).toHaveLength(500);
    expect(found[0]!.repetitions.steps).toEqual({ repeat: 10, redo: 9, unknown: 0 });
  });
});
