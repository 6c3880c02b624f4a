import type { Timestamp } from '#core/time.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { Mapping } from '../mapping.js';
import { namedColumns } from '../mapping.js';
import { refuse } from '../reading.js';
import type { Reading } from '../reading.js';
import { isRejectField } from '../reject-fields.js';
import {
  cellOf,
  CellRefusal,
  dataCell,
  dataOf,
  idCell,
  isReference,
  optional,
  partyOf,
  referenceCells,
  required,
  timeCell,
  typeCell,
} from './cells.js';
import type { Cells } from './cells.js';

/** What a row becomes: one event; two when it says when it began and when it ended; or a refusal. */
export type RowMapper = (cells: readonly string[], line: number, position: number) => readonly Reading[];

export interface RowMapperOptions {
  /** Name of the process, when rows have cases. */
  readonly process: string;
  /** Zone of times without offset. */
  readonly zone: string;
}

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
  const data = Object.entries(mapping.data ?? {})
    .filter(([, rule]) => !isReference(rule))
    .map(([field, rule]) => dataCell(field, rule, columns, options.zone));
  const references = referenceCells(mapping.data, columns);
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
      data: dataOf(data.map((field) => field(cells)).filter((entry) => entry !== undefined)),
      personal: personal(cells, externalId),
      ...(externalId === undefined ? { identity: identity!.map((index) => cells[index]!) } : { externalId }),
      ...optional('part', mapping.part),
      ...optional('references', references(cells)),
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

function isSame(a: DraftParty, b: DraftParty): boolean {
  const [first, second] = [a.identifiers[0]!, b.identifiers[0]!];
  return first.scheme === second.scheme && first.value === second.value && a.side === b.side;
}

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
          .filter(([column]) => !named.has(column) && !isRejectField(column));
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
