import { canonicalJson } from '#core/canonical-json.js';
import { sha256Hex } from '#core/hashing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { targetTerms, type TargetTerms } from '#measures/process/target-terms.js';
import type { DeclaredWaits } from '#measures/process/waits.js';

/** A process as it is defined, ready to follow cases by. */
export interface ProcessTerms {
  /** The same for definitions that say the same; documents tell by it that they were followed by another. */
  readonly id: string;
  readonly declared: DeclaredWaits;
  /** Each of its name once: the first. */
  readonly targets: readonly TargetTerms[];
  /** By which waits are told in hours of a calendar too. */
  readonly calendar: string | null;
}

const undefinedProcess: ProcessTerms = { id: '', declared: { terminal: [] }, targets: [], calendar: null };

const known = new WeakMap<object, ProcessTerms>();

/** Made once of each definition: cases ask for it at every fact. */
export function processTerms(definition: EventTypes['ProcessDefined'] | undefined): ProcessTerms {
  if (definition === undefined) return undefinedProcess;
  let terms = known.get(definition);
  if (terms === undefined) known.set(definition, (terms = termsOf(definition)));
  return terms;
}

function termsOf(definition: EventTypes['ProcessDefined']): ProcessTerms {
  const { terminal, reopening, waiting, targets = [], calendar } = definition;
  const first = targets.filter(({ target }, i) => targets.findIndex((other) => other.target === target) === i);
  return {
    id: sha256Hex(canonicalJson({ terminal, reopening, waiting, targets, calendar })).slice(0, 16),
    declared: { terminal, reopening, waiting },
    targets: first.map(targetTerms),
    calendar: calendar ?? null,
  };
}
