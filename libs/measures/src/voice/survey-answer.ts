/** Which end of a scale is the good one. */
export type Polarity = 'higher-is-better' | 'lower-is-better';

/** The least and the greatest answer that could be given. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}

/** One answer to a survey, as it was recorded. */
export interface SurveyAnswer {
  /** `nps`, `csat`, `ces`, in any case, or the name of one's own. */
  readonly instrument: string;
  readonly scale: Scale;
  readonly polarity: Polarity;
  /** As it was given, on the scale and with the polarity of the question. */
  readonly score: number;
  /** When, in ms. */
  readonly at: number;
  /** Who answered; undefined when nobody knows. */
  readonly person?: string | undefined;
  /** For which organisation; undefined for a person of their own. */
  readonly organisation?: string | undefined;
}

export type Instrument = 'nps' | 'csat' | 'ces';

/**
 * Why an answer enters no measure:
 * - `unknown-instrument`: its measure is not defined here;
 * - `other-scale`: the measure is not defined on that scale, such as a promoter score on 1 to 5;
 * - `off-scale`: the score is no point of its own scale;
 * - `no-time`: nobody knows when, so not whether it is the last one.
 */
export type ApartReason = 'unknown-instrument' | 'other-scale' | 'off-scale' | 'no-time';

/** The scales that a measure is defined on; effort is measured on any scale of whole numbers. */
const definedOn: Readonly<Record<Instrument, Scale | undefined>> = {
  nps: { min: 0, max: 10 },
  csat: { min: 1, max: 5 },
  ces: undefined,
};

/** More points than this has no scale that people answer on. */
const mostPoints = 101;

/** The instrument of an answer that can be measured, or why it cannot. */
export function judgeAnswer({ instrument, scale, score, at }: SurveyAnswer): Instrument | ApartReason {
  const known = instrument.toLowerCase();
  if (!isInstrument(known)) return 'unknown-instrument';
  if (!isScale(scale) || !isSame(scale, definedOn[known] ?? scale)) return 'other-scale';
  if (!Number.isInteger(score) || score < scale.min || score > scale.max) return 'off-scale';
  return Number.isFinite(at) ? known : 'no-time';
}

export function isInstrument(text: string): text is Instrument {
  return Object.hasOwn(definedOn, text);
}

/** The score that means the same on a scale of which the high end is the good one. */
export function upwardScore(score: number, { min, max }: Scale, polarity: Polarity): number {
  return polarity === 'higher-is-better' ? score : min + max - score;
}

function isScale({ min, max }: Scale): boolean {
  return Number.isInteger(min) && Number.isInteger(max) && max > min && max - min < mostPoints;
}

function isSame(a: Scale, b: Scale): boolean {
  return a.min === b.min && a.max === b.max;
}
