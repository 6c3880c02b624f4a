import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { eld } from 'eld/extrasmall';
import { englishConfidence } from '#capture/sentiment/english.js';
import { readLexicon } from '#capture/sentiment/lexicon.js';
import { compoundSentiment, toneOf } from '#measures/sentiment/vader.js';
import { testData } from './test-data.js';

const lexicon = readLexicon();

/** Texts with the mean rating of at least twenty people, −4 to 4. */
function ratedTexts(file: string): { readonly rating: number; readonly text: string }[] {
  const lines = readFileSync(testData('cx', 'sentiment', file), 'utf8').split(/\r?\n/);
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, rating, ...text] = line.split('\t');
      return { rating: Number(rating), text: text.join('\t') };
    });
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - meanX) * (y - meanY);
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/**
 * Run over the same files, the authors' implementation (3.3.2, Python) gives these; the hash is of its compound values
 * with four decimals, one a line. People are in a class by the same limits of ±.05.
 */
const reference = [
  {
    file: 'tweets_GroundTruth.txt',
    texts: 4200,
    correlation: 0.8722170707382924,
    tones: { positive: 2745, neutral: 252, negative: 1203 },
    sameClass: 3891,
    opposite: 79,
    english: 0.83,
    hash: 'f747c12692af7b8912d0e428a90e708ccc0e3ef26eff701a79255b118d1a86da',
  },
  {
    file: 'amazonReviewSnippets_GroundTruth.txt',
    texts: 3708,
    correlation: 0.5896277510902308,
    tones: { positive: 1889, neutral: 1094, negative: 725 },
    sameClass: 2096,
    opposite: 562,
    english: 0.93,
    hash: '916f89e4de76836334670477d575be3c321d31bc15dd29ec654b6e670baa1540',
  },
];

describe.each(reference)('sentiment of $file', (expected) => {
  const rated = ratedTexts(expected.file);
  const scored = rated.map(({ rating, text }) => ({ rating, compound: compoundSentiment(text, lexicon) }));
  const tones = scored.map(({ rating, compound }) => [toneOf(compound), toneOf(rating)] as const);

  it('is that of the reference implementation, text by text', () => {
    const values = scored.map(({ compound }) => `${compound.toFixed(4)}\n`).join('');
    expect(scored).toHaveLength(expected.texts);
    expect(createHash('sha256').update(values).digest('hex')).toBe(expected.hash);
  });

  it('goes with what people said as far as the reference does', () => {
    const pairs = scored.map(({ rating, compound }) => [rating, compound] as const);
    expect(correlation(pairs)).toBeCloseTo(expected.correlation, 12);
  });

  it('has the classes of the reference, which agree with people as often', () => {
    const count = (tone: string) => tones.filter(([ours]) => ours === tone).length;
    expect({ positive: count('positive'), neutral: count('neutral'), negative: count('negative') }).toEqual(
      expected.tones,
    );
    expect(tones.filter(([ours, theirs]) => ours === theirs)).toHaveLength(expected.sameClass);
    const isOpposite = (a: string, b: string) => a !== b && a !== 'neutral' && b !== 'neutral';
    expect(tones.filter(([ours, theirs]) => isOpposite(ours, theirs))).toHaveLength(expected.opposite);
  });

  it('would be measured of most: they are English, and others too short to tell', () => {
    const sure = rated.filter(({ text }) => englishConfidence(text, eld) !== undefined);
    expect(sure.length / rated.length).toBeGreaterThan(expected.english);
  });
});

describe('the lexicon', () => {
  it('is the published one', () => {
    const published = new Map(
      readFileSync(testData('cx', 'sentiment', 'vader_lexicon.txt'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.trim().split('\t'))
        .map(([word, valence]) => [word!, Number(valence)] as const),
    );
    expect(lexicon.valences).toEqual(published);
  });
});
