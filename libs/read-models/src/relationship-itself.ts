import type { Id } from '#core/time.js';
import { standsForMany } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';

/** What was recorded under more ids than this, and linked, is known by the latest of them. */
const idsMax = 20;

/**
 * Under which ids a relationship itself appears among the parties of its events, as far as facts tell: those that an event
 * names as its relationships, as sources do that name an organisation beside a person; and whom RelationshipClassified is
 * about. Of a firm that is the firm, which is no person of theirs; of a private customer (b2c) it is the person.
 * @param known the latest last; never changed
 * @returns the same list where nothing is new
 */
export function learnItself(known: readonly Id[], event: Fact): readonly Id[] {
  let found = known;
  const add = (id: Id): void => {
    if (!found.includes(id)) found = [...found, id].slice(-idsMax);
  };
  for (const id of event.relationships) add(id);
  if (event.type === 'RelationshipClassified' && event.relationships.length === 0)
    for (const { id, role, side } of event.parties) if (side === 'customer' && standsForMany(role)) add(id);
  return found;
}
