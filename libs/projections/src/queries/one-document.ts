import type { Row } from '#read-store/row-list.js';
import { atOnce, type Pieces } from '../calls/pieces.js';
import { documentInPieces } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { valueOfKey } from '../definition/projection-key.js';
import type { ReadDocument, ViewError } from './projection-reader.js';
import { isViewed, Viewing } from './viewing.js';

/** One document with its row, as readers see them. */
export type OneDocument<Doc = Record<string, unknown>, R = Row> = ReadDocument<Doc> & {
  readonly row?: R;
  /** Why the row is as it is kept. */
  readonly rowError?: ViewError;
};

/**
 * One document at a moment, as readers see it: one key is folded, and nothing else of the projection is looked at.
 * @returns undefined where there was no such document
 */
export function viewedDocumentAt<Doc = Record<string, unknown>, R extends Row = Row>(
  projection: CompiledProjection,
  past: Past,
  key: string,
  moment: Moment,
): OneDocument<Doc, R> | undefined {
  return atOnce(viewedInPieces<Doc, R>(projection, past, key, moment));
}

/** The same with a break behind every so many facts. */
export function* viewedInPieces<Doc = Record<string, unknown>, R extends Row = Row>(
  projection: CompiledProjection,
  past: Past,
  key: string,
  moment: Moment,
): Pieces<OneDocument<Doc, R> | undefined> {
  const found = yield* documentInPieces<Doc, R>(projection, past, { key, value: valueOfKey(projection, key) }, moment);
  if (found === undefined || !isViewed(projection)) return found;
  const { book, build } = past;
  const timeline = book.timeline(projection, build?.info.beganAt ?? Infinity, moment.known);
  const viewing = new Viewing(projection, timeline, moment.asOf);
  return { ...viewing.document(found), ...seenRow<R>(found.row, viewing) };
}

/** A row as readers see it; nothing where there is none. */
export function seenRow<R extends Row>(
  kept: Row | undefined,
  viewing: Viewing,
): Pick<OneDocument<unknown, R>, 'row' | 'rowError'> {
  if (kept === undefined) return {};
  const { row, viewError } = viewing.row(kept);
  return { row: row as R, ...(viewError === undefined ? {} : { rowError: viewError }) };
}
