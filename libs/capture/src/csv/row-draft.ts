import { LedgerError } from '#core/errors.js';
import type { Timestamp } from '#core/time.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { DataRule, Mapping, PartyColumn, TimeColumn } from '../mapping.js';
import { namedColumns } from '../mapping.js';
import { refuse } from '../reading.js';
import type { Reading } from '../reading.js';
import { timeReader } from '../time-format.js';
import { rejectColumns } from './csv-header.js';

/** What a row becomes: one event; two when it says when it began and when it ended; or a refusal. */
export type RowMapper = (cells: readonly string[], line: number, position: number) => readonly Reading[];

export interface RowMapperOptions {
  /** Name of the process, when rows have cases. */
  readonly process: string;
  /** Zone of times without offset. */
  readonly zone: string;
}

/** Thrown within a row, caught at its end. */
class CellRefusal extends Error {
  constructor(
    readonly column: string,
    readonly reason: string,
  ) {
    super(reason);
  }
}

type Cells = readonly string[];
type Cell = (cells: Cells) => string | undefined;

/** Makes a mapping into a function of rows. The mapping must have been checked against the columns. */
export function rowMapper(mapping: Mapping, columns: readonly string[], options: RowMapperOptions): RowMapper {
  const base = draftMaker(mapping, columns, options);
  const time = timeCell(mapping.time, columns, options.zone);
  const endTime = mapping.endTime && timeCell(mapping.endTime, columns, options.zone);
  return (cells, line, position) => {
    if (cells.length !== columns.length) {
      return [refuse(line, `has ${cells.length} cells, the header has ${columns.length}`, { raw: cells })];
    }
    try {
      const draft = base(cells, position);
      const occurredAt = required(time(cells), mapping.time.column);
      if (endTime === undefined) return [{ kind: 'draft', line, raw: cells, draft: { ...draft, occurredAt } }];
      const endedAt = endTime(cells);
      const part = (lifecycle: 'start' | 'complete', at: Timestamp): Reading => ({
        kind: 'draft',
        line,
        raw: cells,
        draft: {
          ...draft,
          ...withLifecycle(draft, lifecycle),
          part: lifecycle,
          occurredAt: at,
          position: 2 * position + (lifecycle === 'start' ? 0 : 1),
        },
      });
      return endedAt === undefined
        ? [part('start', occurredAt)]
        : [part('start', occurredAt), part('complete', endedAt)];
    } catch (error) {
      if (!(error instanceof CellRefusal)) throw error;
      return [refuse(line, error.reason, { column: error.column, raw: cells })];
    }
  };
}

function withLifecycle(
  draft: Omit<TouchpointDraft, 'occurredAt'>,
  lifecycle: string,
): Pick<TouchpointDraft, 'process'> {
  return draft.process === undefined ? {} : { process: { ...draft.process, lifecycle } };
}

/** Everything of a draft but its time. */
function draftMaker(mapping: Mapping, columns: readonly string[], options: RowMapperOptions) {
  const cell = (column: string | undefined) => cellOf(column, columns);
  const parties = (mapping.parties ?? []).map((party) => partyOf(party, columns));
  const actor = mapping.actor && partyOf(mapping.actor, columns);
  const identity = mapping.id === undefined ? mapping.identity!.map((name) => columns.indexOf(name)) : undefined;
  const id = idCell(mapping.id, columns);
  const caseOf = idCell(mapping.case, columns);
  const [activity, lifecycle] = [cell(mapping.activity), cell(mapping.lifecycle)];
  const [matter, thread] = [idCell(mapping.matter, columns), idCell(mapping.thread, columns)];
  const recorded = mapping.sourceRecordedAt && timeCell(mapping.sourceRecordedAt, columns, options.zone);
  const data = Object.entries(mapping.data ?? {}).map(([field, rule]) => dataCell(field, rule, columns, options.zone));
  const personal = personalOf(mapping, columns);
  const type = typeCell(mapping, columns);
  return (cells: Cells, position: number): Omit<TouchpointDraft, 'occurredAt'> => {
    const by = actor?.(cells);
    const all = parties.map((party) => party(cells)).filter((party) => party !== undefined);
    if (by !== undefined && !all.some((party) => isSame(party, by))) all.push(by);
    const externalId = mapping.id === undefined ? undefined : required(id(cells), mapping.id);
    const sourceRecordedAt = recorded?.(cells)?.instant;
    return {
      type: type(cells),
      position,
      parties: all,
      data: Object.fromEntries(data.map((field) => field(cells)).filter((entry) => entry !== undefined)),
      personal: personal(cells, externalId),
      ...(externalId === undefined ? { identity: identity!.map((index) => cells[index]!) } : { externalId }),
      ...optional('sourceRecordedAt', sourceRecordedAt),
      ...optional('actor', by),
      ...optional('matter', matter(cells)),
      ...optional('thread', thread(cells)),
      ...(mapping.case === undefined
        ? undefined
        : {
            process: {
              definition: options.process,
              case: required(caseOf(cells), mapping.case),
              activity: required(activity(cells), mapping.activity!),
              ...optional('lifecycle', lifecycle(cells)?.toLowerCase()),
            },
          }),
    };
  };
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? undefined : ({ [name]: value } as { readonly [N in Name]: Value });
}

