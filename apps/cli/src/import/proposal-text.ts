import type { Mapping, PartyColumn, TimeColumn } from '#capture/mapping.js';
import type { Proposal } from '#workspace/tend.js';
import { oneLine, shortened } from '../output/text.js';

const lineChars = 220;

/** A proposed mapping, a line for each thing that it says, with the rows as they would be read. */
export function proposalText(proposal: Pick<Proposal, 'format' | 'mapping' | 'notes' | 'rows'>): string {
  const sections = [
    'Read with a mapping proposed from the header (--save-mapping FILE writes it, --mapping FILE takes a corrected one):',
    ...mappingLines(proposal.mapping as Mapping),
  ];
  if (proposal.notes.length > 0) sections.push('Taken for granted:', ...proposal.notes.map((note) => `  ${note}`));
  if (proposal.rows.length > 0) sections.push('The first rows as they would be read:', ...proposal.rows.map(rowLine));
  return sections.map(oneLine).join('\n');
}

function mappingLines(mapping: Mapping): string[] {
  const { type, actor, data = {}, drop = [] } = mapping;
  const lines: (readonly [string, string])[] = [['time', timeText(mapping.time, mapping.zone)]];
  if (mapping.endTime !== undefined) lines.push(['end', timeText(mapping.endTime, mapping.zone)]);
  lines.push(['recognised by', mapping.id ?? (mapping.identity ?? []).join(', ')]);
  for (const name of ['case', 'activity', 'lifecycle'] as const) {
    if (mapping[name] !== undefined) lines.push([name, mapping[name]]);
  }
  lines.push(['type', typeText(type)]);
  for (const party of mapping.parties ?? []) lines.push([party.role, partyText(party)]);
  if (actor !== undefined) lines.push([`${actor.role}, who acts`, partyText(actor)]);
  const fields = Object.entries(data).map(
    ([field, rule]) => `${field} = ${'column' in rule ? rule.column : rule.value}`,
  );
  if (fields.length > 0) lines.push(['not personal', fields.join(', ')]);
  if (drop.length > 0) lines.push(['not kept', drop.join(', ')]);
  lines.push(['all else', mapping.unmapped === 'seal' ? 'personal: sealed with the event' : 'not kept']);
  return lines.map(([name, text]) => `  ${name.padEnd(16)}${text}`);
}

function timeText({ column, format }: TimeColumn, zone: string | undefined): string {
  return `${column} (${[format ?? 'iso', ...(zone === undefined ? [] : [zone])].join(', ')})`;
}

function typeText(type: Mapping['type']): string {
  if (typeof type === 'string') return type;
  const values = Object.entries(type.values).map(([value, name]) => `${value} = ${name}`);
  return `by ${type.column}: ${values.join(', ')}, otherwise ${type.default}`;
}

function partyText({ column, kind, side }: PartyColumn): string {
  return `${column} (${kind}, ${side === 'customer' ? 'their side' : side === 'ours' ? 'our side' : 'neither side'})`;
}

/** `line 2  2012-10-09T14:50:17.000Z  CaseOpened  Case 1 · Insert ticket  by Value 1  with …`. */
function rowLine(row: Readonly<Record<string, unknown>>): string {
  const {
    line,
    type,
    occurredAt,
    case: caseId,
    activity,
    lifecycle,
    actor,
    parties,
    data,
    sealed,
    refused,
    column,
  } = row;
  const parts = [`  line ${text(line)}`];
  if (refused !== undefined) {
    parts.push(`refused: ${column === undefined ? '' : `${text(column)}: `}${text(refused)}`);
    return shortened(parts.join('  '), lineChars);
  }
  parts.push(text(occurredAt), text(type));
  if (caseId !== undefined)
    parts.push(
      [caseId, activity, lifecycle]
        .filter((each) => each !== undefined)
        .map(text)
        .join(' · '),
    );
  if (actor !== undefined) parts.push(`by ${text(actor)}`);
  if (Array.isArray(parties) && parties.length > 0) parts.push(`with ${parties.map(text).join(', ')}`);
  if (data !== undefined) {
    parts.push(
      Object.entries(data as object)
        .map(([field, value]) => `${field} ${text(value)}`)
        .join(', '),
    );
  }
  if (Array.isArray(sealed)) parts.push(`sealed ${sealed.map(text).join(', ')}`);
  return shortened(parts.join('  '), lineChars);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
