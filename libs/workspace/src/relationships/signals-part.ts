import type { Named } from '../answered.js';
import type { SignalRow } from '../signals/signal-answers.js';

/** What projections raise of it and nobody has dealt with. The inbox (`tend signals`) leaves out of these what is snoozed, or historic. */
export interface SignalsPart {
  /** What is history last; before that the gravest first, and of one severity the newest. */
  readonly rows: readonly StandingSignal[];
  readonly total: number;
  /** How many more stand than rows. */
  readonly more: number;
  /** How many stand that somebody has resolved: they are not among these. */
  readonly resolved: number;
  /** Projections whose signals are not among these, and why. */
  readonly notAsked: readonly { readonly projection: string; readonly says: string }[];
  readonly sentence: string;
}

/** A signal as the inbox shows it; of a case, which one. */
export interface StandingSignal extends Omit<SignalRow, 'relationship'> {
  readonly case?: Named & { readonly process?: string };
}
