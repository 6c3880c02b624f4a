import { isEasy } from './effort-score.js';
import type { Interval } from './organisation-bootstrap.js';
import { promoterClass, promoterScore } from './promoter-score.js';
import { isInstrument, judgeAnswer, upwardScore } from './survey-answer.js';
import type { ApartReason, Instrument, Polarity, Scale, SurveyAnswer } from './survey-answer.js';
import { leastAnswers } from './survey-summary.js';
import { wilsonInterval } from './wilson.js';

/** What was asked, as far as it decides which answers can be put together. */
export interface Question {
  readonly instrument: Instrument;
  readonly scale: Scale;
  readonly polarity: Polarity;
}

/** How often one score was given. */
export interface ScoreCount {
  readonly score: number;
  readonly count: number;
}

/**
 * What one answer is to its measure. The low ones are `detractors`, `dissatisfied` (1–2 of 5) and `hard` (the bad side of
 * the middle of the scale of effort).
 */
export type AnswerClass =
  | 'promoters'
  | 'passives'
  | 'detractors'
  | 'satisfied'
  | 'neutral'
  | 'dissatisfied'
  | 'easy'
  | 'between'
  | 'hard';

/**
 * The question of an answer, and its score as an answer to it: promoter scores and satisfaction are turned so that the
 * high end is the good one, effort stays as it was asked. Else why it enters no measure.
 */
export function questionOf(
  answer: SurveyAnswer,
): { readonly question: Question; readonly score: number } | ApartReason {
  const judged = judgeAnswer(answer);
  if (!isInstrument(judged)) return judged;
  const { scale, polarity, score } = answer;
  if (judged === 'ces') return { question: { instrument: judged, scale, polarity }, score };
  const question = { instrument: judged, scale, polarity: 'higher-is-better' } as const;
  return { question, score: upwardScore(score, scale, polarity) };
}

/** @param score as `questionOf` gives it */
export function answerClass({ instrument, scale, polarity }: Question, score: number): AnswerClass {
  if (instrument === 'nps') return promoterClass(score);
  if (instrument === 'csat') return score >= 4 ? 'satisfied' : score <= 2 ? 'dissatisfied' : 'neutral';
  if (isEasy(score, scale, polarity)) return 'easy';
  return 2 * score === scale.min + scale.max ? 'between' : 'hard';
}

/** Whether an answer is one that somebody should look at. */
export function isLow(question: Question, score: number): boolean {
  const found = answerClass(question, score);
  return found === 'detractors' || found === 'dissatisfied' || found === 'hard';
}

/** A score on 0 (bad) to 10 (good), so that a fall means the same on every scale; fractions stay. */
export function scoreOfTen({ scale, polarity }: Question, score: number): number {
  return (10 * (upwardScore(score, scale, polarity) - scale.min)) / (scale.max - scale.min);
}

/** Adds to the sums of a total: `answers`, how many there are of each class, and `score N` for each score given. */
export function addCount(sums: Record<string, number>, question: Question, score: number, by: number): void {
  for (const name of ['answers', answerClass(question, score), `score ${score}`]) sums[name] = (sums[name] ?? 0) + by;
}

/** The way back: how often each score was given, the least first. Sums of other names are passed over. */
export function countsOfSums(sums: Readonly<Record<string, number | bigint>>): ScoreCount[] {
  const found = Object.entries(sums).flatMap(([name, sum]) => {
    const score = /^score (-?\d+)$/.exec(name);
    return score === null ? [] : [{ score: Number(score[1]), count: Number(sum) }];
  });
  return found.filter(({ count }) => count !== 0).sort((a, b) => a.score - b.score);
}

/** What answers to one question come to. */
export interface CountedAnswers {
  readonly n: number;
  /** Mean of the scores; undefined while fewer than 20 count. */
  readonly mean: number | undefined;
  /**
   * NPS: points, adjusted Wald (Rocks 2016). CSAT: share of the best two of five; CES: share on the easy side; both Wilson
   * (1927). The limits are over answers as if each were alone. Undefined while fewer than 20 count.
   */
  readonly figure: (Interval & { readonly value: number }) | undefined;
}

/** The figure of one question from nothing but counts, so that it is exact for any sum of totals as of any date. */
export function figureOfCounts(question: Question, counts: readonly ScoreCount[]): CountedAnswers {
  const n = counts.reduce((sum, { count }) => sum + count, 0);
  if (n < leastAnswers) return { n, mean: undefined, figure: undefined };
  const mean = counts.reduce((sum, { score, count }) => sum + score * count, 0) / n;
  const of = (wanted: AnswerClass): number =>
    counts.reduce((sum, { score, count }) => (answerClass(question, score) === wanted ? sum + count : sum), 0);
  if (question.instrument === 'nps') {
    const found = promoterScore({ promoters: of('promoters'), passives: of('passives'), detractors: of('detractors') });
    return { n, mean, figure: found && { value: found.score, low: found.low, high: found.high } };
  }
  const share = wilsonInterval(of(question.instrument === 'csat' ? 'satisfied' : 'easy'), n);
  return { n, mean, figure: share && { value: share.share, low: share.low, high: share.high } };
}
