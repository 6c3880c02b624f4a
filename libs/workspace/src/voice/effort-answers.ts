import type { EffortName, Effort } from '#measures/effort/matter-effort.js';
import type { ValueCount } from '#measures/effort/effort-counts.js';

/** 95 % limits. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** What it took customers to have matters resolved. */
export interface EffortOfMatters {
  /** Resolved matters whose opening is known, with a contact of theirs. */
  readonly n: number;
  /** Resolved as well and in no figure: without a known opening, or without any contact of theirs. */
  readonly unopened: number;
  readonly uncontacted: number;
  /**
   * Of a relationship 500 matters are followed. Forgotten are resolved ones beyond that: they stay counted as they were, and one
   * that is opened again counts once more, with no known opening. Lost are those that were not resolved: in no figure.
   */
  readonly forgotten: number;
  readonly lost: number;
  /** Of a group, or where the portfolio is narrowed: fewer than five, of which nothing else is told. */
  readonly suppressed?: true;
  /** Resolved at first contact: the share of matters without a repeat contact. Absent while there are fewer than 20. */
  readonly firstContact?: Limits & { readonly share: number };
  /** What each matter took; absent where it is suppressed. */
  readonly took?: Readonly<Record<EffortName, TakenByMatters>>;
}

/** One of the things that matters took. */
export interface TakenByMatters {
  /** How many matters took how many, the least first. */
  readonly counts: readonly ValueCount[];
  /** Absent, as the next two, while there are fewer than 20. */
  readonly mean?: number;
  readonly median?: number;
  readonly p90?: number;
}

/** How often matters are escalated, and how long until somebody owns them. */
export interface EscalationsOfMatters {
  readonly n: number;
  /** Contact-days of theirs. */
  readonly contactDays: number;
  /**
   * Of a group, or where the portfolio is narrowed: one to four escalations, or over fewer than five contact-days, none included.
   * Nothing else is told of them.
   */
  readonly suppressed?: true;
  /** Escalations per 100 contact-days. */
  readonly rate?: Limits & { readonly per100: number };
  /** Why there is no rate. */
  readonly noRate?: 'no-contact-days' | 'too-few-contact-days';
  /** The lowest tier first; without one those that name none, last. */
  readonly tiers?: readonly { readonly tier?: number; readonly n: number }[];
  readonly toOwner?: TimeToOwner;
}

/** Elapsed time from an escalation to its owner. */
export interface TimeToOwner {
  /** Those that name a matter or whom they go to: of others nobody can see it. */
  readonly n: number;
  readonly owned: number;
  /** Resolved before somebody owned them. */
  readonly closed: number;
  readonly waiting: number;
  /** They waited when their matter was lost or forgotten, and are not among the `n`. */
  readonly lost: number;
  /** By which half of all had an owner. */
  readonly medianSeconds?: number;
  /** Why there is no median: fewer than 20, or half of them have not had an owner. */
  readonly noMedian?: 'too-few' | 'not-reached';
}

export type { Effort, EffortName };
