import { limits } from '#core/limits.js';
import { measuredSentiment } from '#core/measured-data.js';
import type { Sentiment } from '#domain/events/touchpoint-data.js';
import { compoundSentiment } from '#measures/sentiment/vader.js';
import { coarseSpan, coarseValue } from './coarse-sentiment.js';
import { customerText } from './customer-text.js';
import { englishConfidence } from './english.js';
import { readLexicon } from './lexicon.js';

/** Gives the sentiment of a text that a customer wrote; undefined: missing. */
export type SentimentScorer = (text: string) => Sentiment | undefined;

let loading: Promise<SentimentScorer> | undefined;

/** Loads lexicon and language detector, once in a process and only when the first text comes: they take some 30 MB. */
export function loadScorer(): Promise<SentimentScorer> {
  loading ??= makeScorer();
  return loading;
}

async function makeScorer(): Promise<SentimentScorer> {
  const { eld } = await import('eld/extrasmall');
  const lexicon = readLexicon();
  return (text) => {
    const own = beginningOf(customerText(text), limits.sentimentChars);
    const confidence = englishConfidence(own, eld);
    if (confidence === undefined) return undefined;
    return {
      value: coarseValue(compoundSentiment(own, lexicon)),
      ...measuredSentiment,
      confidence: coarseValue(confidence),
      span: coarseSpan(own.length),
    };
  };
}

/** As many whole words as fit. */
function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most + 1).search(/\s\S*$/u);
  return text.slice(0, cut > 0 ? cut : most);
}
