import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import type { Place, Position } from '#read-store/port.js';
import { folds } from './compiled-projection.js';
import type { CompiledProjection } from './compiled-projection.js';
import type { KeyFact } from './key-fold.js';
import { nowhere } from './key-fold.js';
import { assignmentsOf, GivenEvent } from './given-event.js';

/** A key, and the value of the index that its facts are found under. */
export interface ReadKey {
  readonly key: string;
  readonly value: string;
}

/** Whether a fold sees an event: what is hidden at its moment it does not. */
type Seen = (event: RecordedEvent) => boolean;

/**
 * All facts of a key that are known and have occurred at a position, in the order of the projection, read from the
 * mirror's index as they are asked for, without those that are not seen. (In the order of the ledger they are gathered
 * first: the index has another.)
 * @param after only those behind this place
 */
export function readKeyFacts(
  projection: CompiledProjection,
  mirror: Mirror,
  { key, value }: ReadKey,
  at: Position,
  isSeen: Seen,
  after: Place = nowhere,
): Iterable<KeyFact> {
  const wanted = (found: string): boolean => found === key;
  const facts = { [Symbol.iterator]: () => keyFacts(projection, mirror, value, wanted, at, isSeen, after) };
  if (projection.order === 'occurred') return mapFacts(facts);
  return [...facts].map(({ fact }) => fact).sort((a, b) => a.fact.sequence - b.fact.sequence);
}

/** The same for several keys of one value, read in one pass. */
export function readFactsOfKeys(
  projection: CompiledProjection,
  mirror: Mirror,
  value: string,
  keys: ReadonlySet<string>,
  at: Position,
  isSeen: Seen,
  after: Place = nowhere,
): ReadonlyMap<string, readonly KeyFact[]> {
  const facts = new Map<string, KeyFact[]>([...keys].map((key) => [key, []]));
  const wanted = (found: string): boolean => keys.has(found);
  for (const { key, fact } of keyFacts(projection, mirror, value, wanted, at, isSeen, after)) {
    facts.get(key)!.push(fact);
  }
  if (projection.order === 'recorded') {
    for (const list of facts.values()) list.sort((a, b) => a.fact.sequence - b.fact.sequence);
  }
  return facts;
}

function* mapFacts(facts: Iterable<{ fact: KeyFact }>): Generator<KeyFact> {
  for (const { fact } of facts) yield fact;
}

function* keyFacts(
  projection: CompiledProjection,
  mirror: Mirror,
  value: string,
  wanted: (key: string) => boolean,
  at: Position,
  isSeen: Seen,
  after: Place,
): Generator<{ key: string; fact: KeyFact }> {
  const occurred = projection.order === 'occurred';
  const begin = occurred && after !== nowhere ? { after } : {};
  const until = { occurredAt: at.horizon, ordinal: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER };
  for (const recorded of mirror.readDimension(projection.by, value, occurred ? { ...begin, until } : {})) {
    if (!occurred && recorded.sequence <= after.sequence) continue;
    if (recorded.sequence > at.sequence || !folds(projection, recorded.type) || !isSeen(recorded)) continue;
    const given = new GivenEvent(recorded);
    for (const { key, share, value: found, error } of assignmentsOf(projection, given)) {
      if (found !== value || !wanted(key)) continue;
      const fact = given.fact(share);
      yield { key, fact: error === undefined ? { fact } : { fact, error } };
    }
  }
}
