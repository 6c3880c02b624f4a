import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Instant } from '#core/time.js';
import type { Cell, CellPath, Quarantine } from '#read-store/port.js';
import type { Row, RowQuery } from '#read-store/row-list.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextBook, ContextTimeline } from '../facts/context-book.js';
import { seenRow } from './one-document.js';
import type { OneDocument } from './one-document.js';
import type { HeadView, ProjectionView, ReadDocument, ReadPage, ReadPosition, ReadRow } from './projection-reader.js';
import { isViewed, lookAtAll, Viewing } from './viewing.js';

/** From where somebody looks. */
export interface Standpoint {
  /** The instant that `view` and `viewRow` are given. */
  readonly at: Instant;
  /** What was published and is known at the k of the question. */
  readonly timeline: ContextTimeline;
}

/** The head as it is seen now; where time has passed in the build already, as of then. */
export function viewedHead(
  head: HeadView,
  projection: CompiledProjection,
  now: Instant,
  book: () => ContextBook,
): ProjectionView & Pick<ViewedProjection, 'list' | 'cells' | 'signals'> {
  if (!isViewed(projection)) return head;
  const standpoint = {
    at: Math.max(now, head.horizonMs),
    timeline: timelineOf(head, projection, book, head.position.to),
  };
  return new ViewedProjection(head, projection, standpoint);
}

/** What was made of a head at a moment, as it was seen then. */
export function viewedPast(
  past: ProjectionView,
  head: HeadView,
  projection: CompiledProjection,
  book: () => ContextBook,
): ProjectionView {
  if (!isViewed(projection)) return past;
  const standpoint = { at: past.horizonMs, timeline: timelineOf(head, projection, book, past.position.to) };
  return new ViewedProjection(past, projection, standpoint);
}

function timelineOf(
  { source }: HeadView,
  projection: CompiledProjection,
  book: () => ContextBook,
  known: number,
): ContextTimeline {
  return book().timeline(projection, source.build.info.beganAt ?? Infinity, known);
}

/** One document of a head, with its row, as readers see them. */
export function viewedDocument(view: ProjectionView, key: string): OneDocument | undefined {
  const found = view.document(key);
  if (found === undefined) return undefined;
  if (view instanceof ViewedProjection) return { ...found, ...view.rowOf(key) };
  const row = view.row(key);
  return row === undefined ? found : { ...found, row };
}

/**
 * A projection as readers see it (engine.md §4): documents with their `view`, rows as `viewRow` makes them. Lists are
 * filtered and sorted by what is seen, and the pages of one list are all seen at the instant of the first.
 */
export class ViewedProjection implements ProjectionView {
  readonly build: string;
  readonly position: ReadPosition['position'];
  readonly horizonMs: Instant;

  constructor(
    private readonly base: ProjectionView,
    private readonly projection: CompiledProjection,
    private readonly standpoint: Standpoint,
  ) {
    this.build = base.build;
    this.position = base.position;
    this.horizonMs = base.horizonMs;
  }

  document<Doc>(key: string): ReadDocument<Doc> | undefined {
    const read = this.base.document<Doc>(key);
    return read && this.viewing().document(read);
  }

  *documents<Doc>(options?: { after?: string }): IterableIterator<ReadDocument<Doc>> {
    const viewing = this.viewing();
    for (const read of this.base.documents<Doc>(options)) yield viewing.document(read);
  }

  keys(options?: { after?: string }): ReturnType<ProjectionView['keys']> {
    return this.base.keys(options);
  }

  row<R extends Row = Row>(key: string): R | undefined {
    const row = this.base.row(key);
    return row && (this.viewing().row(row).row as R);
  }

  /** The same, and why it is as it is kept. */
  rowOf(key: string): Pick<OneDocument, 'row' | 'rowError'> {
    return seenRow(this.base.row(key), this.viewing());
  }

