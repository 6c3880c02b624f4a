import type { VoiceMeasure } from '#workspace/voice/voice-answers.js';
import type { Language } from '../../language/language.js';
import { texts } from '../../texts.js';

const words = texts.voice;

/** A value of a measure as it is read: NPS in points, the others as shares. */
export function valueText({ measure }: Pick<VoiceMeasure, 'measure'>, value: number): string {
  if (measure !== 'nps') return `${(100 * value).toFixed(1)} %`;
  return value.toFixed(1).replace('-', '−');
}

/** What stands large: the figure, or the mean of a question of one's own; empty below 20 answers. */
export function figureText(measure: VoiceMeasure): string {
  const { figure, mean } = measure;
  if (figure === undefined) return mean === undefined ? '' : words.mean(mean.toFixed(2));
  const text = valueText(measure, figure.value);
  return measure.measure === 'nps' ? words.points(text) : text;
}

/** The limits in words, or why there are none; empty where there is no figure. */
export function limitsText(measure: VoiceMeasure, count: Language['count']): string {
  const { figure } = measure;
  if (figure === undefined) return '';
  const { interval, over } = figure;
  if (interval === undefined) return words.tooFewOrganisations(count(over.kind === 'organisations' ? over.count : 0));
  const limits = words.limits(valueText(measure, interval.low), valueText(measure, interval.high));
  return over.kind === 'organisations' ? words.overOrganisations(limits, count(over.count)) : limits;
}

/** Where a value lies on the scale of its measure, 0 to 1. */
export function placeOf({ measure }: Pick<VoiceMeasure, 'measure'>, value: number): number {
  return measure === 'nps' ? (value + 100) / 200 : value;
}

/** Whether two are measures of one question. */
export function isSameQuestion(a: VoiceMeasure, b: VoiceMeasure): boolean {
  return questionKey(a) === questionKey(b);
}

export function questionKey({ measure, instrument, scale, polarity }: VoiceMeasure): string {
  return [measure, instrument, scale.min, scale.max, polarity].join(' ');
}
