import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import type { Bytes } from './byte-source.js';
import { dataField, isEmailColumn, means, sampled, typesOfActivities, typesOfHandOvers } from './column-hints.js';
import type { ColumnMeaning, SampledColumn } from './column-hints.js';
import { csvBlame } from './csv/csv-blame.js';
import { openCsv } from './csv/csv-table.js';
import { rowMapper } from './csv/row-draft.js';
import { detectFormat, headBytes } from './format-detection.js';
import type { Mapping, PartyColumn, TimeColumn, TypeRule } from './mapping.js';
import { previewOf } from './preview.js';
import type { Reading } from './reading.js';
import { refusalOf } from './refusals.js';
import { openChoice } from './time-format.js';
import { holdsTimes, timeHint } from './time-hints.js';
import type { TimeHint } from './time-hints.js';

/** A mapping that the header and the first rows suggest, for a person to correct. */
export interface ProposedMapping {
  readonly mapping: Mapping;
  /** Up to five rows as they would be recorded with it, or refused. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[];
  /** The columns of the file, told apart. */
  readonly columns: readonly string[];
  /** Times whose format the rows leave open. Their `format` in the mapping names both, and no import goes on with it. */
  readonly ambiguous: readonly TimeHint[];
}

/** A file whose header and first rows suggest no mapping: a person has to choose among its columns. */
export class NothingProposed extends LedgerError {
  constructor(
    detail: string,
    violation: Violation,
    readonly columns: readonly string[],
  ) {
    super('mapping-invalid', detail, { violations: [violation] });
  }
}

/** How many rows are looked at. */
const sampleRows = 500;
const rowsShown = 5;

/**
 * Proposes a mapping for a CSV file; for other formats there is nothing to map.
 * @throws LedgerError as `detectFormat` and `proposeMapping`; `invalid` for another format
 */
export async function proposeForFile(bytes: Bytes, zone: string): Promise<ProposedMapping> {
  const { format, head } = await detectFormat(bytes);
  if (format !== 'csv') throw new LedgerError('invalid', `A file of the format ${format} needs no mapping`);
  return proposeMapping(head, zone);
}

/**
 * Proposes a mapping from the beginning of a CSV file. Columns are told by name and by what they hold; nothing is taken
 * as not personal but what the vocabulary knows by that name.
 *
 * @param head the first bytes; a row that they cut off is not looked at
 * @param zone of times without offset
 * @throws NothingProposed when no column holds times, or none says whose or which case a row is
 */
export async function proposeMapping(head: Buffer, zone: string): Promise<ProposedMapping> {
  const { columns, rows, lines } = await sampleOf(head);
  const proposal = new Proposal(sampled(columns, rows), zone);
  const mapping = proposal.mapping();
  const shown = withFirstChoices(mapping, proposal.ambiguous);
  const read = rowMapper(shown, columns, { process: mapping.process ?? 'process', zone: mapping.zone ?? zone });
  const readings: Reading[] = [];
  for (let i = 0; i < Math.min(rowsShown, rows.length); i++) readings.push(...read(rows[i]!, lines[i]!, i));
  const decided = readings.slice(0, rowsShown).map((reading) => decide(reading, shown, columns));
  return {
    mapping,
    rows: decided.map((reading) => previewOf(reading, mapping.zone ?? zone)),
    notes: proposal.notes,
    columns,
    ambiguous: proposal.ambiguous,
  };
}

/** A row as an import would take it: what would be refused is shown so. */
function decide(reading: Reading, mapping: Mapping, columns: readonly string[]): Reading {
  if (reading.kind === 'refused') return reading;
  const violations = checkDraft(reading.draft, systemClock.now());
  return violations.length === 0 ? reading : refusalOf(reading, violations, csvBlame(mapping, columns));
}

/** Rows can be shown by one format only. */
function withFirstChoices(mapping: Mapping, ambiguous: readonly TimeHint[]): Mapping {
  const chosen = (time: TimeColumn) => ({
    ...time,
    ...ambiguous.filter(({ column }) => column === time.column).map(({ format }) => ({ format }))[0],
  });
  const { time, endTime } = mapping;
  return { ...mapping, time: chosen(time), ...(endTime === undefined ? undefined : { endTime: chosen(endTime) }) };
}

