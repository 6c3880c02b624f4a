import { LedgerError } from '#core/errors.js';
import { unpack } from './packing.js';
import type { Snapshot } from './port.js';

export type RowValue = string | number | boolean | null;
export type Row = Readonly<Record<string, RowValue>>;

export interface ListedRow {
  readonly key: string;
  readonly row: Row;
}

/** Equal to a value, or within a range (both ends included, one may be missing), or one of several values. */
export type Condition =
  | RowValue
  | { readonly from?: RowValue; readonly to?: RowValue }
  | { readonly in: readonly RowValue[] };

export interface RowQuery {
  /** A field, or what to compute from a row (a name that only the directory knows). Default: the key. */
  readonly sort?: string | ((row: Row, key: string) => RowValue | undefined);
  readonly direction?: 'ascending' | 'descending';
  readonly filter?: Readonly<Record<string, Condition>>;
  readonly where?: (row: Row, key: string) => boolean;
  /** `next` of the page before. */
  readonly after?: string;
  /** Default: all. */
  readonly limit?: number;
  /** The rows as they were then. A cursor goes on at the same instant. */
  readonly time?: number;
  /** What a reader sees of a row at an instant, before it is filtered and sorted. A cursor goes on at the same instant. */
  readonly seen?: { readonly at: number; readonly as: (row: Row, key: string, at: number) => Row };
}

export interface RowPage {
  readonly rows: readonly ListedRow[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
  /** Rows that match, on all pages. */
  readonly total: number;
}

/**
 * One page of the rows of a snapshot. Every row is looked at and only the page is kept, so the memory does not grow with
 * the list: ten thousand rows take some ten milliseconds. Order: missing values last in both directions, null before
 * false before true before numbers before texts (by UTF-16 units); ties by key.
 * @throws LedgerError `invalid` for a cursor that is none, `cursor-expired` for one of another build
 */
export function listRows(snapshot: Pick<Snapshot, 'row' | 'rows'>, build: string, query: RowQuery = {}): RowPage {
  const order = orderOf(query);
  const valueOf = sortValue(query);
  const start = query.after === undefined ? undefined : startOf(snapshot, build, query.after, query);
  const { seen } = query;
  const at = start?.seenAt ?? seen?.at;
  const kept = new Smallest(query.limit ?? Infinity, order);
  let total = 0;
  let behind = 0;
  for (const { key, row: bytes } of snapshot.rows(query.time)) {
    const row = seenRow(unpack<Row>(bytes), key, query, at);
    if (!matches(row, key, query)) continue;
    total++;
    const entry = { key, row, value: valueOf(row, key) };
    if (start !== undefined && order(entry, start) <= 0) continue;
    behind++;
    kept.add(entry);
  }
  const page = kept.sorted();
  const last = page.at(-1);
  return {
    rows: page.map(({ key, row }) => ({ key, row })),
    ...(last !== undefined && behind > page.length ? { next: encodeCursor(build, last, query, at) } : {}),
    total,
  };
}

interface Placed {
  readonly key: string;
  readonly value: RowValue | undefined;
}

/** Where a page begins, and the instant at which its list is seen. */
interface Start extends Placed {
  readonly seenAt?: number | undefined;
}

function seenRow(row: Row, key: string, { seen }: RowQuery, at: number | undefined): Row {
  return seen === undefined || at === undefined ? row : seen.as(row, key, at);
}

interface Candidate extends Placed {
  readonly row: Row;
}

type Order = (a: Placed, b: Placed) => number;

function sortValue(query: RowQuery): (row: Row, key: string) => RowValue | undefined {
  const { sort } = query;
  if (sort === undefined) return () => null;
  return typeof sort === 'string' ? (row) => (Object.hasOwn(row, sort) ? row[sort] : undefined) : sort;
}

function orderOf(query: RowQuery): Order {
  const sign = query.direction === 'descending' ? -1 : 1;
  return (a, b) => {
    if (a.value === undefined || b.value === undefined) {
      if (a.value !== b.value) return a.value === undefined ? 1 : -1;
    } else {
      const byValue = compareValues(a.value, b.value);
      if (byValue !== 0) return sign * byValue;
    }
    if (a.key === b.key) return 0;
    return sign * (a.key < b.key ? -1 : 1);
  };
}

/** A total order over values of all types. */
export function compareValues(a: RowValue, b: RowValue): number {
  const byType = rank(a) - rank(b);
  if (byType !== 0) return byType;
  if (a === b) return 0;
  return a! < b! ? -1 : 1;
}

function rank(value: RowValue): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  return typeof value === 'number' ? 2 : 3;
}

