import type { VoiceMeasure } from './voice-answers.js';

/** Of fewer than these it is only said how many there are: who said what must not be told from a total. */
export const fewestOfGroup = 5;

/** The measures of a part of a portfolio: those of fewer than five answers without what was answered. */
export function withoutSmall(surveys: readonly VoiceMeasure[]): VoiceMeasure[] {
  return surveys.map((measure) => {
    if (measure.n >= fewestOfGroup) return measure;
    const { measure: name, instrument, scale, polarity, n } = measure;
    return { measure: name, instrument, scale, polarity, n, counts: [], suppressed: true };
  });
}