function isSame(a: DraftParty, b: DraftParty): boolean {
  const [first, second] = [a.identifiers[0]!, b.identifiers[0]!];
  return first.scheme === second.scheme && first.value === second.value && a.side === b.side;
}

/** The value of a column; blank cells count as absent. */
function cellOf(column: string | undefined, columns: readonly string[]): Cell {
  if (column === undefined) return () => undefined;
  const index = columns.indexOf(column);
  return (cells) => cells[index]!.trim() || undefined;
}

/** The value of a column that holds ids: a spreadsheet that shows 123456789012 as 1.23E+11 has lost the rest. */
function idCell(column: string | undefined, columns: readonly string[]): Cell {
  const cell = cellOf(column, columns);
  return (cells) => {
    const text = cell(cells);
    if (text !== undefined && /^\d(?:[.,]\d+)?E\+?\d{1,3}$/i.test(text) && /E\+/i.test(text)) {
      throw new CellRefusal(
        column!,
        `was rounded by a spreadsheet: format the column "${column}" as text and save again`,
      );
    }
    return text;
  };
}

function required<Value>(value: Value | undefined, column: string): Value {
  if (value === undefined) throw new CellRefusal(column, `the column "${column}" is empty`);
  return value;
}

function timeCell(time: TimeColumn, columns: readonly string[], zone: string) {
  const cell = cellOf(time.column, columns);
  const read = timeReader(time.format ?? 'iso', zone);
  return (cells: Cells): Timestamp | undefined => {
    const text = cell(cells);
    if (text === undefined) return undefined;
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      throw new CellRefusal(time.column, `the column "${time.column}": ${error.message}`);
    }
  };
}

function typeCell(mapping: Mapping, columns: readonly string[]): (cells: Cells) => string {
  const { type } = mapping;
  if (typeof type === 'string') return () => type;
  const cell = cellOf(type.column, columns);
  const types = new Map(Object.entries(type.values));
  return (cells) => types.get(cell(cells) ?? '') ?? type.default;
}

function partyOf(party: PartyColumn, columns: readonly string[]): (cells: Cells) => DraftParty | undefined {
  const name = cellOf(party.name, columns);
  const identifiers = [party, ...(party.also ?? [])].map(({ column, scheme }) => ({
    scheme: scheme ?? column,
    value: idCell(column, columns),
  }));
  const { kind, role, side } = party;
  return (cells) => {
    const found = identifiers
      .map(({ scheme, value }) => ({ scheme, value: value(cells) }))
      .filter((identifier): identifier is { scheme: string; value: string } => identifier.value !== undefined);
    if (found.length === 0) return undefined;
    return { kind, role, side, identifiers: found, ...optional('name', name(cells)) };
  };
}

function dataCell(
  field: string,
  rule: DataRule,
  columns: readonly string[],
  zone: string,
): (cells: Cells) => readonly [string, unknown] | undefined {
  if ('value' in rule) return () => [field, rule.value];
  const { column, as = 'text' } = rule;
  const cell = cellOf(column, columns);
  const time = timeCell({ column }, columns, zone);
  return (cells) => {
    const text = cell(cells);
    if (text === undefined) return undefined;
    if (as === 'text') return [field, text];
    if (as === 'time') return [field, time(cells)!.instant];
    const value = as === 'number' ? numberOf(text) : booleans[text.toLowerCase()];
    if (value === undefined) throw new CellRefusal(column, `the column "${column}" holds no ${as}`);
    return [field, value];
  };
}

function numberOf(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
};

/** The sealed part: the fields that are named, the id, and under `unmapped` the columns that nobody named. */
function personalOf(mapping: Mapping, columns: readonly string[]) {
  const fields = Object.entries(mapping.personal ?? {}).map(
    ([field, column]) => [field, columns.indexOf(column)] as const,
  );
  // What only recognises a row, or only decides its type, is not kept by that.
  const keeping = namedColumns(mapping).filter(({ field }) => !/^(?:identity\.|type\.column)/.test(field));
  const named = new Set(keeping.map(({ column }) => column));
  const unmapped =
    mapping.unmapped === 'drop'
      ? []
      : columns
          .map((column, index) => [column, index] as const)
          .filter(([column]) => !named.has(column) && !rejectColumns.some((own) => own === column));
  return (cells: Cells, externalId: string | undefined): Record<string, unknown> => {
    const personal: Record<string, unknown> = externalId === undefined ? {} : { externalId };
    for (const [field, index] of fields) if (cells[index] !== '') personal[field] = cells[index];
    const rest: Record<string, string> = {};
    let isEmpty = true;
    for (const [column, index] of unmapped) {
      if (cells[index] === '' || column === '__proto__') continue;
      rest[column] = cells[index]!;
      isEmpty = false;
    }
    if (!isEmpty) personal['unmapped'] = rest;
    return personal;
  };
}
