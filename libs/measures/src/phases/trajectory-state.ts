import type { Id, Instant } from '#core/time.js';
import { noContact, type ContactState } from '#measures/contact/contact-state.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import type { Breach } from './breaches.js';
import { noRhythm, type ContactRhythm, type RhythmAlarm } from './contact-rhythm.js';
import { noContracts, type ContractState } from './contracts.js';
import type { KnownBefore } from './known-before.js';
import { nobodyWaits, type OurWatch } from './our-watch.js';
import type { PhaseEntry, PhaseEvent, PhaseReason } from './phase.js';
import { noSilence, type SilenceTerms, type SilenceWatch } from './silence-watch.js';

/**
 * All that the phases of one relationship depend on: plain JSON of bounded size, advanced by what happens (in fold order)
 * and by time.
 */
export interface TrajectoryState {
  contact: ContactState;
  /** Their first and our first act. */
  theirFirst: PhaseEvent | null;
  ourFirst: PhaseEvent | null;
  rhythm: ContactRhythm;
  silence: SilenceWatch;
  ours: OurWatch;
  decline: StandingDecline | null;
  growth: GrowthSign | null;
  breaches: Breach[];
  scores: LatestScore[];
  people: KnownBefore[];
  products: KnownBefore[];
  contracts: ContractState;
  comeback: Comeback | null;
  phase: PhaseEntry;
  /** The phases before, oldest first, and how many older ones were dropped. */
  history: PhaseEntry[];
  dropped: number;
  /** Another phase is due as soon as this one has lasted long enough. */
  dwelling: boolean;
  /** Since when our outreach counts as unanswered. */
  unansweredAt: Instant | null;
  /** Up to when it was evaluated; null: nothing has happened yet. */
  at: Instant | null;
}

/** A decline alarm, and the rhythm when it was raised. */
export interface StandingDecline extends RhythmAlarm {
  readonly detectedAt: Instant;
  /** Sure enough for a phase. */
  sure: boolean;
  readonly gaps: number;
  readonly operationalDays: number;
}

export interface GrowthSign {
  readonly reason: PhaseReason & ('growth-alarm' | 'expanded' | 'new-person' | 'new-product');
  readonly at: Instant;
  readonly onset: Instant;
  readonly begun: PhaseEvent;
}

export interface LatestScore {
  readonly instrument: string;
  readonly by: string;
  /** 0 to 10, high is good. */
  readonly score: number;
}

/** What was wrong is over; whether it recovers, the next contact-days say. */
export interface Comeback {
  readonly since: Instant;
  readonly begun: PhaseEvent | null;
  /** Contact-days of theirs, and initiated ones, before it. */
  readonly contactDays: number;
  readonly initiatedDays: number;
  /**
   * How many times as long as its alarm took the silence was that ended; null after a betrayal or a dissolution, which are
   * never chance.
   */
  readonly ratio: number | null;
}

/** What the rules are asked with: the rules themselves, rhythm and calendar, and what is known of the relationship. */
export interface TrajectoryTerms extends SilenceTerms {
  /** Runs on days on which we are open, without season. */
  readonly openDays: RunningClock;
  readonly cadenceDays: number | null;
  /** Of persons there is no breadth: a new person is no growth. */
  readonly kind: 'b2b' | 'b2c' | null;
  /** Ids of the relationship itself: a firm, named alone, is no person. */
  readonly itself: readonly Id[];
}

/** A document has a size limit: of more phases than this the oldest are dropped, and counted. */
export const historyMax = 100;
export const scoresMax = 100;

export function noTrajectory(): TrajectoryState {
  return {
    contact: noContact(),
    theirFirst: null,
    ourFirst: null,
    rhythm: noRhythm(),
    silence: noSilence(),
    ours: nobodyWaits(),
    decline: null,
    growth: null,
    breaches: [],
    scores: [],
    people: [],
    products: [],
    contracts: noContracts(),
    comeback: null,
    phase: notBegun(),
    history: [],
    dropped: 0,
    dwelling: false,
    unansweredAt: null,
    at: null,
  };
}

function notBegun(): PhaseEntry {
  // Nothing has happened: there is no instant to name, and the first that does is put in its place.
  const none = { onset: 0, detectedAt: 0, begun: null, evidence: [] };
  return { phase: 'outreach', cause: null, reason: 'no-act-of-theirs', ...none };
}

/** What a phase rests on; below 4 contact-days of theirs it is too early to tell. */
export interface PhaseBasis {
  readonly contactDays: number;
  readonly since: Instant | null;
  readonly tooEarly: boolean;
}

export function basisOf({ contact, theirFirst }: TrajectoryState, toldFromContactDays: number): PhaseBasis {
  const contactDays = contact.theirs.days.count;
  return { contactDays, since: theirFirst?.since ?? null, tooEarly: contactDays < toldFromContactDays };
}
