import { formatInstant, type Id } from '#core/time.js';
import { signalWords, type HealthSignal } from '#measures/health/health-signals.js';
import type { HealthDocument, HealthPart, HealthStep } from '#read-models/health-document.js';
import type { Disagreement, HealthView } from '#read-models/health-rows.js';
import type { Named } from '../answers.js';
import type { Presentation } from './relationship-answers.js';

/** How well a relationship is, with all that the number is made of and why it changed. */
export interface RelationshipHealth {
  /** 0–100, whole; null below half of the weight. */
  readonly value: number | null;
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
  readonly model: { readonly version: string; readonly label?: string };
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
  /** The latest assessment says otherwise than the number. */
  readonly disagreement?: Disagreement;
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
  /** They add up to the change. */
  readonly parts: readonly HealthPartAnswer[];
  /** Version of the model after it. */
  readonly model: string;
  readonly hindsightParameters: boolean;
}

export interface HealthPartAnswer extends Omit<HealthPart, 'signal'> {
  readonly signal?: string;
  /** Of the signal, where Tend measures it. */
  readonly label?: string;
}

/** What is told of the health of a relationship, from its document and view as they are read. */
export function relationshipHealth(
  { changes, dropped }: HealthDocument,
  view: HealthView,
  { nameOf, zone }: Presentation,
): RelationshipHealth {
  const { value, coverage, at, hindsightParameters, feedDown, model, disagreement } = view;
  return {
    value,
    coverage,
    ...(at === null ? {} : { at: formatInstant(at, zone) }),
    contributions: view.contributions.map(({ signal, label, unit, measured, ...made }) => ({
      signal,
      label,
      definition: wordsOf(signal)!.definition,
      value: measured,
      unit,
      ...made,
    })),
    absent: view.absent.map((signal) => {
      const words = wordsOf(signal);
      return words === undefined ? { signal } : { signal, label: words.label, definition: words.definition };
    }),
    changes: changes.toReversed().map((change) => changeAnswer(change, zone)),
    olderChanges: dropped,
    model: { version: model.version, ...(model.label === null ? {} : { label: model.label }) },
    hindsightParameters,
    feedDown,
    assessments: view.assessments
      .toReversed()
      .map(({ by, level, at: given, event }) => ({ by: nameOf(by), level, at: formatInstant(given, zone), event })),
    ...(disagreement === null ? {} : { disagreement }),
  };
}

function changeAnswer({ at, parts, ...change }: HealthStep, zone: string): HealthChangeAnswer {
  return { at: formatInstant(at, zone), ...change, parts: parts.map(partAnswer) };
}

function partAnswer({ signal, ...part }: HealthPart): HealthPartAnswer {
  if (signal === null) return part;
  const label = wordsOf(signal)?.label;
  return { ...part, signal, ...(label === undefined ? {} : { label }) };
}

function wordsOf(signal: string) {
  return Object.hasOwn(signalWords, signal) ? signalWords[signal as HealthSignal] : undefined;
}
