import { formatInstant } from '#core/time.js';
import { signalWords, type HealthSignal } from '#measures/health/health-signals.js';
import type { HealthDocument, HealthPart, HealthStep } from '#read-models/health-document.js';
import type { HealthView } from '#read-models/health-rows.js';
import type { HealthChangeAnswer, HealthPartAnswer, RelationshipHealth } from './health-answers.js';
import { assessmentText, healthModelText, healthMoveText, healthPartText, healthText } from './health-words.js';
import type { Presentation } from './relationship-answers.js';

/** What is told of the health of a relationship, from its document and view as they are read. */
export function relationshipHealth(
  { changes, dropped }: HealthDocument,
  view: HealthView,
  { nameOf, zone }: Presentation,
): RelationshipHealth {
  const { value, coverage, at, hindsightParameters, feedDown, model, disagreement } = view;
  const absent = view.absent.map((signal) => {
    const words = wordsOf(signal);
    return words === undefined ? { signal } : { signal, label: words.label, definition: words.definition };
  });
  const assessments = view.assessments
    .toReversed()
    .map(({ by, level, at: given, event }) => ({ by: nameOf(by), level, at: formatInstant(given, zone), event }));
  const assessed = assessmentText(assessments, disagreement);
  return {
    value,
    sentence: healthText({ value, coverage, absent }),
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
    absent,
    changes: changes.toReversed().map((change) => changeAnswer(change, zone)),
    olderChanges: dropped,
    model: {
      version: model.version,
      ...(model.label === null ? {} : { label: model.label }),
      sentence: healthModelText(model, hindsightParameters, feedDown),
    },
    hindsightParameters,
    feedDown,
    assessments,
    ...(assessed === undefined ? {} : { assessed }),
    ...(disagreement === null ? {} : { disagreement }),
  };
}

function changeAnswer({ at, parts, ...change }: HealthStep, zone: string): HealthChangeAnswer {
  const shown = { at: formatInstant(at, zone), ...change };
  return { ...shown, sentence: healthMoveText(shown), parts: parts.map(partAnswer) };
}

function partAnswer({ signal, ...part }: HealthPart): HealthPartAnswer {
  const label = signal === null ? undefined : wordsOf(signal)?.label;
  const told = { ...part, ...(signal === null ? {} : { signal }), ...(label === undefined ? {} : { label }) };
  return { ...told, sentence: healthPartText(told) };
}

function wordsOf(signal: string) {
  return Object.hasOwn(signalWords, signal) ? signalWords[signal as HealthSignal] : undefined;
}
