import type { AnyFact } from '#domain/fact.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { flatten } from '../definition/contributions.js';
import type { FlatContribution } from '../definition/contributions.js';
import { attempt } from '../calls/fault.js';
import { contextOfEvents } from '../facts/fold-context.js';

const nothing: readonly FlatContribution[] = [];

/** What an event itself contributes. @throws Fault */
export function countOf(projection: CompiledProjection, fact: AnyFact): readonly FlatContribution[] {
  const counter = projection.counters.get(fact.type);
  if (counter === undefined) return nothing;
  return attempt(`count.${fact.type}`, () => flatten(counter(fact, contextOfEvents(projection))));
}
