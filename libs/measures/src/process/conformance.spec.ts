import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { conformanceOf, VariantAligner } from './conformance.js';
import { graphOf } from './model-graph.js';

const aligner = (activities: string) => new VariantAligner(graphOf({ kind: 'sequence', activities: [...activities] }));
const variants = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([trace, count]) => ({ activities: [...trace], count }));

describe('the conformance of a process', () => {
  it('counts cases', () => {
    const conformance = conformanceOf(aligner('ABC'), variants({ ABC: 3, ACX: 2, BACC: 1 }));
    expect(conformance).toEqual({
      cases: 6,
      fitting: 3,
      averageFitness: (3 + 2 * (1 - 2 / 6) + (1 - 3 / 7)) / 6,
      logFitness: 1 - 7 / (3 * 6 + 2 * 6 + 7),
      totalCost: 7,
      activities: [
        { activity: 'A', inModel: true, absent: 0, notInPlace: 0, skipped: 0, extra: 0, reordered: 0, unknown: 0 },
        { activity: 'B', inModel: true, absent: 2, notInPlace: 3, skipped: 2, extra: 0, reordered: 1, unknown: 0 },
        { activity: 'C', inModel: true, absent: 0, notInPlace: 0, skipped: 0, extra: 1, reordered: 0, unknown: 0 },
        { activity: 'X', inModel: false, absent: 0, notInPlace: 0, skipped: 0, extra: 0, reordered: 0, unknown: 2 },
      ],
      tooLong: { variants: 0, cases: 0 },
    });
  });

  it('of no cases has no fitness', () => {
    const { cases, averageFitness, logFitness } = conformanceOf(aligner('AB'), []);
    expect({ cases, averageFitness, logFitness }).toEqual({
      cases: 0,
      averageFitness: undefined,
      logFitness: undefined,
    });
  });

  it('leaves out cases that are too long, and says how many', () => {
    const long = Array.from({ length: limits.alignmentSteps }, () => 'A');
    const conformance = conformanceOf(aligner('AB'), [
      { activities: long, count: 4 },
      { activities: ['A', 'B'], count: 1 },
    ]);
    expect(conformance).toMatchObject({ cases: 1, averageFitness: 1, tooLong: { variants: 1, cases: 4 } });
  });

  it('names activities of the model in its order, then others, those of most cases first', () => {
    const { activities } = conformanceOf(aligner('BA'), variants({ YX: 1, ZX: 1 }));
    expect(activities.map(({ activity }) => activity)).toEqual(['B', 'A', 'X', 'Y', 'Z']);
  });

  it('takes any name for an activity', () => {
    const names = ['__proto__', 'constructor', '', 'a,b'];
    const kept = new VariantAligner(graphOf({ kind: 'sequence', activities: ['__proto__', 'a'] }));
    const { activities } = conformanceOf(kept, [
      { activities: names, count: 1 },
      { activities: ['a', 'b'], count: 1 },
    ]);
    expect(activities.map(({ activity, absent, unknown }) => [activity, absent, unknown])).toEqual([
      ['__proto__', 1, 0],
      ['a', 1, 0],
      ['', 0, 1],
      ['a,b', 0, 1],
      ['b', 0, 1],
      ['constructor', 0, 1],
    ]);
  });
});

describe('an aligner of variants', () => {
  it('aligns each once, and forgets the oldest when there are too many', () => {
    const kept = aligner('AB');
    const long = (activity: string) => Array.from({ length: 0.4 * limits.alignedActivities }, () => activity);
    const first = kept.deviationOf(long('A'));
    expect(first).toMatchObject({ cost: long('A').length });
    expect(kept.deviationOf(long('A'))).toBe(first);
    const second = kept.deviationOf(long('B'));
    kept.deviationOf(long('C'));
    expect(kept.deviationOf(long('B'))).toBe(second);
    expect(kept.deviationOf(long('A'))).not.toBe(first);
  });
});
