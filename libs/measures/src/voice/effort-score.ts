import { upwardScore, type Polarity, type Scale } from './survey-answer.js';
import { wilsonInterval, type ShareInterval } from './wilson.js';

/** How easy customers found it. */
export interface EffortScore {
  readonly n: number;
  /** Mean of the answers as they were given: read it with the scale and the polarity. */
  readonly mean: number;
  /** Share of the answers on the good side of the middle of the scale: 5–7 of 1–7; 1–2 of the old 1–5, where low is good. */
  readonly easy: ShareInterval;
}

/**
 * The customer effort score on the scale that it was asked on: 1–7 with high good is CES 2.0 (CEB 2013), 1–5 with low
 * good that of Dixon, Freeman & Toman (2010). Answers to different questions are not put on one scale.
 *
 * @param scores points of the scale; others are not counted
 * @returns undefined when nobody answered
 */
export function effortOf(scores: readonly number[], scale: Scale, polarity: Polarity): EffortScore | undefined {
  const given = scores.filter((score) => Number.isInteger(score) && score >= scale.min && score <= scale.max);
  const easy = wilsonInterval(given.filter((score) => isEasy(score, scale, polarity)).length, given.length);
  return easy && { n: given.length, mean: given.reduce((sum, score) => sum + score, 0) / given.length, easy };
}

/** Whether an answer lies on the good side of the middle of its scale, and not in it. */
export function isEasy(score: number, scale: Scale, polarity: Polarity): boolean {
  return upwardScore(score, scale, polarity) > (scale.min + scale.max) / 2;
}
