import type { OcelRelationship } from './ocel-document.js';

/**
 * Relationships as the set that they are: each once, in an order that does not depend on the file, which may list them in
 * another order when it is written again.
 */
export function distinctRelationships(relationships: readonly OcelRelationship[]): readonly OcelRelationship[] {
  if (relationships.length < 2) return relationships;
  const once = new Map(relationships.map((one) => [JSON.stringify([one.objectId, one.qualifier]), one]));
  return [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
