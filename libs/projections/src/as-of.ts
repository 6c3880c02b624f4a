import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { unpack } from '#read-store/packing.js';
import type { CompiledProjection } from './compiled-projection.js';
import { foldIsolated, makesDocument } from './fold.js';
import { readKeyFacts } from './key-facts.js';
import type { ReadKey } from './key-facts.js';
import type { ReadDocument } from './projection-reader.js';
import type { Visibility } from './visibility.js';

/** A moment on both axes: what had occurred by an instant, as far as it was known at a sequence. */
export interface Moment {
  readonly asOf: Instant;
  /** The last sequence that was known. */
  readonly known: number;
}

/**
 * doc(t, k) of engine.md §3 by the formula itself: the key's facts that had occurred by then and were known and visible
 * then, folded from the first on. It costs a fold of the key, and asks no build.
 * @returns undefined where there was no such document
 */
export function documentAt<Doc = Record<string, unknown>, Row = Record<string, unknown>>(
  projection: CompiledProjection,
  { mirror, visibility }: { readonly mirror: Mirror; readonly visibility: Visibility },
  key: ReadKey,
  { asOf, known }: Moment,
): (ReadDocument<Doc> & { readonly row?: Row }) | undefined {
  const isSeen = (event: Parameters<Visibility['isHidden']>[0]) =>
    projection.order === 'recorded' || !visibility.isHidden(event, known);
  const read = () => readKeyFacts(projection, mirror, key, { sequence: known, horizon: asOf }, isSeen);
  if (!makesDocument(projection, read())) return undefined;
  const { entry } = foldIsolated(projection, read);
  return {
    key: key.key,
    facts: entry.facts,
    ...(entry.document === undefined ? {} : { document: unpack<Doc>(entry.document) }),
    ...(entry.row === undefined ? {} : { row: unpack<Row>(entry.row) }),
    ...(entry.quarantine === undefined ? {} : { quarantine: entry.quarantine }),
  };
}
