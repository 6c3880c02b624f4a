import type { AnyFact } from '#domain/fact.js';
import type { CompiledProjection } from './compiled-projection.js';
import { flatten } from './contributions.js';
import type { FlatContribution } from './contributions.js';
import { attempt } from './fault.js';
import { contextOfEvents } from './fold-context.js';

const nothing: readonly FlatContribution[] = [];

/** What an event itself contributes. @throws Fault */
export function countOf(projection: CompiledProjection, fact: AnyFact): readonly FlatContribution[] {
  const counter = projection.counters.get(fact.type);
  if (counter === undefined) return nothing;
  return attempt(`count.${fact.type}`, () => flatten(counter(fact, contextOfEvents(projection))));
}
