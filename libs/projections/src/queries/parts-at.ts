import { documentNow } from '#read-store/port.js';
import { unpack } from '#read-store/packing.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { projectionKey } from '../definition/projection-key.js';
import type { Pieces } from '../calls/pieces.js';
import { behind, factsOfKeysInPieces } from '../folding/key-facts.js';
import { guardedEvents, permittedNow, type Moment, type Past } from './as-of.js';
import { foldForQuestion } from './question-fold.js';

/** One part of a value at a moment. */
export interface PartDocument<Doc> {
  readonly part: string;
  /** Absent when not even the first document could be made. */
  readonly document?: Doc;
}

/**
 * Several documents of one value at a moment, of a definition that has parts (`within`): doc(t, k) of each, as
 * `documentAt` gives it, but with the facts of the value read once for all of them. Parts without a document are left out.
 * There is a break behind every so many events, and behind each part.
 */
export function* partsAt<Doc>(
  projection: CompiledProjection,
  past: Past,
  value: string,
  parts: readonly string[],
  moment: Moment,
): Pieces<PartDocument<Doc>[]> {
  const { mirror, visibility, book, build } = past;
  const { asOf, known } = moment;
  projection.apart?.refresh();
  const events = guardedEvents(projection, past);
  const source = { projection: events, mirror, visibility, permittedAt: permittedNow(past) };
  const keys = new Set(parts.map((part) => projectionKey(value, part)));
  const facts = yield* factsOfKeysInPieces(source, value, keys, { sequence: known, horizon: asOf });
  const found: PartDocument<Doc>[] = [];
  for (const part of parts) {
    const key = projectionKey(value, part);
    const folded = yield* foldForQuestion(projection, mirror, {
      key,
      events,
      timeline: book.timeline(projection, build?.info.beganAt ?? Infinity, known),
      horizon: asOf,
      read: behind(facts.get(key)!),
      counting: projection.counters.size > 0,
      holds: ({ sequence, occurredAt }) => sequence <= known && (projection.order === 'recorded' || occurredAt <= asOf),
    });
    yield;
    if (folded === undefined) continue;
    const document = documentNow(folded.entry);
    found.push({ part, ...(document === undefined ? {} : { document: unpack<Doc>(document) }) });
  }
  return found;
}