  *rows<R extends Row = Row>({ asKept = false }: { asKept?: boolean } = {}): IterableIterator<ReadRow<R>> {
    if (asKept || this.projection.viewRow === undefined) return yield* this.base.rows<R>();
    const viewing = this.viewing();
    for (const kept of together(this.base.rows(), rowsTogether)) {
      const seen = lookAtAll(this.projection, () => kept.map(({ key, row }) => ({ key, ...viewing.row(row, true) })));
      yield* seen as ReadRow<R>[];
    }
  }

  /**
   * Where an order or a condition asks for what is seen, every row has to be looked at for each page.
   * @throws LedgerError `limit-exceeded` beyond `limits.viewedRows` rows, `invalid`, `cursor-expired`
   */
  list(query: RowQuery = {}): ReadPage {
    const time = query.time ?? this.standpoint.at;
    const { sort, filter, where } = query;
    if (sort === undefined && filter === undefined && where === undefined) {
      // Of each row only the instant is taken, which a cursor brings along: the page alone is made.
      let from = time;
      const page = this.base.list({ ...query, seen: { at: time, as: (row, _key, at) => ((from = at), row) } });
      const viewing = this.viewing(from);
      return { ...page, rows: page.rows.map(({ key, row }) => ({ key, ...viewing.row(row) })) };
    }
    const failed = new Map<string, NonNullable<ReadRow['viewError']>>();
    let looked = 0;
    let viewing: { readonly at: Instant; readonly seen: Viewing } | undefined;
    const as = (kept: Row, key: string, at: Instant): Row => {
      if (++looked > limits.viewedRows) throw tooMany(this.projection);
      if (viewing?.at !== at) viewing = { at, seen: this.viewing(at) };
      const { row, viewError } = viewing.seen.row(kept, true);
      if (viewError !== undefined) failed.set(key, viewError);
      return row;
    };
    const page = lookAtAll(this.projection, () => {
      looked = 0;
      failed.clear();
      return this.base.list({ ...query, seen: { at: time, as } });
    });
    const rows = page.rows.map((row) => {
      const viewError = failed.get(row.key);
      return viewError === undefined ? row : { ...row, viewError };
    });
    return { ...page, rows };
  }

  /** @param time of a head: as of then */
  signals(time?: Instant): ReturnType<HeadView['signals']> {
    return (this.base as Pick<HeadView, 'signals'>).signals(time);
  }

  endedSignals(): ReturnType<ProjectionView['endedSignals']> {
    return this.base.endedSignals();
  }

  signalSteps(key: string): ReturnType<ProjectionView['signalSteps']> {
    return this.base.signalSteps(key);
  }

  cell(at: CellPath): Cell | undefined {
    return this.base.cell(at);
  }

  cells(prefix: CellPath, options?: { columns?: boolean; after?: CellPath; time?: Instant }): IterableIterator<Cell> {
    return this.base.cells(prefix, options);
  }

  quarantined(): IterableIterator<{ readonly key: string; readonly quarantine: Quarantine }> {
    return this.base.quarantined();
  }

  counts(): ReturnType<ProjectionView['counts']> {
    return this.base.counts();
  }

  private viewing(at = this.standpoint.at): Viewing {
    return new Viewing(this.projection, this.standpoint.timeline, at);
  }
}

/** As many rows as are guarded at once: a guard takes longer than to look at one of them. */
const rowsTogether = 256;

function* together<T>(all: Iterable<T>, most: number): Generator<readonly T[]> {
  let some: T[] = [];
  for (const one of all) {
    if (some.push(one) < most) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

function tooMany({ name }: CompiledProjection): LedgerError {
  return new LedgerError(
    'limit-exceeded',
    `${name} makes its rows as they are read, and has more than ${limits.viewedRows} of them: too many to be sorted or filtered.`,
    { hint: 'Ask without an order and a filter, or put what is sorted by into `index`.' },
  );
}
