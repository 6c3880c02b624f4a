import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { BelongingAt } from './belonging-at.js';

/** A relationship that an event belongs to. */
export interface Belongs {
  readonly relationship: Id;
  /** The sequence of the statement by which it does; 0 where it does without any, by those whom it names. */
  readonly since: number;
}

/**
 * The relationships that an event belongs to by what is known, as `BelongingAt.valuesOf` gives them, each with since when
 * that is known: of several ways the one that was known first.
 * @param known without it everything is of those whom it names
 */
export function belongingSince(event: RecordedEvent, known: BelongingAt | undefined): readonly Belongs[] {
  const recorded = valuesOf(event, 'relationship');
  if (known === undefined) return recorded.map((relationship) => ({ relationship, since: 0 }));
  const ways = waysOf(event, known);
  return known.valuesOf(event, 'relationship', recorded).map((relationship) => {
    const since = ways.flatMap((way) =>
      known.canonical(way.id) === relationship ? [Math.max(way.since, known.linkedSince(way.id, relationship))] : [],
    );
    return { relationship, since: Math.min(...since) };
  });
}

/** Whom an event is of, before links: those that it names, else the organisations of its parties, else these themselves. */
function waysOf({ relationships, parties, occurredAt }: RecordedEvent, known: BelongingAt) {
  const itself = (id: Id) => ({ id, since: 0 });
  if (relationships.length > 0) return relationships.map(itself);
  const customers = parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
  const organisations = customers.flatMap((party) =>
    known.waysOf(party, occurredAt).map(({ organisation, since }) => ({ id: organisation, since })),
  );
  return organisations.length > 0 ? organisations : customers.map(itself);
}