function matches(row: Row, key: string, query: RowQuery): boolean {
  if (query.filter !== undefined) {
    for (const [field, condition] of Object.entries(query.filter)) {
      const value = Object.hasOwn(row, field) ? row[field]! : undefined;
      if (value === undefined || !holds(value, condition)) return false;
    }
  }
  return query.where === undefined || query.where(row, key);
}

function holds(value: RowValue, condition: Condition): boolean {
  if (condition === null || typeof condition !== 'object') return value === condition;
  if ('in' in condition) return condition.in.includes(value);
  return (
    (condition.from === undefined || (sameType(value, condition.from) && compareValues(value, condition.from) >= 0)) &&
    (condition.to === undefined || (sameType(value, condition.to) && compareValues(value, condition.to) <= 0))
  );
}

function sameType(a: RowValue, b: RowValue): boolean {
  return rank(a) === rank(b);
}

/** The first `limit` of what is added: a heap whose top is the last of them. */
class Smallest {
  private readonly heap: Candidate[] = [];

  constructor(
    private readonly limit: number,
    private readonly order: Order,
  ) {}

  add(entry: Candidate): void {
    if (this.limit === Infinity) {
      this.heap.push(entry);
    } else if (this.heap.length < this.limit) {
      this.heap.push(entry);
      this.up(this.heap.length - 1);
    } else if (this.limit > 0 && this.order(entry, this.heap[0]!) < 0) {
      this.heap[0] = entry;
      this.down(0);
    }
  }

  sorted(): Candidate[] {
    return this.heap.sort(this.order);
  }

  private up(index: number): void {
    let child = index;
    while (child > 0) {
      const parent = (child - 1) >>> 1;
      if (this.order(this.heap[child]!, this.heap[parent]!) <= 0) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  private down(index: number): void {
    let parent = index;
    for (;;) {
      let largest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && this.order(this.heap[child]!, this.heap[largest]!) > 0) largest = child;
      }
      if (largest === parent) return;
      this.swap(parent, largest);
      parent = largest;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}

/**
 * A cursor carries its build, because the same place in another build may be another row. A computed value may be a
 * name, which has no place in a cursor: there the key alone is kept, and the value computed again.
 */
function encodeCursor(build: string, { key, value }: Placed, query: RowQuery, seenAt: number | undefined): string {
  const parts: Parts = { build, key, value: typeof query.sort === 'function' ? undefined : value, seenAt };
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** A cursor behind a place of a list that is not one of rows: of documents without rows, of cells. */
export function cursorBehind(build: string, place: string): string {
  return encodeCursor(build, { key: place, value: null }, {}, undefined);
}

/** The place of such a cursor. @throws LedgerError `invalid`, and `cursor-expired` for one of another build */
export function placeBehind(build: string, cursor: string): string {
  const { key, build: ofBuild } = decodeCursor(cursor);
  if (ofBuild !== build) throw new LedgerError('cursor-expired', `The cursor belongs to build ${ofBuild}.`);
  return key;
}

function startOf(snapshot: Pick<Snapshot, 'row' | 'rows'>, build: string, cursor: string, query: RowQuery): Start {
  const { key, value, build: ofBuild, seenAt } = decodeCursor(cursor);
  if (ofBuild !== build) throw new LedgerError('cursor-expired', `The cursor belongs to build ${ofBuild}.`);
  // The list was seen at an instant that has been, or not at all.
  if (seenAt === undefined ? query.seen !== undefined : query.seen === undefined || seenAt > query.seen.at)
    throw noCursor();
  if (typeof query.sort !== 'function') return { key, value, seenAt };
  const row = snapshot.row(key, query.time);
  if (row === undefined) throw new LedgerError('cursor-expired', 'The row that the page ended with is gone.');
  return { key, value: query.sort(seenRow(unpack<Row>(row), key, query, seenAt), key), seenAt };
}

/** The build that a page was of. @throws LedgerError `invalid` when it is no cursor */
export function buildOfCursor(cursor: string): string {
  return decodeCursor(cursor).build;
}

interface Parts extends Start {
  readonly build: string;
}

function decodeCursor(cursor: string): Parts {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = undefined;
  }
  if (typeof parts === 'object' && parts !== null) {
    const { build, key, value, seenAt } = parts as Readonly<Record<string, unknown>>;
    if (typeof build === 'string' && typeof key === 'string' && isValue(value) && isInstant(seenAt))
      return { build, key, value, seenAt };
  }
  throw noCursor();
}

function noCursor(): LedgerError {
  return new LedgerError('invalid', 'The cursor is not one that a page gave.');
}

function isInstant(value: unknown): value is number | undefined {
  return value === undefined || Number.isSafeInteger(value);
}

function isValue(value: unknown): value is RowValue | undefined {
  return value === undefined || value === null || ['boolean', 'number', 'string'].includes(typeof value);
}
