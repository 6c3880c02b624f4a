import { describe, expect, it } from '@jest/globals';
import { subcontractingOf } from './subcontracting.js';
import { performersPaired, workingTogetherOf } from './working-together.js';

describe('working together', () => {
  it('is the share of all cases in which both did something, however much', () => {
    expect(workingTogetherOf([['y', 'x', 'y', 'y'], ['x', 'y', undefined, 'z'], [undefined], []])).toEqual({
      cases: 4,
      crowded: 0,
      pairs: [
        { a: 'x', b: 'y', cases: 2, share: 0.5 },
        { a: 'x', b: 'z', cases: 1, share: 0.25 },
        { a: 'y', b: 'z', cases: 1, share: 0.25 },
      ],
    });
  });

  it('is none of one alone, and of nobody', () => {
    expect(workingTogetherOf([['x', 'x']])).toEqual({ cases: 1, crowded: 0, pairs: [] });
    expect(workingTogetherOf([])).toEqual({ cases: 0, crowded: 0, pairs: [] });
  });

  it('pairs nobody in a case of a crowd, and says so', () => {
    const crowd = Array.from({ length: performersPaired + 1 }, (_, i) => `${i}`);
    expect(workingTogetherOf([crowd])).toEqual({ cases: 1, crowded: 1, pairs: [] });
    expect(workingTogetherOf([crowd.slice(1)]).pairs).toHaveLength((performersPaired * (performersPaired - 1)) / 2);
  });
});

describe('subcontracting', () => {
  it('is counted wherever work goes there and back', () => {
    expect(
      subcontractingOf([
        ['x', 'y', 'x', 'y', 'x', '__proto__', 'x'],
        ['z', 'y', 'y', 'z'],
      ]),
    ).toEqual([
      { from: 'x', to: 'y', count: 2 },
      { from: 'x', to: '__proto__', count: 1 },
      { from: 'y', to: 'x', count: 1 },
    ]);
  });

  it('has those who did all three themselves, and never a step of nobody', () => {
    expect(subcontractingOf([['x', 'x', 'x', 'x']])).toEqual([{ from: 'x', to: 'x', count: 2 }]);
    expect(subcontractingOf([['x', undefined, 'x'], [undefined, 'x', undefined], ['x', 'x'], []])).toEqual([]);
  });
});
