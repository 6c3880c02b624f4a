import type { eld } from 'eld/extrasmall';

/** What the detector must score English with, 0–1, besides calling its answer reliable (decision 0027). */
const leastScore = 0.7;
/** Of fewer words the language is guessed, and not known. */
const leastWords = 4;
/** The language of a text shows in its beginning. */
const charsLookedAt = 1_000;

/**
 * How sure it is that a text is English, 0.7–1; undefined when it is not sure enough, or another language.
 * Of 73,141 sentences in 74 other languages 46 pass; of English sentences 98 %, of reviews 93 %, of tweets 84 %.
 */
export function englishConfidence(text: string, detector: Pick<typeof eld, 'detect'>): number | undefined {
  const beginning = text.slice(0, charsLookedAt);
  if (beginning.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length < leastWords) return undefined;
  const result = detector.detect(beginning);
  if (result.language !== 'en' || !result.isReliable()) return undefined;
  const score = result.getScores()['en'] ?? 0;
  return score >= leastScore ? Math.round(score * 1e4) / 1e4 : undefined;
}
