import type { Id, Instant } from '#core/time.js';

/** The phases of a relationship (definitions.md §1.4), in the order in which their rules are asked. */
export const phases = [
  'outreach',
  'dissolved',
  'deterioration',
  'recovery',
  'establishment',
  'not-established',
  'growth',
  'management',
] as const;
export type Phase = (typeof phases)[number];

/** What made a relationship deteriorate: our breach, our silence, or nothing of ours that is known. */
export type DeteriorationCause = 'betrayal' | 'neglect' | 'withdrawal';

/** An event as a phase or a signal remembers it: which, when it occurred, by which party it belongs here. */
export interface PhaseEvent {
  readonly event: Id;
  readonly since: Instant;
  readonly party?: Id;
  readonly organisation?: Id;
}

/** Why a phase was entered. */
export type PhaseReason =
  | 'no-act-of-theirs'
  | 'cancelled'
  | 'contract-ended'
  | 'silent-for-long'
  | 'breach-then-silence'
  | 'breach-then-detractor'
  | 'breach-then-lower-score'
  | 'breach-then-notice'
  | 'second-breach'
  | 'silence'
  | 'decline'
  | 'came-back'
  | 'few-contact-days'
  | 'few-contact-days-for-long'
  | 'growth-alarm'
  | 'expanded'
  | 'new-person'
  | 'new-product'
  | 'otherwise';

/** A phase and how it came about. */
export interface PhaseEntry {
  readonly phase: Phase;
  readonly cause: DeteriorationCause | null;
  readonly reason: PhaseReason;
  /** When it began, as far as can be told afterwards. */
  readonly onset: Instant;
  /** When the rules could first tell: lead times are counted from here. */
  readonly detectedAt: Instant;
  /** The event that began it; null where only time did. */
  readonly begun: PhaseEvent | null;
  /** Further events that say so. */
  readonly evidence: readonly Id[];
}

/** What a row of the table says of a relationship. */
export type PhaseMatch = Omit<PhaseEntry, 'detectedAt'>;

/** Phases of a relationship that goes badly: what comes behind them has to be a recovery first. */
export function isDown({ phase }: Pick<PhaseEntry, 'phase'>): boolean {
  return phase === 'dissolved' || phase === 'deterioration';
}

/** Into which no time has to be waited for. */
export function isGrave({ phase, cause }: Pick<PhaseEntry, 'phase' | 'cause'>): boolean {
  return phase === 'dissolved' || cause === 'betrayal';
}
