import type { FlagFate } from '#measures/prediction/flag-fate.js';
import type { Id } from '#core/time.js';
import type { Named } from '../answers.js';
import type { DiffAnswer } from './build-answers.js';

/** Answers about who would have been flagged when, as they stand in `--json`, in the API and on the pages. */

/** What flags are compared by a what-if, beside what differs. */
export interface FlagsQuery {
  /** The kind of signal that flags a relationship; `silence` for the trajectory, unless told. */
  readonly signal?: string;
  /** Rows of single flags; all are counted. 1,000 unless told, 10,000 at most. */
  readonly limit?: number;
}

/** How a flag differs under the other rule; `only-before`, `only-after`: only one of the rules raises it. */
export const flagChanges = ['earlier', 'only-after', 'only-before', 'later', 'same'] as const;
export type FlagChange = (typeof flagChanges)[number];

export type FlagOutcome = FlagFate['outcome'];

/** What became of flagged relationships, each flag counted. */
export interface FlagCounts {
  readonly flags: number;
  /** Different relationships, and how many of these left behind one of the flags. */
  readonly relationships: number;
  readonly relationshipsLeft: number;
  readonly left: number;
  readonly stayed: number;
  /** The horizon is not over yet. */
  readonly notYetKnown: number;
  /** A feed was down, so that nobody knows. */
  readonly feedDown: number;
  /** Of relationships that were merged or erased, or of which no act is left. */
  readonly unusable: number;
  /** Of the flags those that were raised before the end of what the rhythm or season behind them was fitted to. */
  readonly hindsight: number;
}

/** All flags of one rule. */
export interface FlagRecord extends FlagCounts {
  /** Of the rules in force at the end: false alarms allowed for a relationship and year; absent for other signals. */
  readonly budgetPerYear?: number;
  /** Alarms of relationships that stayed, for each relationship and year; null when nobody was watched. */
  readonly stayedPerYear: number | null;
  /** By how many days the flags came before it was plain that someone had left: quartiles; null when nobody left. */
  readonly leadDays: { readonly low: number; readonly median: number; readonly high: number } | null;
}

/** When a rule flagged, and what became of it. */
export interface FlagAnswer {
  readonly raisedAt: string;
  /** Absent while it stands. */
  readonly endedAt?: string;
  readonly outcome: FlagOutcome;
  /** Of who left: the date on which it was plain, and how many days the flag came before. */
  readonly leftOn?: string;
  readonly leadDays?: number;
}

/** One episode of a relationship: what one event began. */
export interface FlagRow {
  readonly relationship: Named;
  /** That began it, and when that was. */
  readonly event: Id;
  readonly since: string;
  readonly change: FlagChange;
  /** By how many days the other rule flags earlier; below 0 is later. Absent unless both flag. */
  readonly daysEarlier?: number;
  readonly before?: FlagAnswer;
  readonly after?: FlagAnswer;
}

/** Who was flagged when by what serves, and who would have been under the other rule. */
export interface FlagsAnswer {
  readonly signal: string;
  /** All kinds that either rule ever raised. */
  readonly kinds: readonly string[];
  /** Leaving is looked for within max(leastDays, meanGaps times the mean gap of each) days. */
  readonly horizon: { readonly leastDays: number; readonly meanGaps: number };
  /** The last day of which everything is known; absent without any act. */
  readonly knownThrough?: string;
  readonly relationshipYears: number;
  /** Acts of theirs, and of how many of them only the source claims when they were known. */
  readonly acts: number;
  readonly claimed: number;
  /** Relationships that nobody may analyse: what became of them is not told. */
  readonly withheld: number;
  readonly before: FlagRecord;
  readonly after: FlagRecord;
  /** What differs, by the fate of the flag of the other rule; of `only-before` by that of the one that serves. */
  readonly changes: Readonly<Record<FlagChange, FlagCounts>>;
  /** The median of what is flagged earlier, and of what is flagged later; null for none. */
  readonly medianDaysEarlier: number | null;
  readonly medianDaysLater: number | null;
  /** What differs most first: earlier ones, then those that only one rule flags, later ones, and what is the same. */
  readonly rows: readonly FlagRow[];
  /** How many rows more there are. */
  readonly more: number;
}

/** What would differ, and, where they were asked for, the flags. */
export interface WhatIfAnswer extends DiffAnswer {
  readonly flags?: FlagsAnswer;
}
