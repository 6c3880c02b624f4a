import { LedgerError } from '#core/errors.js';
import { isLabel } from '#domain/fields.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { Bytes } from '../byte-source.js';
import { refuse } from '../reading.js';
import type { Reading } from '../reading.js';
import { sourceTime } from '../source-time.js';
import { objectOf } from './xes-attributes.js';
import type { RawXesEvent, XesAttribute } from './xes-attributes.js';
import { XesParser } from './xes-parser.js';
import type { XesEvent, XesTrace } from './xes-parser.js';
import { withoutRejectFields } from './xes-rejects.js';
import { xmlText } from './xes-text.js';

export interface XesReaderOptions {
  /** Name of the process that the traces are cases of. */
  readonly process: string;
  /** Zone of times without offset, which the standard forbids and some tools write. */
  readonly zone: string;
}

/** What events without an id are recognised by, in this order; remembered with the dataset. */
export const xesIdentity = [
  'trace concept:name',
  'concept:name',
  'lifecycle:transition',
  'org:resource',
  'time:timestamp',
] as const;

/**
 * Reads a XES log (IEEE 1849-2016) as drafts of `ActivityRecorded`, trace by trace. The position of an event is its place
 * in the file, 0-based; offsets of times are kept. `org:group` is the team of the step. Attributes that no extension of ours knows are personal; those of a
 * trace are sealed with its first event, and wait with it when it is refused: another event would differ from what it is
 * recorded as once the first one is corrected.
 *
 * @throws LedgerError `file-unreadable` with the line when the XML is broken or cut; whole traces before it are given
 */
export async function* readXes(bytes: Bytes, options: XesReaderOptions): AsyncGenerator<readonly Reading[]> {
  const parser = new XesParser();
  const drafts = new XesDrafts(options);
  for await (const text of xmlText(bytes)) {
    const readings = drafts.of(parser.write(text));
    if (readings.length > 0) yield readings;
    if (parser.error !== undefined) throw parser.error;
  }
  const readings = drafts.of(parser.close());
  if (readings.length > 0) yield readings;
  if (parser.error !== undefined) throw parser.error;
}

/** What an event says in the words of the standard extensions, and the rest. */
interface EventValues {
  activity?: string;
  lifecycle?: string;
  resource?: string;
  group?: string;
  time?: string;
  rest?: XesAttribute[];
}

/** What the first event of a trace is recorded with. */
interface TraceAttributes {
  readonly all: readonly XesAttribute[];
  readonly sealed: object | false;
}

class XesDrafts {
  private position = 0;
  private readonly agents = new Map<string, DraftParty>();

  constructor(private readonly options: XesReaderOptions) {}

  of(traces: readonly XesTrace[]): Reading[] {
    const readings: Reading[] = [];
    for (const trace of traces) this.addTrace(trace, readings);
    return readings;
  }

  private addTrace(trace: XesTrace, readings: Reading[]): void {
    const name = valueOf(trace.attributes, 'concept:name') ?? valueOf(trace.attributes, 'identity:id');
    const rest = trace.attributes.filter(({ key, children }) => key !== 'concept:name' || children !== undefined);
    let first = trace.isContinued ? undefined : { all: trace.attributes, sealed: rest.length > 0 && objectOf(rest) };
    for (const event of trace.events) {
      readings.push(this.readingOf(event, name, first));
      first = undefined;
      this.position++;
    }
  }

  private readingOf(event: XesEvent, caseName: string | undefined, ofTrace: TraceAttributes | undefined): Reading {
    const found = withoutRejectFields(event.attributes);
    const values = valuesOf(found.attributes);
    const { activity, lifecycle, resource, group, time } = values;
    const place = placeOf(found.place) ?? this.position;
    const raw: RawXesEvent =
      ofTrace === undefined
        ? { attributes: event.attributes, caseName }
        : { attributes: event.attributes, caseName, ofTrace: ofTrace.all };
    const refused = (column: string, reason: string) => ({ ...refuse(event.line, reason, { column, raw }), place });
    if (caseName === undefined) return refused('concept:name', 'stands in a trace that has no concept:name');
    if (activity === undefined) return refused('concept:name', 'has no concept:name');
    if (time === undefined) return refused('time:timestamp', 'has no time:timestamp');
    let occurredAt;
    try {
      occurredAt = sourceTime(time, { zone: this.options.zone });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return refused('time:timestamp', `time:timestamp ${error.message}`);
    }
    const agent = resource === undefined ? undefined : this.agentOf(resource);
    const draft: TouchpointDraft = {
      type: 'ActivityRecorded',
      identity: [caseName, activity, lifecycle ?? '', resource ?? '', time],
      occurredAt,
      position: place,
      parties: agent === undefined ? [] : [agent],
      process: {
        definition: this.options.process,
        case: caseName,
        activity,
        ...(lifecycle === undefined ? undefined : { lifecycle: lifecycle.toLowerCase() }),
      },
      data: group === undefined ? {} : { team: group },
      personal: {
        ...(values.rest === undefined ? undefined : { unmapped: objectOf(values.rest) }),
        ...(ofTrace?.sealed && { caseAttributes: ofTrace.sealed }),
      },
      ...(agent === undefined ? undefined : { actor: agent }),
    };
    return { kind: 'draft', draft, line: event.line, place, raw, chars: event.chars };
  }

  /** The same object for the same resource: a log names a few thousand times over. */
  private agentOf(resource: string): DraftParty {
    let agent = this.agents.get(resource);
    if (agent === undefined) {
      agent = {
        kind: 'person',
        identifiers: [{ scheme: 'org:resource', value: resource }],
        role: 'agent',
        side: 'ours',
      };
      if (this.agents.size >= 10_000) this.agents.clear();
      this.agents.set(resource, agent);
    }
    return agent;
  }
}

/** An event of a rejects file keeps the place that it had in the log it came from: ties are in the order of places. */
function placeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function valueOf(attributes: readonly XesAttribute[], key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value.trim();
  return value === '' ? undefined : value;
}

function valuesOf(attributes: readonly XesAttribute[]): EventValues {
  const values: EventValues = {};
  for (const attribute of attributes) {
    const field = attribute.children === undefined ? fields[attribute.key] : undefined;
    const text = attribute.value.trim();
    // What cannot be the name of a team stays the attribute that it is.
    const isOther = field === 'group' && text !== '' && !isLabel(text);
    if (field === undefined || values[field] !== undefined || isOther) (values.rest ??= []).push(attribute);
    else if (text !== '') values[field] = text;
  }
  return values;
}

const fields: Readonly<Record<string, 'activity' | 'lifecycle' | 'resource' | 'group' | 'time'>> = Object.assign(
  Object.create(null) as object,
  {
    'concept:name': 'activity',
    'lifecycle:transition': 'lifecycle',
    'org:resource': 'resource',
    'org:group': 'group',
    'time:timestamp': 'time',
  } as const,
);
