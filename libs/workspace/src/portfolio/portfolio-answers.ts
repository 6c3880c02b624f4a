import type { Id } from '#core/time.js';
import type { PhaseReason } from '#measures/phases/phase.js';
import type { Named } from '../answers.js';
import type { MomentQuery } from '../moments/moment-query.js';
import type { Work } from '../work.js';
import type { OverviewAnswer } from './overview-answers.js';
import type { ChannelName, PhaseName } from './standing-answers.js';

/** Questions about the portfolio as a whole. */
export interface PortfolioQuestions {
  /**
   * Who moved from which phase to which between two moments, and why.
   * @throws LedgerError `invalid` for no times, or where the period ends before it begins; `not-found` for what is
   *   no team at either end; `forbidden` for one in which single people would show; `busy`, `cancelled`
   */
  movements(query: MovementsQuery, work?: Work): Promise<MovementsAnswer>;
  /**
   * The numbers of the essays' verbs, with the same quarter a year before.
   * @throws LedgerError `invalid`, `busy`, `cancelled`; `not-found`, `forbidden` as `movements`
   */
  overview(query: OverviewQuery, work?: Work): Promise<OverviewAnswer>;
  /** The teams that own relationships at a moment. @throws LedgerError `invalid`, `unavailable`, `busy`, `cancelled` */
  teams(query: MomentQuery, work?: Work): Promise<TeamsAnswer>;
  /** The id of a team at either end of a period, by whatever it is known by. @throws LedgerError `not-found`, `invalid`, `unavailable` */
  findTeam(query: TeamQuery, work?: Work): Promise<{ readonly id: Id }>;
}

/** A team by an id, an identifier or a name, at a moment or at the beginning of a period that ends then. */
export interface TeamQuery extends MomentQuery {
  readonly team: string;
  /** When the period begins, as of movements: 7 days before the moment unless told. */
  readonly from?: string;
}

export interface TeamsAnswer {
  /** By name. */
  readonly teams: readonly Named[];
}

/** What the portfolio as a whole is narrowed to: relationships that are so at the moment that is asked about. */
export interface PartOfPortfolio {
  /** Id or name of a team; `none`: whose owner has no team. */
  readonly team?: string;
  readonly channel?: ChannelName;
}

export interface OverviewQuery extends MomentQuery, PartOfPortfolio {
  /** Ids of the figures that are wanted: only what these need is read, and no cohorts are told. Without it all. */
  readonly figures?: readonly string[];
}

export const movementGroups = ['segment', 'team', 'channel', 'owner'] as const;
export type MovementGrouping = (typeof movementGroups)[number];

/** A group of fewer relationships is said to be one of few: its numbers are mostly chance. */
export const fewRelationships = 20;

export interface MovementsQuery extends PartOfPortfolio {
  /** When the period begins: ISO 8601, a date (its end), or `-30d`. Without it 7 days before its end. */
  readonly from?: string;
  /** When it ends; without it now. */
  readonly to?: string;
  /** Both ends as they were known by then; without `to` it is the end too. */
  readonly knownBy?: string;
  readonly by?: MovementGrouping;
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
  readonly counts: MovementCounts;
}

/** What a matrix comes to. */
export interface MovementCounts {
  /** That were known of at the beginning or at the end. */
  readonly relationships: number;
  /** In deterioration at the end, and not at the beginning. */
  readonly deteriorated: number;
  /** In deterioration at the beginning, and at the end neither that nor dissolved. */
  readonly recovered: number;
  /** Dissolved at the end, and not at the beginning: whether in deterioration before or not. */
  readonly lost: number;
  /** How many more are in deterioration at the end: what deteriorated, less what recovered, was lost or is not known any more. */
  readonly net: number;
}

/** The matrix of one segment, team, channel or owner; without any, of those that have none. */
export interface MovementGroup extends Transitions {
  readonly segment?: string;
  readonly team?: Named;
  readonly channel?: string;
  readonly owner?: Named;
  /** Fewer than 20 relationships. */
  readonly few?: true;
}

export interface MovementsAnswer extends Transitions {
  readonly from: string;
  readonly to: string;
  /** Relationships at the beginning and at the end. */
  readonly relationships: { readonly from: number; readonly to: number };
  /** Of a team or a channel: fewer than 20 relationships. */
  readonly few?: true;
  /**
   * The same for each segment, team, channel or owner of the end; who left counts where they were, and by channel also who
   * has been silent for a year. Owners that are people are told of only where a WorkforcePolicyPublished allows single people
   * to be shown; teams, and parts of a team, only where enough people of ours own their relationships, which are 5 unless the
   * policy says another number. Where those that are not told come to fewer together, the next smallest is not told either.
   */
  readonly groups?: readonly MovementGroup[];
  /** Relationships that no group by owner has, because single people of ours own them; absent where there are none. */
  readonly ofSinglePeople?: number;
  /** Likewise relationships that no group by another thing has, because too few people of ours own them. */
  readonly ofSmallTeams?: number;
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
