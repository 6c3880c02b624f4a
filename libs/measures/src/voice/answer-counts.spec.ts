import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addCount,
  answerClass,
  countsOfSums,
  figureOfCounts,
  isLow,
  questionOf,
  scoreOfTen,
  type Question,
  type ScoreCount,
} from './answer-counts.js';
import type { SurveyAnswer } from './survey-answer.js';
import { summarizeSurveys } from './survey-summary.js';

const higher = 'higher-is-better';
const nps: Question = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: higher };
const csat: Question = { instrument: 'csat', scale: { min: 1, max: 5 }, polarity: higher };
const ces: Question = { instrument: 'ces', scale: { min: 1, max: 7 }, polarity: higher };
const oldCes: Question = { instrument: 'ces', scale: { min: 1, max: 5 }, polarity: 'lower-is-better' };

function answersOf({ instrument, scale, polarity }: Question, counts: readonly ScoreCount[]): SurveyAnswer[] {
  return counts.flatMap(({ score, count }) =>
    Array.from({ length: count }, () => ({ instrument, scale, polarity, score, at: 0 })),
  );
}

describe('answers as counts', () => {
  it('are of one question when they can be put together', () => {
    const answer = {
      instrument: 'NPS',
      scale: { min: 0, max: 10 },
      polarity: 'lower-is-better',
      score: 2,
      at: 0,
    } as const;
    expect(questionOf(answer)).toEqual({ question: nps, score: 8 });
    expect(questionOf({ ...answer, instrument: 'ces' })).toEqual({
      question: { instrument: 'ces', scale: answer.scale, polarity: 'lower-is-better' },
      score: 2,
    });
    expect(questionOf({ ...answer, scale: { min: 1, max: 5 } })).toBe('other-scale');
    expect(questionOf({ ...answer, score: 2.5 })).toBe('off-scale');
    expect(questionOf({ ...answer, instrument: 'mood' })).toBe('unknown-instrument');
  });

  it('are low where somebody should look at them', () => {
    const low = (question: Question, scores: number[]) => scores.filter((score) => isLow(question, score));
    expect(low(nps, [0, 6, 7, 9, 10])).toEqual([0, 6]);
    expect(low(csat, [1, 2, 3, 4, 5])).toEqual([1, 2]);
    expect(low(ces, [1, 3, 4, 5, 7])).toEqual([1, 3]);
    expect(low(oldCes, [1, 2, 3, 4, 5])).toEqual([4, 5]);
    expect(answerClass(oldCes, 3)).toBe('between');
    expect(answerClass(csat, 3)).toBe('neutral');
  });

  it('have a score of ten', () => {
    expect([scoreOfTen(nps, 7), scoreOfTen(csat, 4), scoreOfTen(oldCes, 1), scoreOfTen(ces, 1)]).toEqual([
      7, 7.5, 10, 0,
    ]);
  });

  it('are the sums of a total, and are read off them again', () => {
    const counts = [
      { score: 0, count: 2 },
      { score: 8, count: 1 },
      { score: 10, count: 4 },
    ];
    const sums: Record<string, number> = {};
    for (const { score, count } of counts) addCount(sums, nps, score, count);
    expect(sums).toEqual({
      'answers': 7,
      'detractors': 2,
      'passives': 1,
      'promoters': 4,
      'score 0': 2,
      'score 8': 1,
      'score 10': 4,
    });
    expect(countsOfSums(sums)).toEqual(counts);
    expect(countsOfSums({ 'score 3': 0n, 'score 2': 5n, 'answers': 5n })).toEqual([{ score: 2, count: 5 }]);
  });

  it('give the published check of the effort score', () => {
    const counts = [80, 210, 140, 110, 160, 180, 120].map((count, at) => ({ score: at + 1, count }));
    const { n, mean, figure } = figureOfCounts(ces, counts);
    expect([n, mean, figure!.value]).toEqual([1000, 4.08, 0.46]);
  });

  it('are too few below 20', () => {
    expect(figureOfCounts(nps, [])).toEqual({ n: 0, mean: undefined, figure: undefined });
    expect(figureOfCounts(nps, [{ score: 9, count: 19 }]).figure).toBeUndefined();
    expect(figureOfCounts(nps, [{ score: 9, count: 20 }]).figure!.value).toBe(100);
  });

  it('give what the answers one by one give', () => {
    const counted = fc.array(fc.record({ score: fc.integer({ min: 1, max: 5 }), count: fc.nat(30) }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(nps, csat, ces, oldCes), counted, (question, counts) => {
        const found = figureOfCounts(question, counts);
        const summary = summarizeSurveys(answersOf(question, counts));
        const wanted = question.instrument === 'ces' ? summary.ces[0] : summary[question.instrument];
        expect(found.n).toBe(wanted?.n ?? 0);
        expect(found.figure?.value).toBe(wanted?.figure?.value);
        expect(found.figure?.low).toBe(wanted?.figure?.interval?.low);
        expect(found.figure?.high).toBe(wanted?.figure?.interval?.high);
      }),
    );
  });
});
