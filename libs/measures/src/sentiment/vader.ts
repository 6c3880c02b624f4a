import { wordValence } from './word-valence.js';
import type { Valences } from './word-valence.js';
import { withEmojiNamed, wordsOf } from './worded-text.js';

/** What the method knows of words. */
export interface SentimentLexicon {
  readonly valences: Valences;
  /** Names of emoji of one code point, as Unicode gives them. */
  readonly emojiNames: ReadonlyMap<string, string>;
}

/** What a text says about how its writer feels. */
export type Tone = 'positive' | 'neutral' | 'negative';

/** The compound value from which a text is positive, and at the negative of which it is negative (Hutto & Gilbert 2014). */
export const toneThreshold = 0.05;

/** About the largest sum of valences that is to be expected of a text. */
const normalisation = 15;

/**
 * The sentiment of an English text by VADER (Hutto & Gilbert, ICWSM 2014; rules of the authors' reference
 * implementation 3.3.2): the sum S of the valences of its words, each changed by negations, degree adverbs, capitals and
 * idioms around it, weighed by “but” and emphasised by punctuation, as S/√(S² + 15). To four decimals, as the reference
 * gives it.
 *
 * @returns −1 to 1; 0 for a text without any word of the lexicon
 */
export function compoundSentiment(text: string, { valences, emojiNames }: SentimentLexicon): number {
  const named = withEmojiNamed(text, emojiNames);
  const worded = wordsOf(named);
  const weighed = weighedByBut(
    worded.words.map((_word, index) => wordValence(worded, index, valences)),
    worded.lower.indexOf('but'),
  );
  const sum = weighed.reduce((total, valence) => total + valence, 0);
  if (sum === 0) return 0;
  const emphasised = sum + Math.sign(sum) * punctuationEmphasis(named);
  const compound = emphasised / Math.sqrt(emphasised * emphasised + normalisation);
  // Without −0, which is no other sentiment than 0.
  return Number(compound.toFixed(4)) + 0;
}

/** The class of a compound value. */
export function toneOf(compound: number): Tone {
  if (compound >= toneThreshold) return 'positive';
  return compound <= -toneThreshold ? 'negative' : 'neutral';
}

/**
 * What stands after the first “but” counts more, what stands before it less.
 *
 * The reference finds the place of a valence by its value, so the first of equal values is weighed, as often as they come.
 * That is kept: values of others, and the published figures, are of that.
 */
function weighedByBut(valences: number[], but: number): readonly number[] {
  if (but < 0) return valences;
  for (let at = 0; at < valences.length; at++) {
    const place = valences.indexOf(valences[at]!);
    if (place < but) valences[place]! *= 0.5;
    else if (place > but) valences[place]! *= 1.5;
  }
  return valences;
}

/** What exclamation marks (up to four) and question marks (from two on) add. */
function punctuationEmphasis(text: string): number {
  const questions = countOf(text, '?');
  const ofQuestions = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
  return Math.min(countOf(text, '!'), 4) * 0.292 + ofQuestions;
}

function countOf(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
