import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { Via } from '#domain/fact.js';
import type { BelongingAt, Way } from './belonging-at.js';
import type { KeyDimension } from '../definition/definition.js';

/**
 * Through what of an event it belongs to a value, by which a signal that it begins is told from those of its other keys.
 * It is said with ids as recorded, and where several would do the one is taken that was known first, of those the first of
 * the event: so when a link makes two values one, or brings an organisation, what is said of the event then is what was
 * said of it before, and no signal is raised anew.
 * @param known whose events are, as it is known; without it everything is of those whom it names
 * @returns undefined where it is by the first customer-side party, or the dimension is none of parties
 */
export function viaOf(
  event: RecordedEvent,
  by: KeyDimension,
  value: string,
  known: BelongingAt | undefined,
): Via | undefined {
  if (by !== 'relationship' && by !== 'party') return undefined;
  const isValue = (id: Id): boolean => (known === undefined ? id : known.canonical(id)) === value;
  const customers = event.parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
  const unlessFirst = (party: Id | undefined): Via | undefined =>
    party === undefined || party === customers[0] ? undefined : { party };
  if (by === 'party') return unlessFirst(event.parties.find(({ id }) => isValue(id))?.id);
  const { relationships, occurredAt } = event;
  if (relationships.length > 0) {
    // Also where it is the only one: of others it may be that they must not be seen just now.
    const organisation = relationships.find(isValue);
    return organisation === undefined ? undefined : { organisation };
  }
  const ways = customers.map((party) => ({ party, ways: known?.waysOf(party, occurredAt) ?? none }));
  if (ways.every((one) => one.ways.length === 0)) return unlessFirst(customers.find(isValue));
  const all = ways.flatMap(({ party, ways: own }) => own.map((way, i) => ({ ...way, party, isFirst: i === 0 })));
  const fitting = all.filter(({ organisation }) => isValue(organisation)).sort((a, b) => a.since - b.since);
  // A party stands for the first of its organisations; for another one both have to be said.
  const first = fitting.find(({ isFirst }) => isFirst);
  if (first !== undefined) return unlessFirst(first.party);
  const [way] = fitting;
  return way === undefined ? undefined : { party: way.party, organisation: way.organisation };
}

const none: readonly Way[] = [];
