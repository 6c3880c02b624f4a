import { LedgerError } from '#core/errors.js';
import { dayOf, endOfDay, startOfDay, type Instant, type Timestamp } from '#core/time.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { DataRule, Mapping, PartyColumn, TimeColumn } from '../mapping.js';
import { timeReader } from '../time-format.js';

/** Thrown within a row, caught at its end. */
export class CellRefusal extends Error {
  constructor(
    readonly column: string,
    readonly reason: string,
  ) {
    super(reason);
  }
}

export type Cells = readonly string[];
export type Cell = (cells: Cells) => string | undefined;

/** The value of a column; blank cells count as absent. */
export function cellOf(column: string | undefined, columns: readonly string[]): Cell {
  if (column === undefined) return () => undefined;
  const index = columns.indexOf(column);
  return (cells) => cells[index]!.trim() || undefined;
}

/** The value of a column that holds ids: a spreadsheet that shows 123456789012 as 1.23E+11 has lost the rest. */
export function idCell(column: string | undefined, columns: readonly string[]): Cell {
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

export function required<Value>(value: Value | undefined, column: string): Value {
  if (value === undefined) throw new CellRefusal(column, `the column "${column}" is empty`);
  return value;
}

export function timeCell(time: TimeColumn, columns: readonly string[], zone: string) {
  const cell = cellOf(time.column, columns);
  const read = timeReader(time.format ?? 'iso', zone);
  return (cells: Cells): Timestamp | undefined => {
    const text = cell(cells);
    if (text === undefined) return undefined;
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      throw new CellRefusal(time.column, `the column "${time.column}" ${error.message}`);
    }
  };
}

export function typeCell(mapping: Mapping, columns: readonly string[]): (cells: Cells) => string {
  const { type } = mapping;
  if (typeof type === 'string') return () => type;
  const cell = cellOf(type.column, columns);
  const types = new Map(Object.entries(type.values));
  return (cells) => types.get(cell(cells) ?? '') ?? type.default;
}

/** How many parties of a column are remembered, so that the same one is the same object. */
const partiesRemembered = 10_000;

export function partyOf(party: PartyColumn, columns: readonly string[]): (cells: Cells) => DraftParty | undefined {
  const name = cellOf(party.name, columns);
  const identifiers = [party, ...(party.also ?? [])].map(({ column, scheme }) => ({
    scheme: scheme ?? column,
    value: idCell(column, columns),
  }));
  const { kind, role, side } = party;
  const known = new Map<string, DraftParty>();
  return (cells) => {
    const values = identifiers.map(({ value }) => value(cells));
    const shown = name(cells);
    const key = [...values, shown].join('\u0000');
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = values.flatMap((value, index) =>
      value === undefined ? [] : [{ scheme: identifiers[index]!.scheme, value }],
    );
    if (found.length === 0) return undefined;
    const made = { kind, role, side, identifiers: found, ...optional('name', shown) };
    if (known.size >= partiesRemembered) known.clear();
    known.set(key, made);
    return made;
  };
}

export function dataCell(
  field: string,
  rule: DataRule,
  columns: readonly string[],
  zone: string,
): (cells: Cells) => readonly [string, unknown] | undefined {
  if ('value' in rule) return () => [field, rule.value];
  const { column, as = 'text', format } = rule;
  const cell = cellOf(column, columns);
  const time = timeCell({ column, ...optional('format', format) }, columns, zone);
  return (cells) => {
    const text = cell(cells);
    if (text === undefined) return undefined;
    if (as === 'text') return [field, text];
    if (as === 'time') return [field, time(cells)!.instant];
    if (as === 'deadline') return [field, deadlineOf(time(cells)!.instant, zone)];
    const value = as === 'number' ? numberOf(text) : booleans[text.toLowerCase()];
    if (value === undefined) throw new CellRefusal(column, `the column "${column}" holds no ${as}`);
    return [field, value];
  };
}

/** The object of all cells of `data`: a name with a point is that of a member, such as `scale.min`. */
export function dataOf(cells: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const data = new Map<string, unknown>();
  for (const [name, value] of cells) {
    const point = name.indexOf('.');
    if (point < 0) data.set(name, value);
    else {
      const field = name.slice(0, point);
      data.set(field, { ...(data.get(field) as object | undefined), [name.slice(point + 1)]: value });
    }
  }
  return Object.fromEntries(data);
}

/**
 * A due date ends at the end of that local day (definitions.md §1.6). Local midnight is one: databases have columns of
 * times for dates, and export them so.
 */
function deadlineOf(instant: Instant, zone: string): Instant {
  const day = dayOf(instant, zone);
  return instant === startOfDay(day, zone) ? endOfDay(day, zone) : instant;
}

/** The events that a row refers to, by the fields of `data` that they are told in. */
export function referenceCells(
  data: Mapping['data'] = {},
  columns: readonly string[],
): (cells: Cells) => TouchpointDraft['references'] {
  const rules = Object.entries(data).flatMap(([field, rule]) =>
    isReference(rule)
      ? [
          {
            field,
            id: idCell(rule.column, columns),
            of: { ...optional('dataset', rule.dataset), ...optional('part', rule.part) },
          },
        ]
      : [],
  );
  return (cells) => {
    const found = rules.flatMap(({ field, id, of }) => {
      const externalId = id(cells);
      return externalId === undefined ? [] : [[field, { externalId, ...of }] as const];
    });
    return found.length === 0 ? undefined : Object.fromEntries(found);
  };
}

export function isReference(rule: DataRule): rule is Extract<DataRule, { readonly column: string }> {
  return 'column' in rule && rule.as === 'event';
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

export function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? undefined : ({ [name]: value } as { readonly [N in Name]: Value });
}
