import type { Id, Instant } from '#core/time.js';
import type { Absence } from '#measures/calendar/absences.js';
import { noContact, type ContactState } from '#measures/contact/contact-state.js';
import type { HealthSignal } from '#measures/health/health-signals.js';
import type { Breach } from '#measures/phases/breaches.js';
import type { PromiseState } from '#measures/promises/promise-state.js';
import type { ReplyState } from '#measures/replies/reply-waits.js';
import type { SignalOnset } from '#projections/definition/definition.js';
import { segmentOfAll } from './trajectory-terms.js';

/** What the health of a relationship keeps: plain JSON of bounded size, however many touchpoints there are. */
export interface HealthDocument {
  kind: 'b2b' | 'b2c' | null;
  /** Who said so. */
  classified: Id | null;
  segment: string;
  /** The ids of the relationship itself (`learnItself`): a firm among them is no person. */
  itself: readonly Id[];
  rhythm: KeptRhythm;
  contact: ContactState;
  absences: Absence[];
  promises: KeptPromise[];
  /** When the next of them is due. */
  promiseDueAt: Instant | null;
  /** The latest answer of each person, the latest last. */
  answers: KeptAnswer[];
  /** Complaints and escalations. */
  breaches: Breach[];
  /** What resolved one last. */
  mended: Id | null;
  conversations: KeptConversation[];
  /** First waits that were replied to, the latest last. */
  waits: KeptWait[];
  /** Who of theirs was in two-way exchanges; the firm itself too, where it was named alone before it was known for that. */
  people: KeptPerson[];
  health: KeptHealth;
  changes: HealthStep[];
  /** Older ones than those. */
  dropped: number;
  fall: KeptFall | null;
  /** When the one before was over: what made it makes no second one. */
  fallEndedAt: Instant | null;
  /** Events that the latest falls began with, the latest last. */
  fallsBegun: Id[];
  /** What people think, the latest of each, the latest last. */
  assessments: KeptAssessment[];
}

/** Their contact-days, as far as silence and trend need them. */
export interface KeptRhythm {
  gaps: number;
  operationalDays: number;
  /** First act of their latest contact-day. */
  latest: SignalOnset | null;
  /** Numbers of their latest contact-days. */
  days: number[];
  /** Feeds that brought one of the latest contact-days, and the how many-th that was. */
  feeds: { readonly connector: string; readonly day: number }[];
}

export interface KeptPromise {
  readonly id: Id;
  /** Of the feed that would have told that it was kept. */
  readonly connector: string;
  state: PromiseState;
  /** When it was first seen to be kept or broken, and by which event; null: by time. */
  decidedAt: Instant | null;
  by: Id | null;
}

export interface KeptAnswer {
  /** Null: nobody knows who. */
  readonly person: Id | null;
  /** 0 (bad) to 10 (good). */
  readonly score: number;
  readonly at: Instant;
  readonly event: Id;
}

export interface KeptConversation {
  ids: readonly Id[];
  state: ReplyState;
}

export interface KeptWait {
  /** Business hours. */
  readonly hours: number;
  readonly at: Instant;
  /** The reply. */
  readonly event: Id;
}

export interface KeptPerson {
  readonly id: Id;
  at: Instant;
  event: Id;
}

/** What was measured, each in its own unit; null: absent. */
export type Measured = Record<HealthSignal, number | null>;

/** Health as it was evaluated last. */
export interface KeptHealth {
  /** When its signals were measured; null: never. */
  at: Instant | null;
  measured: Measured;
  /** Whole points, as they are shown; null below half of the weight. */
  value: number | null;
  /** 0–1. */
  coverage: number;
  /** Who takes most away from it. */
  lowest: string | null;
  /** A rhythm or season was used that had been fitted on later facts. */
  hindsightParameters: boolean;
  /** What held when the number last changed: its next change is explained from there. */
  basis: HealthBasis;
  /** What drifts is measured again then; null: nothing does. */
  lookAt: Instant | null;
  /** The first of what counts now does so no more. */
  lapseAt: Instant | null;
}

export interface HealthBasis {
  readonly measured: Measured;
  readonly scores: Readonly<Record<string, number>>;
  readonly weights: Readonly<Record<string, number>>;
}

/** Why the number moved: the model, the value of a signal, or which signals there are. */
export type HealthPartKind = 'model' | 'value' | 'coverage';

export interface HealthPart {
  readonly kind: HealthPartKind;
  /** Null for what no single signal did. */
  readonly signal: string | null;
  /** Whole points, as shown. */
  readonly points: number;
  /** What the signal rests on since, the latest first; none for a model, which is named beside. */
  readonly evidence: readonly Id[];
  /** Of a part of the coverage: signals that are there now, and that are no longer. */
  readonly came?: readonly string[];
  readonly went?: readonly string[];
}

/** One change of the shown number. Its parts add up to `to` − `from`, where both are numbers. */
export interface HealthStep {
  readonly at: Instant;
  readonly from: number | null;
  readonly to: number | null;
  readonly parts: readonly HealthPart[];
  /** Version of the model after it. */
  readonly model: string;
  readonly hindsightParameters: boolean;
}

/** A fall that no single signal made, since the event before it was seen. */
export interface KeptFall {
  readonly begun: SignalOnset;
  readonly detectedAt: Instant;
  readonly from: number;
  readonly to: number;
}

export interface KeptAssessment {
  readonly by: string;
  /** 1 bad to 5 excellent. */
  readonly level: number;
  readonly at: Instant;
  /** It holds the reason, sealed. */
  readonly event: Id;
}

export function nothingMeasured(): Measured {
  return { silence: null, trend: null, promises: null, answers: null, complaints: null, reply: null, breadth: null };
}

export function noHealth(): HealthDocument {
  return {
    kind: null,
    classified: null,
    segment: segmentOfAll,
    itself: [],
    rhythm: { gaps: 0, operationalDays: 0, latest: null, days: [], feeds: [] },
    contact: noContact(),
    absences: [],
    promises: [],
    promiseDueAt: null,
    answers: [],
    breaches: [],
    mended: null,
    conversations: [],
    waits: [],
    people: [],
    health: {
      at: null,
      measured: nothingMeasured(),
      value: null,
      coverage: 0,
      lowest: null,
      hindsightParameters: false,
      basis: { measured: nothingMeasured(), scores: {}, weights: {} },
      lookAt: null,
      lapseAt: null,
    },
    changes: [],
    dropped: 0,
    fall: null,
    fallEndedAt: null,
    fallsBegun: [],
    assessments: [],
  };
}