async function sampleOf(head: Buffer) {
  async function* once() {
    yield head;
  }
  const table = await openCsv(once());
  const rows: (readonly string[])[] = [];
  const lines: number[] = [];
  for await (const some of table.rows) {
    for (const row of some) {
      if (!('cells' in row)) continue;
      rows.push(row.cells);
      lines.push(row.line);
    }
  }
  if (head.length >= headBytes) rows.pop();
  return { columns: table.columns, rows: rows.slice(0, sampleRows), lines };
}

class Proposal {
  readonly notes: string[] = [];
  readonly ambiguous: TimeHint[] = [];
  private readonly hints: readonly TimeHint[];
  /** Columns of times, those that are read to the last value first. */
  private readonly times: readonly TimeHint[];
  private readonly taken = new Set<string>();

  constructor(
    private readonly columns: readonly SampledColumn[],
    private readonly zone: string,
  ) {
    this.hints = columns.map(timeHint).filter((hint) => hint !== undefined);
    this.times = this.hints.filter(holdsTimes).toSorted((a, b) => Math.sign(a.unread) - Math.sign(b.unread));
  }

  mapping(): Mapping {
    const { time, endTime } = this.timeColumns();
    const [caseColumn, activity] = [this.take('case'), this.take('activity')];
    const isProcess = caseColumn !== undefined && activity !== undefined;
    const lifecycle = isProcess && endTime === undefined ? this.take('lifecycle') : undefined;
    // A row with a beginning and an end becomes two events, and a case would be handed over twice.
    const isOnce = isProcess && endTime === undefined && lifecycle === undefined;
    const handOvers = isOnce ? this.handOvers(activity) : undefined;
    const resource = this.take('resource');
    const customers = this.customers();
    if (!isProcess && customers.length === 0) throw this.pointless();
    const parties = [...customers, ...(handOvers === undefined ? [] : [handOvers.assignee])];
    const id = this.idColumn();
    const data = this.data();
    const drop = this.columns.filter((column) => means(column, 'variant')).map(({ name }) => name);
    if (drop.length > 0)
      this.notes.push(`${drop.join(', ')}: describe the whole case and change when it goes on; not kept.`);
    const identity = [
      ...(isProcess ? [caseColumn.name, activity.name] : parties.map(({ column }) => column)),
      ...[lifecycle?.name, handOvers?.assignee.column, resource?.name].filter((name) => name !== undefined),
      time.column,
    ];
    const hasZone = [time, endTime].every((hint) => hint === undefined || hint.hasOffset);
    if (!hasZone) this.notes.push(`Times without offset are read in the zone ${this.zone}.`);
    return {
      version: 1,
      format: 'csv',
      ...(hasZone ? undefined : { zone: this.zone }),
      time: timeColumn(time),
      ...(endTime === undefined ? undefined : { endTime: timeColumn(endTime) }),
      ...(id === undefined ? { identity: [...new Set(identity)] } : { id }),
      ...(isProcess ? { case: caseColumn.name, activity: activity.name } : undefined),
      ...(lifecycle === undefined ? undefined : { lifecycle: lifecycle.name }),
      type: this.type(isProcess ? activity : undefined, handOvers?.types),
      ...(parties.length === 0 ? undefined : { parties }),
      ...(resource === undefined
        ? undefined
        : { actor: { column: resource.name, kind: 'person', role: 'agent', side: 'ours' } as const }),
      ...(Object.keys(data).length === 0 ? undefined : { data }),
      ...(drop.length === 0 ? undefined : { drop }),
      unmapped: 'seal',
    };
  }

  /** The first column of a meaning that is not spoken for. */
  private take(meaning: ColumnMeaning): SampledColumn | undefined {
    const found = this.columns.find((column) => !this.taken.has(column.name) && means(column, meaning));
    if (found !== undefined) this.taken.add(found.name);
    return found;
  }

