import type { RecordedEvent } from '#core/record.js';
import type { AnyFact } from '#domain/fact.js';
import { readValues } from '#event-store/read-values.js';
import type { Mirror } from '#event-store/port.js';
import type { Place, Position } from '#read-store/port.js';
import { atOnce, type Pieces } from '../calls/pieces.js';
import type { Belonging } from '../facts/belonging.js';
import { folds } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { KeyFact } from './key-fold.js';
import { nowhere } from './key-fold.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import type { Visibility } from '../facts/visibility.js';

/** A key, and the value of the index that its facts are found under. */
export interface ReadKey {
  readonly key: string;
  readonly value: string;
}

/** Where facts come from, and what decides which of them a fold sees. */
export interface FactSource {
  readonly projection: CompiledProjection;
  readonly mirror: Pick<Mirror, 'readDimension'>;
  readonly visibility: Visibility;
  /** Where it is asked what is permitted; without it where the facts are read up to. */
  readonly permittedAt?: Position;
}

/**
 * All facts of a key that are known, seen and have occurred at a position, in the order of the projection, read from the
 * mirror's index as they are asked for. (In the order of the ledger they are gathered first: the index has another.)
 * @param after only those behind this place
 */
export function readKeyFacts(
  source: FactSource,
  { key, value }: ReadKey,
  at: Position,
  after: Place = nowhere,
): Iterable<KeyFact> {
  const wanted = (found: string): boolean => found === key;
  const facts = { [Symbol.iterator]: () => keyFacts(source, value, wanted, at, after) };
  if (source.projection.order === 'occurred') return mapFacts(facts);
  return [...facts].map(({ fact }) => fact).sort((a, b) => a.fact.sequence - b.fact.sequence);
}

/** The same for several keys of one value, read in one pass. */
export function readFactsOfKeys(
  source: FactSource,
  value: string,
  keys: ReadonlySet<string>,
  at: Position,
): ReadonlyMap<string, readonly KeyFact[]> {
  return atOnce(factsOfKeysInPieces(source, value, keys, at));
}

/** Events that are read between two breaks. */
const eventsOfPiece = 1_024;

/** The same with a break behind every so many events; nothing of the mirror is held open over it. */
export function* factsOfKeysInPieces(
  source: FactSource,
  value: string,
  keys: ReadonlySet<string>,
  at: Position,
): Pieces<ReadonlyMap<string, readonly KeyFact[]>> {
  const facts = new Map<string, KeyFact[]>([...keys].map((key) => [key, []]));
  const wanted = (found: string): boolean => keys.has(found);
  for (let after: Place | undefined = nowhere; after !== undefined;) {
    let read = 0;
    let last: Place | undefined;
    for (const recorded of eventsOf(source, value, at, after)) {
      for (const { key, fact } of factsOfEvent(source, value, wanted, at, recorded)) facts.get(key)!.push(fact);
      if (++read < eventsOfPiece) continue;
      last = recorded;
      break;
    }
    after = last;
    if (after !== undefined) yield;
  }
  if (source.projection.order === 'recorded') {
    for (const list of facts.values()) list.sort((a, b) => a.fact.sequence - b.fact.sequence);
  }
  return facts;
}

/** The values that the index finds the facts of a value under, as it is known at k. */
export function sourcesOf(
  { by, order }: CompiledProjection,
  belonging: Belonging,
  value: string,
  k: number,
): readonly string[] {
  return (order === 'recorded' ? undefined : belonging.at(k)?.sourcesOf(by, value)) ?? [value];
}

function* mapFacts(facts: Iterable<{ fact: KeyFact }>): Generator<KeyFact> {
  for (const { fact } of facts) yield fact;
}

function* keyFacts(
  source: FactSource,
  value: string,
  wanted: (key: string) => boolean,
  at: Position,
  after: Place,
): Generator<{ key: string; fact: KeyFact }> {
  // In the order of the ledger what is behind a place is not what the index has behind it.
  const occurred = source.projection.order === 'occurred';
  for (const recorded of eventsOf(source, value, at, occurred ? after : nowhere))
    if (occurred || recorded.sequence > after.sequence) yield* factsOfEvent(source, value, wanted, at, recorded);
}

/** Events that the index finds under a value, behind a place of the index. */
function eventsOf(
  { projection, mirror, visibility: { belonging } }: FactSource,
  value: string,
  at: Position,
  after: Place,
): IterableIterator<RecordedEvent> {
  const begin = after === nowhere ? {} : { after };
  const until = { occurredAt: at.horizon, ordinal: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER };
  const sources = sourcesOf(projection, belonging, value, at.sequence);
  return readValues(mirror, projection.by, sources, {
    ...begin,
    ...(projection.order === 'occurred' ? { until } : {}),
  });
}

/** An event as a fact of each wanted key of a value. */
function* factsOfEvent(
  { projection, visibility, permittedAt }: FactSource,
  value: string,
  wanted: (key: string) => boolean,
  at: Position,
  recorded: RecordedEvent,
): Generator<{ key: string; fact: KeyFact }> {
  if (recorded.sequence > at.sequence || !folds(projection, recorded.type)) return;
  if (projection.order === 'occurred' && visibility.isHidden(recorded, at.sequence)) return;
  const given = new GivenEvent(recorded);
  for (const assignment of assignmentsOf(projection, given, visibility, at, permittedAt ?? at)) {
    const { key, share, via, error } = assignment;
    if (assignment.value !== value || !wanted(key)) continue;
    const fact = assignment.given.fact(share, via);
    yield { key, fact: error === undefined ? { fact } : { fact, error } };
  }
}

/** Facts that are at hand, behind one of them: what a request reads. */
export function behind(facts: readonly KeyFact[]): (after?: AnyFact) => readonly KeyFact[] {
  return (after) => (after === undefined ? facts : facts.slice(facts.findIndex(({ fact }) => fact === after) + 1));
}
