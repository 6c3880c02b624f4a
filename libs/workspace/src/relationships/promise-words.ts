import type { PromiseRateAnswer } from './promise-answers.js';

/** “92 % kept (95 %: 81 to 97 %; observed, n = 48)”. */
export function rateText({ evidence, kept, broken, rate, low, high }: PromiseRateAnswer): string {
  const percent = (share: number) => String(Math.round(100 * share));
  const words = {
    'observed': 'observed',
    'customer-confirmed': 'confirmed by the customer',
    'self-reported': 'by our own word',
  };
  if (rate === null) return '';
  return `${percent(rate)} % kept (95 %: ${percent(low)} to ${percent(high)} %; ${words[evidence]}, n = ${kept + broken})`;
}
