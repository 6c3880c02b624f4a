import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addToRun, runAnswersMax } from './answer-run.js';
import { latestAnswers } from './latest-answers.js';

const day = 86_400_000;

/** Which answers count, told change by change. */
function counted(days: readonly number[]) {
  const run: { at: number; number: number }[] = [];
  const counting = new Set<number>();
  for (const [number, at] of days.entries()) {
    const { counts, countsNoMore } = addToRun(run, { at: at * day, number });
    for (const answer of countsNoMore) expect(counting.delete(answer.number)).toBe(true);
    for (const answer of counts) counting.add(answer.number);
  }
  return { counting: [...counting].sort((a, b) => a - b), run };
}

describe('a run of answers', () => {
  it('counts the last of 90 days, and reaches back from it', () => {
    expect(counted([0, 30, 89]).counting).toEqual([2]);
    expect(counted([0, 60, 120, 180]).counting).toEqual([1, 3]);
    expect(counted([0, 60, 120, 180, 240]).counting).toEqual([0, 2, 4]);
  });

  it('is settled by a gap of 90 days', () => {
    const { counting, run } = counted([0, 30, 120]);
    expect(counting).toEqual([1, 2]);
    expect(run).toHaveLength(1);
  });

  it('counts what all answers at once count', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(800), { maxLength: 60 }), (drawn) => {
        const days = drawn.toSorted((a, b) => a - b);
        const all = days.map((at, number) => ({
          instrument: 'nps',
          scale: { min: 0, max: 10 },
          polarity: 'higher-is-better' as const,
          score: number,
          at: at * day,
          person: 'one',
        }));
        expect(counted(days).counting).toEqual(latestAnswers(all).map(({ score }) => score));
      }),
    );
  });

  it('stays small, however often somebody answers', () => {
    const { counting, run } = counted(Array.from({ length: 1_000 }, (_, number) => number / 10));
    expect([run.length, counting]).toEqual([runAnswersMax, [999]]);
  });
});
