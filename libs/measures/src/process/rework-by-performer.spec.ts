import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addReworkStep, noRework, reworkCountsOf, reworkKinds, type ReworkCounts } from './rework-by-performer.js';

/** One case. @param steps the activity and who performed it; −1 for nobody known */
function reworkAmong(steps: readonly (readonly [activity: string, performer: number])[]) {
  const rework = noRework();
  for (const [activity, performer] of steps) addReworkStep(rework, activity, performer);
  return reworkCountsOf(rework);
}

const none: ReworkCounts = { selfLoopRepeat: 0, selfLoopRedo: 0, repetitionRepeat: 0, repetitionRedo: 0, unknown: 0 };

describe('rework', () => {
  it('is told apart by what lies between and by who did it before', () => {
    const [a, b] = ['a', '__proto__'];
    expect(reworkAmong([[a, 1], [a, 1], [b, 1], [a, 2], [a, 1], [b, 1], [a, 1]])).toEqual([
      { ...none, activity: a, selfLoopRepeat: 1, selfLoopRedo: 1, repetitionRepeat: 1, repetitionRedo: 1 },
      { ...none, activity: b, repetitionRepeat: 1 },
    ]); // prettier-ignore
  });

  it('is of nobody known where one of both is not', () => {
    expect(reworkAmong([['a', 1], ['a', -1], ['a', 1], ['b', 2], ['a', 1], ['b', -1]])).toEqual([
      { ...none, activity: 'a', repetitionRepeat: 1, unknown: 2 },
      { ...none, activity: 'b', unknown: 1 },
    ]); // prettier-ignore
  });

  it('is none of what happens once', () => {
    expect(reworkAmong([])).toEqual([]);
    expect(reworkAmong([['a', 1], ['b', 1]])).toEqual([]); // prettier-ignore
  });

  it('is each step beyond the first of its activity, by the step before of the same activity', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'constructor'), fc.integer({ min: -1, max: 2 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (drawn) => {
        const expected = new Map<string, Record<string, number>>();
        for (const activity of new Set(drawn.map(([one]) => one))) {
          const places = drawn.flatMap(([one], place) => (one === activity ? [place] : []));
          for (const [i, place] of places.entries()) {
            if (i === 0) continue;
            const [now, before] = [drawn[place]![1], drawn[places[i - 1]!]![1]];
            const way = places[i - 1] === place - 1 ? 'selfLoop' : 'repetition';
            const kind = Math.min(now, before) < 0 ? 'unknown' : `${way}${now === before ? 'Repeat' : 'Redo'}`;
            const counts = expected.get(activity) ?? { ...none };
            expected.set(activity, { ...counts, [kind]: counts[kind]! + 1 });
          }
        }
        const found = reworkAmong(drawn);
        expect(new Map(found.map(({ activity, ...counts }) => [activity, counts]))).toEqual(expected);
        const all = found.reduce((sum, row) => sum + reworkKinds.reduce((of, kind) => of + row[kind], 0), 0);
        expect(all).toBe(drawn.length - new Set(drawn.map(([one]) => one)).size);
      }),
    );
  });
});
