import type { Instant } from '#core/time.js';
import { compareKeys } from '#read-store/key-order.js';
import { unpack } from '#read-store/packing.js';
import type { Cell, CellPath, KeyEntry, Snapshot } from '#read-store/port.js';
import { listRows, type Row, type RowPage, type RowQuery } from '#read-store/row-list.js';
import { documentAt, foldAt, permittedNow } from './as-of.js';
import type { Moment, Past } from './as-of.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { correctedKeys, keyed } from './corrected-keys.js';
import type { Told } from './corrected-keys.js';
import { coming, reversed, unpackChange } from '../folding/contribution-change.js';
import type { ContributionChange } from '../folding/contribution-change.js';
import { correctionsFor } from './past-corrections.js';
import type { PastCorrections, PastParts } from './past-corrections.js';
import type { PastAnswers } from './past-memory.js';
import { PastTotals } from './past-totals.js';
import { atOnce, type Pieces } from '../calls/pieces.js';
import { valueOfKey } from '../definition/projection-key.js';
import { endedInFold, endedInSnapshot } from '../signals/ended-signals.js';
import { unpackList, wholeOf } from '../signals/signal-steps.js';
import type { SignalList } from '../signals/signals.js';
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
  private found: PastCorrections | undefined;
  private changed: readonly ContributionChange[] | undefined;
  private readonly folded = new Map<string, ReturnType<typeof foldAt>>();
  /** What was made of this moment before. */
  private readonly kept: PastAnswers | undefined;
  private onlyRemembers = false;

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
    const permitted = past.visibility.permissions.changesBy(permittedNow(past));
    const { fingerprint, beganAt } = source.build.info;
    // A read store that was made anew counts its builds anew.
    const decided = projection.apart?.refresh().decided ?? 0;
    this.kept = past.memory?.answersOf(`${build} ${fingerprint} ${beganAt} ${decided}`, moment, permitted);
  }

  /**
   * An answer out of what was made of this moment before.
   * @param ask changes nothing, because it may be asked again
   * @returns undefined where that is not enough
   */
  remembered<T>(ask: () => T): { readonly answer: T } | undefined {
    if (this.kept === undefined || this.kept.isEmpty) return undefined;
    this.onlyRemembers = true;
    try {
      return { answer: ask() };
    } catch (error) {
      if (error instanceof NotRemembered) return undefined;
      throw error;
    } finally {
      this.onlyRemembers = false;
    }
  }

  /**
   * Makes all that takes long, so that what is asked then is only looked up. Without it, it is made when it is asked for.
   * A piece is an event or a key.
   * @param totals whether totals are asked for too
   * @param progress is told after each key how many of all are folded
   */
  *preparing({
    totals = false,
    progress,
  }: {
    readonly totals?: boolean;
    readonly progress?: ((done: number, total: number) => void) | undefined;
  } = {}): Pieces<void> {
    this.found ??= yield* correctionsFor(this.projection, this.past, this.snapshot, this.moment);
    const { keys } = this.found;
    for (const key of keys) {
      this.foldOf(key);
      progress?.(this.folded.size, keys.size);
      yield;
    }
    if (totals) this.changed ??= yield* this.changes();
  }

  document<Doc>(key: string): ReadDocument<Doc> | undefined {
    return documentAt<Doc>(this.projection, this.past, this.keyOf(key), this.moment);
  }

  *documents<Doc>({ after }: { after?: string } = {}): IterableIterator<ReadDocument<Doc>> {
    for (const key of this.keysBehind(after)) {
      const found = this.document<Doc>(key);
      if (found !== undefined) yield found;
    }
  }

  *keys({ after }: { after?: string } = {}): IterableIterator<string | undefined> {
    for (const key of this.keysBehind(after)) yield this.document(key)?.key;
  }

  row<R extends Row = Row>(key: string): R | undefined {
    const row = this.packedRow(key);
    return row === undefined ? undefined : unpack<R>(row);
  }

  *rows<R extends Row = Row>(): IterableIterator<{ key: string; row: R }> {
    for (const { key, row } of this.packedRows()) yield { key, row: unpack<R>(row) };
  }

  *signals(): IterableIterator<{ key: string } & SignalList> {
    for (const [key, signals] of this.packedSignals()) yield { key, ...unpackList(signals) };
  }

  *endedSignals(): ReturnType<ProjectionView['endedSignals']> {
    const { keys, isBaseEmpty } = this.corrections;
    const before = isBaseEmpty ? [] : endedInSnapshot(this.snapshot, this.time);
    for (const [key, ended] of correctedKeys(before, keys, (one) => endedInFold(this.foldOf(one))))
      yield { key, ended };
  }

  signalSteps(key: string): ReturnType<ProjectionView['signalSteps']> {
    const { keys, isBaseEmpty } = this.corrections;
    if (keys.has(key) || isBaseEmpty) return this.foldOf(key)?.signalSteps ?? [];
    return this.snapshot.signalSteps(key).filter(({ time }) => time <= this.time);
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
    const asked = `${JSON.stringify(prefix)} ${columns}`;
    const kept = this.kept?.cells(asked);
    if (kept !== undefined) {
      yield* kept;
      return;
    }
    const options = { columns, time: this.time };
    if (!this.isCorrected()) {
      yield* this.snapshot.cells(prefix, options);
      return;
    }
    const totals = new PastTotals(prefix, columns);
    if (!this.corrections.isBaseEmpty) for (const cell of this.snapshot.cells(prefix, options)) totals.begin(cell);
    for (const change of (this.changed ??= atOnce(this.changes()))) totals.add(change);
    const cells = totals.cells();
    this.kept?.keepCells(asked, cells);
    yield* cells;
  }

  /** What the answer is made of, for whoever looks for what is behind it. */
  parts(): PastParts {
    const { corrections, snapshot, time } = this;
    return { corrections, snapshot, time, fold: (key) => this.foldOf(key) };
  }

  *quarantined(): IterableIterator<{ key: string; quarantine: NonNullable<ReadDocument['quarantine']> }> {
    for (const { key, quarantine } of this.documents()) if (quarantine !== undefined) yield { key, quarantine };
  }

  counts(): { readonly documents: number; readonly rows: number; readonly quarantined: number } {
    const documents = Array.from(this.documents());
    const quarantined = documents.filter(({ quarantine }) => quarantine !== undefined).length;
    return { documents: documents.length, rows: Array.from(this.packedRows()).length, quarantined };
  }

  /** Keys that may have been there, in order. */
  private keysBehind(after: string | undefined): readonly string[] {
    const { keys, isBaseEmpty } = this.corrections;
    const known = isBaseEmpty ? [] : Array.from(this.snapshot.entries(), ({ key }) => key);
    const all = Array.from(new Set([...known, ...keys])).sort(compareKeys);
    return after === undefined ? all : all.filter((key) => compareKeys(key, after) > 0);
  }

  private get corrections(): PastCorrections {
    if (this.onlyRemembers && this.found === undefined) throw new NotRemembered();
    return (this.found ??= atOnce(correctionsFor(this.projection, this.past, this.snapshot, this.moment)));
  }

  /** Whether the steps of the build are not the answer as they are. */
  private isCorrected(): boolean {
    const { keys, counted, isBaseEmpty } = this.corrections;
    return isBaseEmpty || keys.size > 0 || counted.length > 0;
  }

  /** What comes to the totals of the steps, and goes: read once, however many totals are asked for. */
  private *changes(): Pieces<readonly ContributionChange[]> {
    const { keys, counted, isBaseEmpty } = this.corrections;
    const changes = counted.map(({ contributions, isTakenOut }) =>
      isTakenOut ? reversed(coming(contributions)) : coming(contributions),
    );
    for (const key of keys) {
      if (!isBaseEmpty) {
        for (const { time, change } of this.snapshot.totalSteps(key))
          if (time <= this.time) changes.push(reversed(unpackChange(change)));
      }
      for (const { change } of this.foldOf(key)?.totalChanges ?? []) changes.push(change);
      yield;
    }
    return changes;
  }

  private packedRow(key: string): Uint8Array | undefined {
    const rows = this.kept?.rows;
    if (rows !== undefined) return rows.get(key);
    const { keys, isBaseEmpty } = this.corrections;
    if (keys.has(key)) return this.foldOf(key)?.entry.row;
    return isBaseEmpty ? undefined : this.snapshot.row(key, this.time);
  }

  private *packedRows(): IterableIterator<{ key: string; row: Uint8Array }> {
    const kept = this.kept?.rows;
    const keep = (rows: ReadonlyMap<string, Uint8Array>) => this.kept?.keepRows(rows);
    const steps = () => keyed(this.snapshot.rows(this.time), ({ row }) => row);
    for (const [key, row] of this.told(kept, keep, steps, (entry) => entry.row)) yield { key, row };
  }

  private packedSignals(): Iterable<Told> {
    const kept = this.kept?.signals;
    const keep = (signals: ReadonlyMap<string, Uint8Array>) => this.kept?.keepSignals(signals);
    const steps = () => keyed(this.snapshot.signals(this.time), ({ signals }) => wholeOf(signals));
    return this.told(kept, keep, steps, (entry) => entry.signals);
  }

  /** What is told of each key, in order: as it was kept, or as steps and folds have it; then it is kept, if that was work. */
  private *told(
    kept: ReadonlyMap<string, Uint8Array> | undefined,
    keep: (told: ReadonlyMap<string, Uint8Array>) => void,
    steps: () => Iterable<Told>,
    ofEntry: (entry: KeyEntry) => Uint8Array | undefined,
  ): Generator<Told> {
    if (kept !== undefined) {
      yield* kept;
      return;
    }
    if (this.kept === undefined || !this.isCorrected()) return yield* this.corrected(steps, ofEntry);
    const all = new Map<string, Uint8Array>();
    for (const [key, bytes] of this.corrected(steps, ofEntry)) {
      all.set(key, bytes);
      yield [key, bytes];
    }
    keep(all);
  }

  private corrected(
    steps: () => Iterable<Told>,
    ofEntry: (entry: KeyEntry) => Uint8Array | undefined,
  ): Generator<Told> {
    const { keys, isBaseEmpty } = this.corrections;
    return correctedKeys(isBaseEmpty ? [] : steps(), keys, (key) => {
      const entry = this.foldOf(key)?.entry;
      return entry && ofEntry(entry);
    });
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

/** Not all that is asked for was kept. */
class NotRemembered extends Error {}
