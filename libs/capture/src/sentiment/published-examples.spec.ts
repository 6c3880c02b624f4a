import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { compoundSentiment, toneOf } from '#measures/sentiment/vader.js';
import { readLexicon } from './lexicon.js';

const lexicon = readLexicon();
const sentimentOf = (text: string) => compoundSentiment(text, lexicon);

/** The examples of the authors, with what their implementation (3.3.2) gives for them. */
const published: readonly [string, number][] = [
  ['VADER is smart, handsome, and funny.', 0.8316],
  ['VADER is smart, handsome, and funny!', 0.8439],
  ['VADER is very smart, handsome, and funny.', 0.8545],
  ['VADER is VERY SMART, handsome, and FUNNY.', 0.9227],
  ['VADER is VERY SMART, handsome, and FUNNY!!!', 0.9342],
  ['VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!', 0.9469],
  ['VADER is not smart, handsome, nor funny.', -0.7424],
  ['The book was good.', 0.4404],
  ["At least it isn't a horrible book.", 0.431],
  ['The book was only kind of good.', 0.3832],
  ['The plot was good, but the characters are uncompelling and the dialog is not great.', -0.7042],
  ['Today SUX!', -0.5461],
  ["Today only kinda sux! But I'll get by, lol", 0.5249],
  ['Make sure you :) or :D today!', 0.8633],
  ['Catch utf-8 emoji such as 💘 and 💋 and 😁', 0.875],
  ['Not bad at all', 0.431],
];

/** What no example shows; by the same implementation. */
const others: readonly [string, number][] = [
  ['No problem at all', 0.3089],
  ['There is no good or great answer', -0.6908],
  ['NOT a good day', -0.3412],
  ['It was never so good', 0.6626],
  ['It was never this good', 0.6084],
  ['Without doubt the best service', 0.7438],
  ['Without a doubt it was good', 0.6136],
  ['That was the least helpful reply', -0.3252],
  ['At least helpful', 0.4215],
  ['Your support is the bomb', -0.128],
  ['Sure, yeah right, that was great', 0.8225],
  ['I would call it sort of nice', 0.3626],
  ['This is a good thing 😡', 0.4404],
  ['Great 🤗 thanks', 0.8689],
  ['Good but good but bad', 0.0129],
  ['Is this good???', 0.533],
  ['Is this good????', 0.594],
  ['constructor toString good', 0.4404],
  ['ÉTÉ good', 0.4404],
  ['', 0],
  ['Isnt good', -0.3412],
];

describe('sentiment with the lexicon', () => {
  it.each([...published, ...others])('of “%s” is %d', (text, compound) => {
    expect(sentimentOf(text)).toBe(compound);
  });

  it('lies within ±1 and is the same in any white space', () => {
    const words = [...lexicon.valences.keys()].filter((_word, index) => index % 7 === 0);
    const text = fc.array(fc.oneof(fc.constantFrom(...words, 'not', 'but', 'very', 'no', '!!'), fc.string()));
    fc.assert(
      fc.property(text, (parts) => {
        const value = sentimentOf(parts.join(' '));
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(Object.is(value, -0)).toBe(false);
        expect(sentimentOf(` ${parts.join('\n ')}\t`)).toBe(value);
      }),
    );
  });

  it('has classes from ±.05 on', () => {
    expect([0.05, 0.0499, 0, -0.0499, -0.05].map(toneOf)).toEqual([
      'positive',
      'neutral',
      'neutral',
      'neutral',
      'negative',
    ]);
  });
});
