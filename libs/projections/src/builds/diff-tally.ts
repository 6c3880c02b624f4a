import { documentNow } from '#read-store/port.js';
import { canonicalJson } from '#core/canonical-json.js';
import type { Id } from '#core/time.js';
import { unpack } from '#read-store/packing.js';
import type { Cell, CellPath, KeyEntry } from '#read-store/port.js';
import type { SortedColumn } from '#read-store/sorted-column.js';
import { changesOf, fieldOf } from './value-diff.js';
import type { FieldChange } from './value-diff.js';

/** What differs, counted. */
export interface DiffCounts {
  /** How many there are in either. */
  readonly compared: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** A document that differs, the fields in which it does, and the latest events that it is made of. */
export interface DocumentDifference {
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly fields: readonly FieldChange[];
  readonly evidence: readonly Id[];
}

export interface TotalDifference {
  readonly at: CellPath;
  readonly kind: DifferenceKind;
  readonly fields: readonly FieldChange[];
}

/** `fieldCount`: how many documents differ in it. */
export interface DiffResult {
  readonly documents: DiffCounts;
  /** Rows of lists, which may differ while the document does not. */
  readonly rows: DiffCounts;
  readonly totals: DiffCounts;
  /** Keys whose signals differ, of those that have some. */
  readonly signals: DiffCounts;
  /** Fields of documents, those that differ most often first. */
  readonly fields: readonly { readonly path: string; readonly documents: number }[];
  readonly examples: readonly DocumentDifference[];
  readonly totalExamples: readonly TotalDifference[];
}

export type DifferenceKind = 'added' | 'removed' | 'changed';

type Counted = { -readonly [Count in keyof DiffCounts]: number };

const none = (): Counted => ({ compared: 0, added: 0, removed: 0, changed: 0 });
/** Names of fields that are told apart; a document with names of its own in each key has no end of them. */
const mostFields = 500;
const shownFields = 50;

/** Gathers the differences of two builds, key by key; holds counts and a few examples, however many keys there are. */
export class DiffTally {
  private readonly documents = none();
  private readonly rows = none();
  private readonly totals = none();
  private readonly signals = none();
  private readonly fields = new Map<string, number>();
  private readonly examples: DocumentDifference[] = [];
  private readonly totalExamples: TotalDifference[] = [];

  /**
   * @param most examples of each kind of difference
   * @param evidenceOf the latest events of a key
   */
  constructor(
    private readonly most: number,
    private readonly evidenceOf: (key: string) => readonly Id[],
  ) {}

  get compared(): number {
    return this.documents.compared;
  }

  document(key: string, before: KeyEntry | undefined, after: KeyEntry | undefined): void {
    const rows = count(this.rows, before?.row, after?.row, sameBytes);
    const kind = count(
      this.documents,
      before,
      after,
      (a, b) => sameBytes(documentNow(a), documentNow(b)) && sameFate(a, b),
    );
    const signals = count(this.signals, before?.signals, after?.signals, sameBytes);
    if (kind === undefined && rows === undefined && signals === undefined) return;
    const fields = documentChanges(before, after);
    if (kind === 'changed') this.learn(fields);
    const shown = kind ?? 'changed';
    if (this.examples.filter((example) => example.kind === shown).length >= this.most) return;
    const ofRow = fields.length > 0 ? fields : storedChanges('row', before?.row, after?.row);
    const changed = ofRow.length > 0 ? ofRow : storedChanges('signals', before?.signals, after?.signals);
    this.examples.push({ key, kind: shown, fields: changed, evidence: this.evidenceOf(key) });
  }

  total(at: CellPath, before: Cell | undefined, after: Cell | undefined): void {
    const kind = count(this.totals, before, after, sameCell);
    if (kind === undefined || this.totalExamples.filter((example) => example.kind === kind).length >= this.most) return;
    this.totalExamples.push({ at, kind, fields: changesOf(plainCell(before), plainCell(after)) });
  }

  result(): DiffResult {
    const fields = [...this.fields].map(([path, documents]) => ({ path, documents }));
    fields.sort((a, b) => b.documents - a.documents || (a.path < b.path ? -1 : 1));
    const { documents, rows, totals, signals, examples, totalExamples } = this;
    return { documents, rows, totals, signals, fields: fields.slice(0, shownFields), examples, totalExamples };
  }

  private learn(changes: readonly FieldChange[]): void {
    for (const field of new Set(changes.map(({ path }) => fieldOf(path)))) {
      const known = this.fields.get(field);
      if (known !== undefined || this.fields.size < mostFields) this.fields.set(field, (known ?? 0) + 1);
    }
  }
}

function count<T>(
  counts: Counted,
  before: T | undefined,
  after: T | undefined,
  same: (a: T, b: T) => boolean,
): DifferenceKind | undefined {
  if (before === undefined && after === undefined) return undefined;
  counts.compared++;
  const kind =
    before === undefined ? 'added' : after === undefined ? 'removed' : same(before, after) ? undefined : 'changed';
  if (kind !== undefined) counts[kind]++;
  return kind;
}

/** By the bytes, and, where these differ, by the canonical encoding: members may stand in another order. */
function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0 || canonicalJson(unpack(a)) === canonicalJson(unpack(b));
}

/** Whether a key is set apart in both, at the same step. */
function sameFate(a: KeyEntry, b: KeyEntry): boolean {
  return a.quarantine?.step === b.quarantine?.step && a.quarantine?.message === b.quarantine?.message;
}

function documentChanges(before: KeyEntry | undefined, after: KeyEntry | undefined): readonly FieldChange[] {
  const changes = changesOf(plainDocument(before), plainDocument(after));
  const [was, is] = [before?.quarantine?.message, after?.quarantine?.message];
  if (was === is) return changes;
  const apart = { ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) };
  return [...changes, { path: '(quarantine)', ...apart }];
}

/** What differs where the document does not. */
function storedChanges(
  what: 'row' | 'signals',
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): readonly FieldChange[] {
  const changes = changesOf(before && unpack(before), after && unpack(after));
  return changes.map((change) => ({ ...change, path: `(${what}) ${change.path}`.trimEnd() }));
}

function plainDocument(entry: KeyEntry | undefined): unknown {
  const document = documentNow(entry);
  return document === undefined ? undefined : unpack(document);
}

/** Sums as whole numbers in text where a double does not hold them; of columns how many values they have, and their median. */
function plainCell(cell: Cell | undefined): unknown {
  if (cell === undefined) return undefined;
  const sums = Object.entries(cell.sums).map(([name, sum]) => [
    name,
    Number.isSafeInteger(Number(sum)) ? Number(sum) : String(sum),
  ]);
  const columns = Object.entries(cell.columns).map(([name, column]) => [
    name,
    { values: column.count, median: column.quantile(0.5) },
  ]);
  return { ...Object.fromEntries(sums), ...Object.fromEntries(columns) };
}

function sameCell(a: Cell, b: Cell): boolean {
  const sums = Object.entries(a.sums);
  const columns = Object.entries(a.columns);
  return (
    sums.length === Object.keys(b.sums).length &&
    columns.length === Object.keys(b.columns).length &&
    sums.every(([name, sum]) => b.sums[name] === sum) &&
    columns.every(([name, column]) => sameColumn(column, b.columns[name]))
  );
}

function sameColumn(a: SortedColumn, b: SortedColumn | undefined): boolean {
  if (b === undefined || a.values.length !== b.values.length || a.count !== b.count) return false;
  return a.values.every((value, i) => value === b.values[i] && a.copies(i) === b.copies(i));
}
