import type { Id } from '#core/time.js';
import type { PhaseReason } from '#measures/phases/phase.js';
import type { Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';
import type { OverviewAnswer } from './overview-answers.js';
import type { PhaseName } from './standing-answers.js';

/** Questions about the portfolio as a whole. */
export interface PortfolioQuestions {
  /**
   * Who moved from which phase to which between two moments, and why.
   * @throws LedgerError `invalid` for no times, or where the period ends before it begins; `busy`, `cancelled`
   */
  movements(query: MovementsQuery, work?: Work): Promise<MovementsAnswer>;
  /** The numbers of the essays' verbs, with the same quarter a year before. @throws LedgerError `invalid`, `busy`, `cancelled` */
  overview(query: MomentQuery, work?: Work): Promise<OverviewAnswer>;
}

export const movementGroups = ['segment', 'owner'] as const;

export interface MovementsQuery {
  /** When the period begins: ISO 8601, a date (its end), or `-30d`. Without it 7 days before its end. */
  readonly from?: string;
  /** When it ends; without it now. */
  readonly to?: string;
  /** Both ends as they were known by then; without `to` it is the end too. */
  readonly knownBy?: string;
  readonly by?: (typeof movementGroups)[number];
  /** How many of those who moved are told, the latest first. */
  readonly limit?: number;
}

/** How many relationships were in a phase at the beginning and in another, or the same, at the end. */
export interface Transition {
  readonly from: PhaseName;
  readonly to: PhaseName;
  readonly relationships: number;
}

export interface PhaseCount {
  readonly phase: PhaseName;
  readonly relationships: number;
}

/** The transition matrix of a period: what began in a phase, and where it was at the end. */
export interface Transitions {
  readonly transitions: readonly Transition[];
  /** Relationships that were not known of at the beginning, by their phase at the end; and the other way round. */
  readonly entered: readonly PhaseCount[];
  readonly left: readonly PhaseCount[];
}

export interface MovementsAnswer extends Transitions {
  readonly from: string;
  readonly to: string;
  /** Relationships at the beginning and at the end. */
  readonly relationships: { readonly from: number; readonly to: number };
  /**
   * The same for each segment, or owner, of the end; who left counts where they were. Absent owner: nobody. Owners that are
   * people are told of only where a WorkforcePolicyPublished allows single people to be shown.
   */
  readonly groups?: readonly (Transitions & { readonly segment?: string; readonly owner?: Named })[];
  /** Relationships that no group by owner has, because single people of ours own them; absent where there are none. */
  readonly ofSinglePeople?: number;
  /** Who moved, the latest first. */
  readonly moved: readonly Movement[];
  readonly movedTotal: number;
  /** It cannot be told yet: the first build of `trajectory` is not complete. */
  readonly missing?: readonly string[];
}

export interface Movement {
  readonly relationship: Named;
  readonly from: PhaseName;
  readonly to: PhaseName;
  readonly reason: PhaseReason;
  /** The reason in one sentence. */
  readonly because: string;
  readonly onset: string;
  readonly detectedAt: string;
  /** Id of the event that began the phase; absent where only time did. */
  readonly event?: Id;
  /** Further events that say so. */
  readonly evidence: readonly Id[];
}
