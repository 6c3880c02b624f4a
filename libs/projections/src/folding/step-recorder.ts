import type { Instant } from '#core/time.js';
import type { RowStep, SignalStep } from '#read-store/port.js';
import type { AnyContext, CompiledProjection } from '../definition/compiled-projection.js';
import { changeBetween } from './contribution-change.js';
import type { ContributionChange } from './contribution-change.js';
import { flatten } from '../definition/contributions.js';
import type { FlatContribution } from '../definition/contributions.js';
import type { Contribution, IndexRow, Signal } from '../definition/definition.js';
import { attempt } from '../calls/fault.js';
import { noSignals, packList, stepOf } from '../signals/signal-steps.js';
import { listOf, nothingStands } from '../signals/signals.js';
import type { SignalList } from '../signals/signals.js';
import { packRow } from '../definition/storable.js';
import { isUnchanging } from '../definition/unchanging.js';

/** By what the contribution of a key changed at an instant, and the event that changed it. */
export interface TotalChange {
  readonly time: Instant;
  readonly sequence: number;
  readonly change: ContributionChange;
}

/** How many steps there are. */
export interface StepCounts {
  readonly rowSteps: number;
  readonly totalSteps: number;
  readonly signalSteps: number;
}

/** What a definition contributes, as it gave it and as it is stored. */
interface Totals {
  readonly given?: readonly Contribution[];
  readonly flat: readonly FlatContribution[];
}

const noTotals: Totals = { flat: [] };
const nothing: readonly never[] = [];

/**
 * After each input of a fold, what it changed in the row, the contribution and the signals of its key (engine.md §6): steps, each
 * dated by its input. Lists and totals of any moment are made of them without a fold.
 */
export class StepRecorder {
  readonly rowSteps: RowStep[] = [];
  readonly totalChanges: TotalChange[] = [];
  readonly signalSteps: SignalStep[] = [];
  private row: Shown | undefined;
  private packedRow: Uint8Array | undefined;
  private totals: Totals = noTotals;
  private standing = nothingStands;
  /** As the definition gave them, in its order. */
  private given: readonly Shown[] = [];
  private packedSignals = noSignals;

  constructor(
    private readonly projection: CompiledProjection,
    private readonly before: StepCounts,
  ) {}

  /** Begins where the steps up to a document have left off. @throws Fault */
  resume(doc: object, ctx: AnyContext): void {
    const { index, rollup, signals } = this.projection;
    if (index !== undefined) this.row = attempt('index', () => shownOf(index(doc, ctx)));
    if (rollup !== undefined) this.totals = attempt('rollup', () => this.totalsOf(rollup(doc, ctx)));
    if (signals !== undefined) {
      const given = attempt('signals', () => signals(doc, ctx));
      this.takeSignals(
        attempt('signals', () => listOf(given)),
        given,
      );
    }
  }

  /** Compares what a document shows with what it showed before. @throws Fault, and then nothing is recorded */
  record(time: Instant, sequence: number, doc: object, ctx: AnyContext): void {
    const { index, rollup, signals } = this.projection;
    const totals = rollup === undefined ? noTotals : attempt('rollup', () => this.totalsOf(rollup(doc, ctx)));
    const given = signals === undefined ? nothing : attempt('signals', () => signals(doc, ctx));
    const standing = isSameList(this.given, given) ? this.standing : attempt('signals', () => listOf(given));
    if (index !== undefined && this.takeRow(attempt('index', () => index(doc, ctx))))
      this.rowSteps.push({ time, row: this.packedRow! });
    const before = this.standing;
    if (this.takeSignals(standing, given)) {
      const number = this.before.signalSteps + this.signalSteps.length;
      this.signalSteps.push({ time, sequence, signals: stepOf(number, before, standing, this.packedSignals) });
    }
    const change = totals === this.totals ? undefined : changeBetween(this.totals.flat, totals.flat);
    this.totals = totals;
    if (change !== undefined) this.totalChanges.push({ time, sequence, change });
  }

  /** The row as it is now, packed. */
  currentRow(): Uint8Array | undefined {
    if (this.packedRow === undefined && this.row !== undefined) this.packedRow = packRow(rowOf(this.row));
    return this.packedRow;
  }

  /** The signals as they are now, packed; undefined when there are none. */
  currentSignals(): Uint8Array | undefined {
    return this.packedSignals.length === 0 ? undefined : this.packedSignals;
  }

  counts(): StepCounts {
    return {
      rowSteps: this.before.rowSteps + this.rowSteps.length,
      totalSteps: this.before.totalSteps + this.totalChanges.length,
      signalSteps: this.before.signalSteps + this.signalSteps.length,
    };
  }

  /** A list that cannot change and was given before is what it was: a definition that keeps it spares the comparison. */
  private totalsOf(given: readonly Contribution[]): Totals {
    if (given === this.totals.given && isUnchanging(given)) return this.totals;
    return { given, flat: flatten(given, this.totals.flat) };
  }

  /** Whether signals differ from those before; they are those before from now on. */
  private takeSignals(standing: SignalList, given: readonly Signal[]): boolean {
    if (standing === this.standing) return false;
    this.given = given.map((signal) => shownOf(signal as unknown as IndexRow));
    const packed = packList(standing);
    if (Buffer.compare(packed, this.packedSignals) === 0) return false;
    this.standing = standing;
    this.packedSignals = packed;
    return true;
  }

  /** Whether a row differs from the one before; it is the one before from now on. */
  private takeRow(row: IndexRow): boolean {
    if (this.row !== undefined && isShown(this.row, row)) return false;
    this.packedRow = attempt('index', () => packRow(row));
    this.row = shownOf(row);
    return true;
  }
}

/** A row, or a signal, as it was given, in a copy: a definition may give one object time and again. */
interface Shown {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

function shownOf(row: IndexRow): Shown {
  return { names: Object.keys(row), values: Object.values(row) };
}

function rowOf({ names, values }: Shown): IndexRow {
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as IndexRow;
}

/**
 * Whether a row, or a signal, is the one before, looked at with every input: lists of names and values are compared much faster than
 * members by their names, and a definition mostly gives them in one order.
 */
function isShown(before: Shown, row: IndexRow): boolean {
  // Whatever is none is refused where it is taken.
  if (typeof row !== 'object' || row === null) return false;
  const names = Object.keys(row);
  if (names.length !== before.names.length) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== before.names[i]) return sameRow(rowOf(before), row);
  const values = Object.values(row);
  for (let i = 0; i < values.length; i++) if (values[i] !== before.values[i]) return false;
  return true;
}

function isSameList(before: readonly Shown[], given: readonly Signal[]): boolean {
  if (!Array.isArray(given) || given.length !== before.length) return false;
  for (let i = 0; i < before.length; i++) if (!isShown(before[i]!, given[i])) return false;
  return true;
}

function sameRow(a: IndexRow, b: IndexRow): boolean {
  let members = 0;
  for (const name in b) {
    if (a[name] !== b[name]) return false;
    members++;
  }
  for (const _ in a) members--;
  return members === 0;
}
