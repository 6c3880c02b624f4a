import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { escapedXml } from '../xes/xml-writing.js';
import type { ExportNames } from './export-names.js';
import { exportTime } from './export-time.js';
import { sealedAttributes } from './ocel-types.js';

/** The events of one case, in fold order. */
export interface ExportedCase {
  readonly id: Id;
  readonly events: Iterable<RecordedEvent>;
}

/** The cases of a process in the order of their first events. Keeps the ids of those that have been given: 40 bytes each. */
export function* casesOf(mirror: Pick<Mirror, 'readDimension'>, process: string): Generator<ExportedCase> {
  const given = new Set<Id>();
  for (const event of mirror.readDimension('process', process)) {
    const id = event.process?.case;
    if (id === undefined || given.has(id)) continue;
    given.add(id);
    yield { id, events: mirror.readDimension('case', id) };
  }
}

const head = (process: string) => `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
	<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
	<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
	<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
	<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
	<classifier name="Activity" keys="concept:name"/>
	<string key="concept:name" value="${escapedXml(process)}"/>
`;

/**
 * A process as a XES log (IEEE 1849-2016), case by case: activity, lifecycle, resource, group and time in the words of the
 * standard extensions, what the vocabulary says under its own names, what was sealed as it came. Names are resolved.
 */
export async function* xesLog(
  process: string,
  cases: Iterable<ExportedCase> | AsyncIterable<ExportedCase>,
  names: ExportNames,
): AsyncGenerator<string> {
  yield head(process);
  for await (const one of cases) yield traceOf(one, process, names);
  yield '</log>\n';
}

function traceOf({ id, events }: ExportedCase, process: string, names: ExportNames): string {
  let steps = '';
  let caseAttributes: unknown;
  for (const event of events) {
    // A case may have steps of another definition; a log is of one.
    if (event.process?.definition !== process) continue;
    const personal = names.personal(event);
    const sealed = personal === 'erased' ? undefined : personal;
    caseAttributes ??= sealed?.['caseAttributes'];
    steps += `\t\t<event>\n${eventAttributes(event, sealed, names)}\t\t</event>\n`;
  }
  const name = attribute('concept:name', names.caseNumber(id) ?? id, 2);
  return `\t<trace>\n${name}${attributes(caseAttributes, 2)}${steps}\t</trace>\n`;
}

function eventAttributes(
  event: RecordedEvent,
  sealed: Readonly<Record<string, unknown>> | undefined,
  names: ExportNames,
): string {
  const actor = event.parties.find((party) => party.id === event.actor);
  const customer = event.parties.find((party) => party.side === 'customer');
  const nameOf = (id: Id) => names.party(id)?.name ?? id;
  const { group, data } = groupOf(event);
  return [
    attribute('concept:name', event.process!.activity, 3),
    attribute('lifecycle:transition', event.process!.lifecycle, 3),
    actor === undefined ? '' : attribute('org:resource', nameOf(actor.id), 3),
    group === undefined ? '' : attribute('org:group', group, 3),
    `\t\t\t<date key="time:timestamp" value="${escapedXml(exportTime(event))}"/>\n`,
    event.type === 'ActivityRecorded' ? '' : attribute('tend:type', event.type, 3),
    customer === undefined ? '' : attribute('customer', nameOf(customer.id), 3),
    attributes(data, 3),
    attributes(sealed?.['unmapped'], 3),
    ...sealedAttributes(sealed).map(({ name, value }) => attribute(name, value, 3)),
  ].join('');
}

/** The team that did a step is the group of its resource. The team that a case is given to is not: it keeps its own name. */
function groupOf({ type, data }: RecordedEvent): { readonly group?: string; readonly data: object } {
  const { team, ...others } = data as { readonly team?: unknown };
  const isGivenAway = type === 'CaseAssigned' || type === 'CaseTransferred';
  return typeof team === 'string' && !isGivenAway ? { group: team, data: others } : { data };
}

function attributes(object: unknown, depth: number): string {
  if (typeof object !== 'object' || object === null) return '';
  return Object.entries(object)
    .map(([key, value]) => attribute(key, value, depth))
    .join('');
}

/** Any JSON value as an attribute, nested ones within. */
function attribute(key: string, value: unknown, depth: number): string {
  const indent = '\t'.repeat(depth);
  const opening = (tag: string, text: string) =>
    `${indent}<${tag} key="${escapedXml(key)}" value="${escapedXml(text)}"`;
  switch (typeof value) {
    case 'string':
      return `${opening('string', value)}/>\n`;
    case 'number':
      return `${opening(Number.isInteger(value) ? 'int' : 'float', String(value))}/>\n`;
    case 'boolean':
      return `${opening('boolean', String(value))}/>\n`;
    default:
      return nested(key, value, depth);
  }
}

function nested(key: string, value: unknown, depth: number): string {
  const indent = '\t'.repeat(depth);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => listItem(item, index, depth + 2)).join('');
    return `${indent}<list key="${escapedXml(key)}">\n${indent}\t<values>\n${items}${indent}\t</values>\n${indent}</list>\n`;
  }
  const object = (value ?? {}) as Record<string, unknown>;
  if (Object.keys(object).length === 2 && 'value' in object && 'attributes' in object) {
    // An attribute of XES that had others nested in it.
    const line = attribute(key, object['value'], depth);
    const tag = /^\t*<(\w+)/.exec(line)![1]!;
    return `${line.replace(/\/>\n$/, '>\n')}${attributes(object['attributes'], depth + 1)}${indent}</${tag}>\n`;
  }
  return `${indent}<container key="${escapedXml(key)}">\n${attributes(object, depth + 1)}${indent}</container>\n`;
}

/** Items of a list that came from XES are objects of one key. */
function listItem(item: unknown, index: number, depth: number): string {
  const isNamed = typeof item === 'object' && item !== null && Object.keys(item).length === 1;
  return isNamed ? attributes(item, depth) : attribute(String(index), item, depth);
}