  private timeColumns(): { time: TimeHint; endTime: TimeHint | undefined } {
    const [first] = this.times;
    if (first === undefined) throw this.timeless();
    const start = this.times.find((hint) => means(hint, 'start'));
    const end = this.times.find((hint) => means(hint, 'end') && hint !== start);
    const isSpan = start !== undefined && end !== undefined;
    const time = isSpan ? start : (end ?? start ?? first);
    for (const hint of isSpan ? [start, end] : [time]) {
      this.taken.add(hint.column);
      if (hint.unread > 0) {
        const some = `${hint.unread} of the first ${hint.values} values`;
        this.notes.push(`"${hint.column}" is read as ${hint.format}, which ${some} are not: such rows are refused.`);
      }
      if (hint.alternative !== undefined) {
        this.ambiguous.push(hint);
        const both = `${hint.format}, as it is shown here, or as ${hint.alternative}`;
        this.notes.push(`"${hint.column}" can be read as ${both}: say which in the mapping before it is imported.`);
      }
    }
    return { time, endTime: isSpan ? end : undefined };
  }

  /** Where rows say that cases are assigned or transferred, an assignee is whom they go to, and not who did it. */
  private handOvers(activity: SampledColumn) {
    const types = typesOfHandOvers(activity.values);
    const column = Object.keys(types).length === 0 ? undefined : this.take('assignee');
    if (column === undefined) return undefined;
    this.notes.push(`"${column.name}" is read as whom a case is given to, and not as who did what the row says.`);
    const assignee: PartyColumn = { column: column.name, kind: 'person', role: 'assignee', side: 'ours' };
    return { types, assignee };
  }

  private customers(): PartyColumn[] {
    const parties: PartyColumn[] = [];
    const person = this.take('person');
    if (person !== undefined) {
      const email = isEmailColumn(person) ? { scheme: 'email' } : undefined;
      parties.push({ column: person.name, ...email, kind: 'person', role: 'customer', side: 'customer' });
    }
    const organisation = this.take('organisation');
    if (organisation !== undefined) {
      parties.push({ column: organisation.name, kind: 'organisation', role: 'customer', side: 'customer' });
    }
    return parties;
  }

  private idColumn(): string | undefined {
    const found = this.columns.find(
      (column) =>
        !this.taken.has(column.name) && means(column, 'id') && new Set(column.values).size === column.values.length,
    );
    if (found !== undefined) this.taken.add(found.name);
    return found?.name;
  }

  private data(): Record<string, { column: string }> {
    const data: Record<string, { column: string }> = {};
    for (const column of this.columns) {
      if (this.taken.has(column.name)) continue;
      const field = dataField(column);
      if (field !== undefined && !(field in data)) data[field] = { column: column.name };
    }
    return data;
  }

  private type(activity: SampledColumn | undefined, handOvers: Readonly<Record<string, string>> = {}): TypeRule {
    if (activity === undefined) {
      this.notes.push('No column says what happened; rows are read as notes (NoteAdded), which count as nobody’s act.');
      return 'NoteAdded';
    }
    const values = { ...typesOfActivities(activity.values), ...handOvers };
    if (Object.keys(values).length === 0) return 'ActivityRecorded';
    return { column: activity.name, values, default: 'ActivityRecorded' };
  }

  private nothing(detail: string, field: string): NothingProposed {
    const names = this.columns.map(({ name }) => name);
    return new NothingProposed(detail, { field, message: 'cannot be proposed' }, names);
  }

  private timeless(): NothingProposed {
    const names = this.columns.map(({ name }) => `"${name}"`).join(', ');
    const [nearest] = this.hints.toSorted((a, b) => a.unread / a.values - b.unread / b.values);
    const near =
      nearest === undefined
        ? ''
        : `; of the first ${nearest.values} values of "${nearest.column}" ${nearest.unread} are not read as ${nearest.format}`;
    return this.nothing(
      `No column holds times that can be read: there are ${names}${near}; give a mapping`,
      'time.column',
    );
  }

  private pointless(): NothingProposed {
    return this.nothing(
      'No columns were recognised as case and activity, and none as the customer: give a mapping that names them',
      'parties',
    );
  }
}

function timeColumn({ column, format, alternative }: TimeHint): TimeColumn {
  return { column, format: alternative === undefined ? format : openChoice([format, alternative]) };
}
