import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { latestAnswers } from './latest-answers.js';
import type { SurveyAnswer } from './survey-answer.js';

const day = 86_400_000;
const at = (days: number, more: Partial<SurveyAnswer> = {}): SurveyAnswer => ({
  instrument: 'nps',
  scale: { min: 0, max: 10 },
  polarity: 'higher-is-better',
  score: 5,
  at: days * day,
  person: 'one',
  ...more,
});
const daysOf = (answers: readonly SurveyAnswer[]): number[] => answers.map((answer) => answer.at / day);

describe('the answers that count', () => {
  it('are the last of a person within 90 days', () => {
    expect(daysOf(latestAnswers([at(0), at(89), at(30)]))).toEqual([89]);
    expect(daysOf(latestAnswers([at(0), at(90)]))).toEqual([0, 90]);
  });

  it('reach back from the last, so that whoever answers often counts again after 90 days', () => {
    expect(daysOf(latestAnswers([0, 60, 120, 180, 240].map((days) => at(days))))).toEqual([0, 120, 240]);
    expect(daysOf(latestAnswers([0, 30, 60, 90, 120, 150, 180].map((days) => at(days))))).toEqual([0, 90, 180]);
  });

  it('are judged for each person and instrument by itself; nobody known is nobody twice', () => {
    expect(latestAnswers([at(0), at(1, { person: 'two' })]).length).toBe(2);
    expect(latestAnswers([at(0), at(1, { instrument: 'csat' })]).length).toBe(2);
    expect(latestAnswers([at(0), at(1, { instrument: 'NPS' })]).length).toBe(1);
    expect(latestAnswers([at(0, { person: undefined }), at(0, { person: undefined })]).length).toBe(2);
  });

  it('of one instant are the later in the list', () => {
    expect(latestAnswers([at(3, { score: 1 }), at(3, { score: 9 })]).map(({ score }) => score)).toEqual([9]);
  });

  it('lie 90 days apart, and each left out has one that counts within 90 days after it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { maxLength: 30 }), (days) => {
        const kept = daysOf(latestAnswers(days.map((each) => at(each)))).toSorted((a, b) => a - b);
        for (let next = 1; next < kept.length; next++) expect(kept[next]! - kept[next - 1]!).toBeGreaterThanOrEqual(90);
        for (const each of days) expect(kept.some((other) => other >= each && other - each < 90)).toBe(true);
      }),
    );
  });
});
