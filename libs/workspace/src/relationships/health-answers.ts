import type { Id } from '#core/time.js';
import type { Named } from '../answered.js';

/** How well a relationship is, with all that the number is made of and why it changed. */
export interface RelationshipHealth {
  /** 0–100, whole; null below half of the weight. */
  readonly value: number | null;
  /** “58 (coverage 80 %)”; without a number, what is missing to tell it. */
  readonly sentence: string;
  /** Share of the model's weight that is present, 0–1. */
  readonly coverage: number;
  /** When its signals were measured; absent before anything was. */
  readonly at?: string;
  readonly contributions: readonly HealthContribution[];
  /** Signals with a weight that are absent, and what they would measure; those of others have no definition. */
  readonly absent: readonly { readonly signal: string; readonly label?: string; readonly definition?: string }[];
  /** The latest first. */
  readonly changes: readonly HealthChangeAnswer[];
  /** Older changes than those, which are not kept. */
  readonly olderChanges: number;
  readonly model: { readonly version: string; readonly label?: string; readonly sentence: string };
  /** Judged by a rhythm or season that was fitted on later facts. */
  readonly hindsightParameters: boolean;
  /** A feed is down that their last contacts came by: silence and trend are as they were measured before. */
  readonly feedDown: boolean;
  /** What people think of it, the latest of each, the latest first; it changes nothing of the number. */
  readonly assessments: readonly {
    readonly by: Named;
    readonly level: number;
    readonly at: string;
    readonly event: Id;
  }[];
  /** The latest assessment in words; absent where nobody said. */
  readonly assessed?: string;
  /** The latest assessment says otherwise than the number. */
  readonly disagreement?: 'assessed-better' | 'assessed-worse';
}

export interface HealthContribution {
  readonly signal: string;
  readonly label: string;
  readonly definition: string;
  /** As measured, in its unit. */
  readonly value: number;
  readonly unit: string;
  /** What the model makes of it, 0–100. */
  readonly score: number;
  readonly weight: number;
  /** Points that it adds to 50. */
  readonly contribution: number;
  readonly evidence: readonly Id[];
}

export interface HealthChangeAnswer {
  readonly at: string;
  /** Null: there was, or is, no number; then its parts add up to nothing and say what came and went. */
  readonly from: number | null;
  readonly to: number | null;
  /** “77 → 63 on 2024-05-13”. */
  readonly sentence: string;
  /** They add up to the change. */
  readonly parts: readonly HealthPartAnswer[];
  /** Version of the model after it. */
  readonly model: string;
  readonly hindsightParameters: boolean;
}

export interface HealthPartAnswer {
  /** What made it: the model, the value of a signal, or which signals there are. */
  readonly kind: 'model' | 'value' | 'coverage';
  /** Absent for what no single signal did. */
  readonly signal?: string;
  /** Of the signal, where Tend measures it. */
  readonly label?: string;
  /** Whole points, as shown. */
  readonly points: number;
  readonly evidence: readonly Id[];
  /** Of a part of the coverage: signals that are there now, and that are no longer. */
  readonly came?: readonly string[];
  readonly went?: readonly string[];
  /** “−12 first reply”. */
  readonly sentence: string;
}
