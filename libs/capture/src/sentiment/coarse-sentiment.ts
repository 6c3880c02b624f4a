import { limits } from '#core/limits.js';

const spans = [100, 1_000, limits.sentimentChars] as const;

/**
 * A value of −1 to 1 in steps of a tenth. What is measured in a sealed text stands in clear, and outlives the key of the
 * text: four decimals would tell whoever has a guess whether it was that text (decision 0027). The class of a compound
 * value (`toneOf`) stays, because halves are rounded away from 0. Never −0.
 */
export function coarseValue(value: number): number {
  return (Math.sign(value) * Math.round(Math.abs(value) * 10)) / 10 + 0;
}

/** How many characters were scored, as the least of 100, 1,000 and `limits.sentimentChars` that is no less. */
export function coarseSpan(chars: number): number {
  return spans.find((span) => chars <= span) ?? limits.sentimentChars;
}
