import type { Violation } from '#core/errors.js';
import { refuse } from './reading.js';
import type { DraftReading, RefusedReading } from './reading.js';

/** What is wrong with a row in the words of its file. */
export interface Blamed {
  /** The column, attribute or field that is to blame; undefined when it is none alone. */
  readonly column?: string | undefined;
  /** Names the column and the rule, never the value. */
  readonly reason: string;
}

/** Turns what is wrong with a draft into the words of the file that it was read from: nobody has ever seen a draft. */
export type Blame = (violation: Violation, reading: DraftReading) => Blamed;

/** For files whose fields are called as those of a draft are. */
export const blameField: Blame = ({ field, message }) => ({
  column: field === '' ? undefined : field,
  reason: `${field} ${message}`.trim(),
});

/** The refusal of a draft that breaks rules. One cell may break them in several places of the draft, and is told once. */
export function refusalOf(reading: DraftReading, violations: readonly Violation[], blame: Blame): RefusedReading {
  const blamed = violations.map((violation) => blame(violation, reading));
  const reasons = [...new Set(blamed.map(({ reason }) => reason))];
  const { column } = blamed.find((one) => one.column !== undefined) ?? {};
  const refused = refuse(reading.line, reasons.join('; '), { column, raw: reading.raw });
  return reading.place === undefined ? refused : { ...refused, place: reading.place };
}
