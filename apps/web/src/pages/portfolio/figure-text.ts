import type { Figure, VerbNumber } from '#workspace/portfolio/overview-answers.js';
import type { Language } from '../../language/language.js';
import { portfolioTexts } from '../../portfolio-texts.js';

const words = portfolioTexts.overview;

type Measure = Pick<VerbNumber, 'unit' | 'currency'>;

/** A number with its limits, where there are any; without a number what it lacks. */
export function figureText(
  { value, low, high, lacks }: Figure,
  { unit, currency = '' }: Measure,
  { count, share }: Language,
): string {
  if (value === undefined) return lacks ?? '–';
  if (unit === 'money') return `${currency} ${count(value)}`;
  if (unit === 'count') return count(value);
  if (unit === 'per-hundred') return words.perHundred(value.toFixed(1));
  if (unit === 'ratio') return words.ratio(value.toFixed(2));
  return low === undefined || high === undefined
    ? share(value)
    : `${share(value)} (${words.between(share(low), share(high))})`;
}

/** A number alone; undefined without one. */
export function valueText({ value, n }: Figure, measure: Measure, language: Language): string | undefined {
  return value === undefined ? undefined : figureText({ value, n }, measure, language);
}

/** How much a number is more or less than a year before; undefined where one of them is not known. */
export function changeText(
  { now, yearBefore, unit, currency = '' }: Pick<VerbNumber, 'now' | 'yearBefore'> & Measure,
  { count }: Language,
): string | undefined {
  if (now.value === undefined || yearBefore.value === undefined) return undefined;
  const change = now.value - yearBefore.value;
  const digits = { 'share': 0, 'per-hundred': 1, 'ratio': 2, 'count': 0, 'money': 0 }[unit];
  const size = Math.abs(unit === 'share' ? 100 * change : change);
  if (Number(size.toFixed(digits)) === 0) return words.strip.unchanged;
  const shown = unit === 'ratio' || unit === 'per-hundred' ? size.toFixed(digits) : count(Math.round(size));
  const signed = `${change > 0 ? '+' : '−'}${unit === 'money' ? `${currency} ` : ''}${shown}`;
  return words.strip.before(unit === 'share' ? words.strip.points(signed) : signed);
}
