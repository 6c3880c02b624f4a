import type { RecordedEvent } from '#core/record.js';
import { formatInstant } from '#core/time.js';
import { eventDefinitions, eventTypes } from '#domain/vocabulary.js';
import type { Mapping } from '../mapping.js';
import { csvCell } from '../rejects.js';
import type { ExportNames, ExportedParty } from './export-names.js';
import { exportTime } from './export-time.js';

/** Columns of an exported CSV file. */
export const exportColumns = [
  'id',
  'type',
  'occurredAt',
  'process',
  'case',
  'activity',
  'lifecycle',
  'actor',
  'customer',
  'otherParties',
  'channel',
  'direction',
  'data',
  'recordedAt',
  'sequence',
] as const;

export interface CsvExportOptions {
  /** Puts an apostrophe before cells that a spreadsheet would run as a formula; such cells do not come back as they were. */
  readonly escapeFormulas?: boolean;
}

/** Events as CSV (RFC 4180, LF), the header first. Names are resolved; sealed parts are left out. */
export async function* csvLines(
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
  names: ExportNames,
  options: CsvExportOptions = {},
): AsyncGenerator<string> {
  const cell = options.escapeFormulas === true ? escapedCell : csvCell;
  yield `${exportColumns.join(',')}\n`;
  for await (const event of events)
    yield `${cellsOf(event, names)
      .map((text) => cell(text, ','))
      .join(',')}\n`;
}

/** What these columns mean, to read such a file again. */
export function exportMapping(process: string): Mapping {
  const captured = eventTypes.filter((type) => eventDefinitions[type].captured);
  return {
    version: 1,
    format: 'csv',
    process,
    time: { column: 'occurredAt' },
    id: 'id',
    case: 'case',
    activity: 'activity',
    lifecycle: 'lifecycle',
    type: {
      column: 'type',
      values: Object.fromEntries(captured.map((type) => [type, type])),
      default: 'ActivityRecorded',
    },
    actor: { column: 'actor', scheme: 'name', kind: 'person', role: 'agent', side: 'ours' },
    parties: [{ column: 'customer', scheme: 'name', kind: 'organisation', role: 'customer', side: 'customer' }],
    drop: ['type', 'process', 'recordedAt', 'sequence'],
    unmapped: 'seal',
  };
}

function cellsOf(event: RecordedEvent, names: ExportNames): string[] {
  const { process, data } = event;
  const shown = (id: string, party: ExportedParty | undefined) => party?.name ?? id;
  const customer = event.parties.find((party) => party.side === 'customer');
  const others = event.parties.filter((party) => party !== customer && party.id !== event.actor);
  const { channel, direction, ...rest } = data as Record<string, unknown>;
  return [
    event.id,
    event.type,
    exportTime(event),
    process?.definition ?? '',
    process === undefined ? '' : (names.caseNumber(process.case) ?? process.case),
    process?.activity ?? '',
    process?.lifecycle ?? '',
    shown(event.actor, names.party(event.actor)),
    customer === undefined ? '' : shown(customer.id, names.party(customer.id)),
    others.map(({ id, role }) => `${shown(id, names.party(id))} (${role})`).join('; '),
    typeof channel === 'string' ? channel : '',
    typeof direction === 'string' ? direction : '',
    Object.keys(rest).length === 0 ? '' : JSON.stringify(rest),
    formatInstant(event.recordedAt),
    String(event.sequence),
  ];
}

/** OWASP "CSV injection": what begins so is taken for a formula. */
function escapedCell(text: string, delimiter: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text, delimiter);
}
