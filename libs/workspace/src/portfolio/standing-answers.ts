import type { Id } from '#core/time.js';
import { channels, type Channel } from '#domain/channels.js';
import type { DeteriorationCause, Phase, PhaseReason } from '#measures/phases/phase.js';

/** What the portfolio says of a relationship beside its counts. Times are ISO 8601 with offset. */
export interface StandingRow {
  readonly phase: Phase;
  /** Of a deterioration: what made it so. */
  readonly cause?: DeteriorationCause;
  readonly reason: PhaseReason;
  /** The reason in one sentence. */
  readonly because: string;
  /** When the phase began, as far as can be told afterwards, and when the rules could first tell. */
  readonly onset?: string;
  readonly detectedAt?: string;
  /** With fewer than 4 contact-days of theirs it is too early to tell. */
  readonly tooEarly: boolean;
  /** A feed is down since then that their latest contacts came by: how long they have been silent is not known. */
  readonly unknownSince?: string;
  readonly segment: string;
  /** RelationshipClassified; absent where nobody said it. */
  readonly classifiedAs?: 'b2b' | 'b2c';
  /** Calendar days since their last contact-day, how many are usual, and how likely so long a silence is. */
  readonly silence: { readonly days?: number; readonly usualDays?: number; readonly p?: number };
  /** One amount a currency, never added across them: `standing.ts` says what is counted. */
  readonly value: readonly Amount[];
  /** Why it is at risk; empty where it is not. */
  readonly atRisk: readonly RiskReason[];
  readonly promises: { readonly open: number; readonly broken: number };
  readonly openBreaches: number;
  /** 0–100; absent below half of the weight. Coverage is the share of the weight that is known, 0–1. */
  readonly health?: { readonly value?: number; readonly coverage: number };
  /** By when the next renewal has to be settled. */
  readonly nextRenewal?: string;
  readonly owner?: OwnSide;
  /** The organisation of ours that its owner is a member of then, or that owns it. */
  readonly team?: OwnSide;
  /** By which most contact-days of theirs came in the last 365 days. */
  readonly channel?: string;
}

/** Somebody, or some team, of ours. */
interface OwnSide {
  readonly id: Id;
  readonly name?: string;
  readonly kind?: 'person' | 'organisation';
}

export interface Amount {
  readonly currency: string;
  readonly amount: number;
}

/** Why the value of a relationship is at risk (definitions.md §1.8). */
export const riskReasons = ['deterioration', 'open-breach', 'single-threaded', 'renewal-in-decline'] as const;
export type RiskReason = (typeof riskReasons)[number];

/** What the portfolio is narrowed to: relationships of which all that is given is so. */
export interface PortfolioFilter {
  /** A phase, or what made a relationship deteriorate. */
  readonly phase?: PhaseName;
  readonly segment?: string;
  /** Id or name of whoever of ours owns it. */
  readonly owner?: string;
  /** Id or name of the team of its owner; `none`: whose owner has no team. */
  readonly team?: string;
  /** By which most contact-days of theirs came in 365 days; `none`: by none that is named. */
  readonly channel?: ChannelName;
  /** At risk for this reason, or for any. */
  readonly risk?: RiskReason | 'any';
  /** Quarter of the first contact-day of theirs, such as `2026-Q1`. */
  readonly cohort?: string;
}

/** Stands for what has no channel. */
export const noChannel = 'none';

/** Channels as they are asked for. */
export const channelNames = [...channels, noChannel] as const;
export type ChannelName = Channel | typeof noChannel;

/** Phases as they are asked for; `deterioration` is any of the three behind it. */
export const phaseNames = [
  'outreach',
  'establishment',
  'not-established',
  'growth',
  'management',
  'deterioration',
  'betrayal',
  'neglect',
  'withdrawal',
  'recovery',
  'dissolved',
] as const satisfies readonly (Phase | DeteriorationCause)[];
export type PhaseName = (typeof phaseNames)[number];

/** Orders of the portfolio that look at more than its counts. */
export const standingSorts = [
  'valueAtRisk',
  'value',
  'phase',
  'since',
  'silence',
  'brokenPromises',
  'nextRenewal',
] as const;
export type StandingSort = (typeof standingSorts)[number];
