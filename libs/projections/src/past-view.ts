import type { Instant } from '#core/time.js';
import { compareKeys } from '#read-store/key-order.js';
import { unpack } from '#read-store/packing.js';
import type { Cell, CellPath, Snapshot } from '#read-store/port.js';
import { listRows } from '#read-store/row-list.js';
import type { Row, RowPage, RowQuery } from '#read-store/row-list.js';
import { documentAt, foldAt } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import type { CompiledProjection } from './compiled-projection.js';
import { coming, reversed, unpackChange } from './contribution-change.js';
import { correctionsFor } from './past-corrections.js';
import type { PastCorrections } from './past-corrections.js';
import { PastTotals } from './past-totals.js';
import { valueOfKey } from './projection-key.js';
import { joinSteps } from './signal-steps.js';
import type { SignalList } from './signals.js';
import type { HeadView, ProjectionView, ReadDocument } from './projection-reader.js';

/**
 * A projection as of a moment (engine.md §6). What had occurred by an instant is read from the steps that the head has
 * kept, without a fold. What was not known then, or is not folded yet, is corrected: of the keys that it touches the
 * steps are taken out and their folds of that moment put in.
 */
export class PastView implements ProjectionView {
  readonly build: string;
  readonly position: { readonly from: number; readonly to: number };
  readonly horizonMs: Instant;
  private readonly time: number;
  private readonly snapshot: Snapshot;
  private readonly past: Past;
  private readonly corrections: PastCorrections;
  private readonly folded = new Map<string, ReturnType<typeof foldAt>>();

  /**
   * @param head what is read of the head; valid as long as it is
   * @param projection the code of the build that is read
   */
  constructor(
    { build, source }: HeadView,
    private readonly projection: CompiledProjection,
    past: Omit<Past, 'build'>,
    private readonly moment: Moment,
  ) {
    this.build = build;
    this.snapshot = source.snapshot;
    this.past = { ...past, build: source.build };
    this.position = { from: moment.known, to: moment.known };
    this.horizonMs = moment.asOf;
    // In the order of the ledger there is one axis: what was known.
    this.time = projection.order === 'recorded' ? moment.known : moment.asOf;
    this.corrections = correctionsFor(projection, this.past, this.snapshot, moment);
  }

  document<Doc>(key: string): ReadDocument<Doc> | undefined {
    return documentAt<Doc>(this.projection, this.past, this.keyOf(key), this.moment);
  }

  *documents<Doc>({ after }: { after?: string } = {}): IterableIterator<ReadDocument<Doc>> {
    for (const key of this.keys()) {
      if (after !== undefined && compareKeys(key, after) <= 0) continue;
      const found = this.document<Doc>(key);
      if (found !== undefined) yield found;
    }
  }

  row<R extends Row = Row>(key: string): R | undefined {
    const row = this.packedRow(key);
    return row === undefined ? undefined : unpack<R>(row);
  }

  *rows<R extends Row = Row>(): IterableIterator<{ key: string; row: R }> {
    for (const { key, row } of this.packedRows()) yield { key, row: unpack<R>(row) };
  }

  *signals(): IterableIterator<{ key: string } & SignalList> {
    const before = () => this.snapshot.signals(this.time);
    const found = this.corrected(before, (key) => {
      const signals = this.foldOf(key)?.entry.signals;
      return signals && { key, signals: [signals] };
    });
    for (const { key, signals } of found) yield { key, ...joinSteps(signals) };
  }

  list(query: Omit<RowQuery, 'time'> = {}): RowPage {
    const rows = { rows: () => this.packedRows(), row: (key: string) => this.packedRow(key) };
    return listRows(rows, this.build, query);
  }

  cell(at: CellPath): Cell | undefined {
    for (const cell of this.cells(at)) if (cell.at.length === at.length) return cell;
    return undefined;
  }

  *cells(prefix: CellPath, { columns = true }: { columns?: boolean } = {}): IterableIterator<Cell> {
    const { keys, counted, isBaseEmpty } = this.corrections;
    const options = { columns, time: this.time };
    if (!isBaseEmpty && keys.size === 0 && counted.length === 0) {
      yield* this.snapshot.cells(prefix, options);
      return;
    }
    const totals = new PastTotals(prefix, columns);
    if (!isBaseEmpty) for (const cell of this.snapshot.cells(prefix, options)) totals.begin(cell);
    for (const { contributions, isTakenOut } of counted)
      totals.add(isTakenOut ? reversed(coming(contributions)) : coming(contributions));
    for (const key of keys) {
      if (!isBaseEmpty) {
        for (const { time, change } of this.snapshot.totalSteps(key))
          if (time <= this.time) totals.add(reversed(unpackChange(change)));
      }
      for (const { change } of this.foldOf(key)?.totalChanges ?? []) totals.add(change);
    }
    yield* totals.cells();
  }

  *quarantined(): IterableIterator<{ key: string; quarantine: NonNullable<ReadDocument['quarantine']> }> {
    for (const { key, quarantine } of this.documents()) if (quarantine !== undefined) yield { key, quarantine };
  }

  counts(): { readonly documents: number; readonly rows: number; readonly quarantined: number } {
    const documents = Array.from(this.documents());
    const rows = Array.from(this.packedRows()).length;
    return {
      documents: documents.length,
      rows,
      quarantined: documents.filter(({ quarantine }) => quarantine !== undefined).length,
    };
  }

  /** Keys that may have been there, in order. */
  private keys(): readonly string[] {
    const { keys, isBaseEmpty } = this.corrections;
    const known = isBaseEmpty ? [] : Array.from(this.snapshot.entries(), ({ key }) => key);
    return Array.from(new Set([...known, ...keys])).sort(compareKeys);
  }

  private packedRow(key: string): Uint8Array | undefined {
    const { keys, isBaseEmpty } = this.corrections;
    if (keys.has(key)) return this.foldOf(key)?.entry.row;
    return isBaseEmpty ? undefined : this.snapshot.row(key, this.time);
  }

  private packedRows(): IterableIterator<{ key: string; row: Uint8Array }> {
    const before = () => this.snapshot.rows(this.time);
    return this.corrected(before, (key) => {
      const row = this.packedRow(key);
      return row && { key, row };
    });
  }

  /** What the steps tell of each key, in order; in its place, where the key was other then, what its fold tells. */
  private *corrected<Told extends { readonly key: string }>(
    steps: () => Iterable<Told>,
    fold: (key: string) => Told | undefined,
  ): IterableIterator<Told> {
    const { keys, isBaseEmpty } = this.corrections;
    const corrected = Array.from(keys).sort(compareKeys);
    let next = 0;
    const before = function* (key: string | undefined) {
      for (; next < corrected.length && (key === undefined || compareKeys(corrected[next]!, key) < 0); next++) {
        const told = fold(corrected[next]!);
        if (told !== undefined) yield told;
      }
    };
    for (const found of isBaseEmpty ? [] : steps()) {
      yield* before(found.key);
      if (!keys.has(found.key)) yield found;
    }
    yield* before(undefined);
  }

  private foldOf(key: string): ReturnType<typeof foldAt> {
    if (!this.folded.has(key)) {
      // From the first fact on: a snapshot would leave out the steps before it.
      const whole = { ...this.past, usesSnapshots: false };
      this.folded.set(key, foldAt(this.projection, whole, this.keyOf(key), this.moment));
    }
    return this.folded.get(key);
  }

  private keyOf(key: string): { readonly key: string; readonly value: string } {
    return { key, value: valueOfKey(this.projection, key) };
  }
}
