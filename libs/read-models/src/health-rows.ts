import type { Id, Instant } from '#core/time.js';
import { healthOf } from '#measures/health/health.js';
import { signalWords, type HealthSignal } from '#measures/health/health-signals.js';
import type { Contribution } from '#projections/definition/definition.js';
import type { HealthContext } from './health-contact.js';
import type { HealthDocument, HealthStep, KeptAssessment, Measured } from './health-document.js';
import { evidenceOf, feedsUp } from './health-measured.js';
import { modelOf, scoresUnder } from './health-model-in-force.js';

/** From this level on a person thinks that it is well, and up to that one that it is not. */
const goodLevel = 4;
const badLevel = 2;
/** Below and above these the number says otherwise: a proposal. */
const lowHealth = 40;
const highHealth = 60;

/** A person says better, or worse, than the number; null: nobody does, or there is none. */
export type Disagreement = 'assessed-better' | 'assessed-worse';

/** What lists filter and sort by. `coverage` is in whole per cent. */
export function rowOf(doc: HealthDocument) {
  const { health, changes, segment, kind, assessments } = doc;
  const last = changes.at(-1);
  return {
    value: health.value,
    coverage: percentOf(health.coverage),
    lowest: health.lowest,
    segment,
    kind,
    changedAt: last?.at ?? null,
    change: last === undefined || last.from === null || last.to === null ? null : last.to - last.from,
    hindsightParameters: health.hindsightParameters,
    assessed: assessments.at(-1)?.level ?? null,
    disagreement: disagreementOf(doc),
  };
}

/** A hair below the half is no half: what is shown never reaches 50 % where no number is. */
function percentOf(coverage: number): number {
  return Math.floor(100 * coverage + 1e-7);
}

function disagreementOf({ health: { value }, assessments }: HealthDocument): Disagreement | null {
  const level = assessments.at(-1)?.level;
  if (value === null || level === undefined) return null;
  if (level >= goodLevel && value < lowHealth) return 'assessed-better';
  return level <= badLevel && value >= highHealth ? 'assessed-worse' : null;
}

/** `health`, segment, least of its ten points (90 with 100) or `uncovered`: relationships. */
export function contributionsOf({ health: { value }, segment }: HealthDocument): Contribution[] {
  const place = value === null ? 'uncovered' : Math.min(90, 10 * Math.floor(value / 10));
  return [{ at: ['health', segment, place], add: { n: 1 } }];
}

/** What one signal does to the number. */
export interface ShownContribution {
  readonly signal: string;
  readonly label: string;
  readonly unit: string;
  /** As measured, in its unit. */
  readonly measured: number;
  /** 0–100. */
  readonly score: number;
  readonly weight: number;
  /** Points that it adds to 50. */
  readonly contribution: number;
  readonly evidence: readonly Id[];
}

/** The number as it was evaluated last, and what it is made of. Nothing of it drifts between two evaluations. */
export interface HealthView {
  readonly value: number | null;
  readonly coverage: number;
  /** When its signals were measured. */
  readonly at: Instant | null;
  readonly contributions: readonly ShownContribution[];
  /** Signals with a weight that are absent; those that are not measured by Tend among them. */
  readonly absent: readonly string[];
  readonly changed: HealthStep | null;
  readonly model: { readonly version: string; readonly label: string | null };
  readonly hindsightParameters: boolean;
  /** A feed is down that their last contacts came by: silence and trend are as they were measured before. */
  readonly feedDown: boolean;
  readonly assessments: readonly KeptAssessment[];
  readonly disagreement: Disagreement | null;
}

export function viewOf(doc: HealthDocument, t: Instant, ctx: HealthContext): HealthView {
  const { health, changes, assessments } = doc;
  const model = modelOf(doc.kind, ctx);
  const scores = scoresUnder(model, health.measured);
  const { contributions } = healthOf(model.weights, scores);
  return {
    value: health.value,
    coverage: health.coverage,
    at: health.at,
    contributions: contributions.map(({ signal, ...made }) => ({
      signal,
      label: signalWords[signal as HealthSignal].label,
      unit: signalWords[signal as HealthSignal].unit,
      measured: health.measured[signal as keyof Measured]!,
      ...made,
      evidence: evidenceOf(doc, signal),
    })),
    absent: model.signals.flatMap(({ signal, weight }) =>
      weight > 0 && !Object.hasOwn(scores, signal) ? [signal] : [],
    ),
    changed: changes.at(-1) ?? null,
    model: { version: model.version, label: model.label },
    hindsightParameters: health.hindsightParameters,
    feedDown: !feedsUp(doc, t, ctx),
    assessments,
    disagreement: disagreementOf(doc),
  };
}
