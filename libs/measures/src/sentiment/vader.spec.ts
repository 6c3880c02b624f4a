import { describe, expect, it } from '@jest/globals';
import { compoundSentiment } from './vader.js';
import type { SentimentLexicon } from './vader.js';

const lexicon: SentimentLexicon = {
  valences: new Map([
    ['good', 2],
    ['bad', -2],
    ['no', -1],
    [':)', 2],
    ['bomb', -3],
  ]),
  emojiNames: new Map([['😀', 'good face']]),
};

/** The compound value of a sum of valences, written apart. */
const of = (sum: number) => Math.round((sum / Math.sqrt(sum ** 2 + 15)) * 1e4) / 1e4;

describe('compoundSentiment', () => {
  it.each([
    ['nothing', '', 0],
    ['no word of the lexicon', 'the parcel', 0],
    ['a word', 'good', 2],
    ['punctuation around a word', '“(good).”', 0],
    ['ASCII punctuation around a word', '"(good)."', 2],
    ['words that are equal and opposite', 'good bad', 0],
    ['an emoticon', ':) parcel', 2],
    ['an emoji, named', 'parcel😀', 2],
    ['capitals among others', 'GOOD parcel', 2 + 0.733],
    ['capitals everywhere', 'GOOD PARCEL', 2],
    ['capitals of a negative word', 'BAD parcel', -2 - 0.733],
    ['exclamation marks, up to four', 'bad!!!!!!', -2 - 4 * 0.292],
    ['one question mark', 'bad?', -2],
    ['two question marks', 'good??', 2 + 2 * 0.18],
    ['many question marks', 'good??????', 2 + 0.96],
    ['a degree adverb', 'very good', 2 + 0.293],
    ['a degree adverb of a negative word', 'very bad', -2 - 0.293],
    ['a weakening one', 'kinda good', 2 - 0.293],
    ['one two words before', 'very nicely good', 2 + 0.293 * 0.95],
    ['one three words before', 'very a b good', 2 + 0.293 * 0.9],
    ['one four words before', 'very a b c good', 2],
    ['one in capitals', 'VERY good', 2 + 0.293 + 0.733],
    ['one of two words', 'it was sort of good', 2 - 0.293],
    ['a negation', 'not good', -0.74 * 2],
    ['a negation in capitals', 'NOT good', -0.74 * 2],
    ['a negation three words before', "isn't it nicely good", -0.74 * 2],
    ['a negation four words before', "isn't it very nicely good", 2 + 0.293 * 0.95],
    ['never so', 'never so good', (2 + 0.293) * 1.25],
    ['without doubt', 'without doubt good', 2],
    ['no before a word of the lexicon', 'no good', -0.74 * 2],
    ['no before another word', 'no parcel', -1],
    ['no … or', 'no parcel or good', -0.74 * 2 - 1],
    ['least', 'least good', -0.74 * 2],
    ['at least', 'at least good', 2],
    ['a special phrase', 'this is really the bomb', 3],
    ['but', 'good but bad', 2 * 0.5 - 2 * 1.5],
    ['words that objects have', 'constructor toString __proto__ good', 2],
  ])('of %s', (_what, text, sum) => {
    expect(compoundSentiment(text, lexicon)).toBe(of(sum));
  });
});
