import { LedgerError } from '#core/errors.js';
import type { Bytes } from './byte-source.js';
import { dataField, isEmailColumn, means, sampled, timeHint, typesOfActivities } from './column-hints.js';
import type { ColumnMeaning, SampledColumn, TimeHint } from './column-hints.js';
import { openCsv } from './csv/csv-table.js';
import { rowMapper } from './csv/row-draft.js';
import { detectFormat, headBytes } from './format-detection.js';
import type { Mapping, PartyColumn, TypeRule } from './mapping.js';
import { previewOf } from './preview.js';
import type { Reading } from './reading.js';

/** A mapping that the header and the first rows suggest, for a person to correct. */
export interface ProposedMapping {
  readonly mapping: Mapping;
  /** Up to five rows as they would be read with it. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[];
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
 * @throws LedgerError `mapping-invalid` when no column holds times, or none says whose or which case a row is
 */
export async function proposeMapping(head: Buffer, zone: string): Promise<ProposedMapping> {
  const { columns, rows, lines } = await sampleOf(head);
  const proposal = new Proposal(sampled(columns, rows), zone);
  const mapping = proposal.mapping();
  const read = rowMapper(mapping, columns, { process: mapping.process ?? 'process', zone: mapping.zone ?? zone });
  const readings: Reading[] = [];
  for (let i = 0; i < Math.min(rowsShown, rows.length); i++) readings.push(...read(rows[i]!, lines[i]!, i));
  const shown = readings.slice(0, rowsShown).map((reading) => previewOf(reading, mapping.zone ?? zone));
  return { mapping, rows: shown, notes: proposal.notes };
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
  private readonly times: readonly TimeHint[];
  private readonly taken = new Set<string>();

  constructor(
    private readonly columns: readonly SampledColumn[],
    private readonly zone: string,
  ) {
    this.times = columns.map(timeHint).filter((hint) => hint !== undefined);
  }

  mapping(): Mapping {
    const { time, endTime } = this.timeColumns();
    const [caseColumn, activity] = [this.take('case'), this.take('activity')];
    const isProcess = caseColumn !== undefined && activity !== undefined;
    const lifecycle = isProcess && endTime === undefined ? this.take('lifecycle') : undefined;
    const resource = this.take('resource');
    const parties = this.parties();
    if (!isProcess && parties.length === 0) throw this.pointless();
    const id = this.idColumn();
    const data = this.data();
    const drop = this.columns.filter((column) => means(column, 'variant')).map(({ name }) => name);
    if (drop.length > 0)
      this.notes.push(`${drop.join(', ')}: describe the whole case and change when it goes on; not kept.`);
    const identity = [
      ...(isProcess ? [caseColumn.name, activity.name] : parties.map(({ column }) => column)),
      ...[lifecycle?.name, resource?.name].filter((name) => name !== undefined),
      time.column,
    ];
    const hasZone = [time, endTime].every((hint) => hint === undefined || hint.hasOffset);
    if (!hasZone) this.notes.push(`Times without offset are read in the zone ${this.zone}.`);
    return {
      version: 1,
      format: 'csv',
      ...(hasZone ? undefined : { zone: this.zone }),
      time: { column: time.column, format: time.format },
      ...(endTime === undefined ? undefined : { endTime: { column: endTime.column, format: endTime.format } }),
      ...(id === undefined ? { identity: [...new Set(identity)] } : { id }),
      ...(isProcess ? { case: caseColumn.name, activity: activity.name } : undefined),
      ...(lifecycle === undefined ? undefined : { lifecycle: lifecycle.name }),
      type: this.type(isProcess ? activity : undefined),
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
    if (first === undefined) {
      const names = this.columns.map(({ name }) => `"${name}"`).join(', ');
      throw new LedgerError(
        'mapping-invalid',
        `No column holds times that can be read: there are ${names}; give a mapping`,
        {
          violations: [{ field: 'time.column', message: 'cannot be proposed' }],
        },
      );
    }
    const start = this.times.find((hint) => means(hint, 'start'));
    const end = this.times.find((hint) => means(hint, 'end') && hint !== start);
    const isSpan = start !== undefined && end !== undefined;
    const time = isSpan ? start : (end ?? start ?? first);
    for (const hint of isSpan ? [start, end] : [time]) {
      this.taken.add(hint.column);
      if (hint.alternative !== undefined) {
        this.notes.push(`"${hint.column}" is read as ${hint.format}; it could as well be ${hint.alternative}.`);
      }
    }
    return { time, endTime: isSpan ? end : undefined };
  }

  private parties(): PartyColumn[] {
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

  private type(activity: SampledColumn | undefined): TypeRule {
    if (activity === undefined) {
      this.notes.push('No column says what happened; rows are read as notes (NoteAdded), which count as nobody’s act.');
      return 'NoteAdded';
    }
    const values = typesOfActivities(activity.values);
    if (Object.keys(values).length === 0) return 'ActivityRecorded';
    return { column: activity.name, values, default: 'ActivityRecorded' };
  }

  private pointless(): LedgerError {
    return new LedgerError(
      'mapping-invalid',
      'No columns were recognised as case and activity, and none as the customer: give a mapping that names them',
      { violations: [{ field: 'parties', message: 'cannot be proposed' }] },
    );
  }
}
