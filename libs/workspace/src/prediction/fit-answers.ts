import type { RhythmFit, NoRhythmFit } from '#measures/rhythm/rhythm-fit.js';
import type { MonthIndexFit } from '#measures/calendar/month-index.js';
import type { NewRule, PublishedAnswer } from '../rules/rule-answers.js';

export interface FitQuery {
  /** Only what was recorded by then counts: ISO 8601, a date (its end), or -30d. Now, unless told. */
  readonly through?: string;
  /** Fit the seasons, and not the rhythms. */
  readonly seasons?: boolean;
  /** The published calendar by which days are open. `office`, unless told. */
  readonly calendar?: string;
  /** Publish what was found. */
  readonly publish?: boolean;
}

/** One segment, or `all` for everyone. */
export interface SegmentFit {
  readonly segment: string;
  /** Relationships with an act of theirs, and their contact-days. */
  readonly relationships: number;
  readonly contactDays: number;
  /** What was fitted, or why there is no fit. */
  readonly rhythm?: RhythmFit | NoRhythmFit;
  readonly season?: MonthIndexFit;
  /** What would be published, or was: absent without a fit. */
  readonly rule?: NewRule;
}

export interface FitAnswer {
  readonly through: string;
  /** The last sequence that was known then. */
  readonly known: number;
  /** Versions of the calendar that were in force, the latest last; none: every day is open. */
  readonly calendars: readonly string[];
  /** `all` first, then by name. */
  readonly segments: readonly SegmentFit[];
  /** Absent unless it was asked for. */
  readonly published?: PublishedAnswer;
}
