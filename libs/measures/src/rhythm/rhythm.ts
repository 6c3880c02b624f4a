/**
 * How often the relationships of a segment are in contact, and how unevenly (definitions.md §1.2). The gaps between the
 * contact-days of one relationship are gamma variables of shape `k` and a rate of its own; these rates are, across the
 * segment, gamma variables of shape `r` and rate `alpha`. With k = 1 the contacts are a Poisson process (Ehrenberg 1959);
 * k above 1 is more regular than that (Chatfield & Goodhardt 1973), k below 1 comes in bursts.
 *
 * All three are above 0 and finite; `alpha` is in operational days.
 */
export interface Rhythm {
  readonly k: number;
  readonly r: number;
  readonly alpha: number;
}

/** The completed gaps of a relationship, from its first contact-day to its last. */
export interface OperationalSpan {
  /** x: one less than the contact-days; 0 or a whole number above. */
  readonly gaps: number;
  /** t: the sum of the gaps in operational days, 0 or more. */
  readonly operationalDays: number;
}

/** The same with its length on the calendar, for what is budgeted by the year. */
export interface ContactSpan extends OperationalSpan {
  readonly calendarDays: number;
}

/** How many gaps a relationship has to have before its own rhythm is judged, and before it takes part in a fit. */
export const fewestGaps = 4;
