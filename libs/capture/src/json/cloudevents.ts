import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import { isLabel } from '#domain/fields.js';
import type { DraftParty, OccurredTime } from '#domain/touchpoint.js';
import type { RecordedOrigin } from '../reading.js';
import { FieldReader } from './fields.js';
import type { JsonObject } from './fields.js';
import { present, readParties, readParty, readTime } from './touchpoint-json.js';
import type { JsonParty, ReadTouchpoint } from './touchpoint-json.js';

/**
 * Touchpoints as CloudEvents 1.0 (JSON event format).
 *
 * | attribute | means |
 * | --- | --- |
 * | `id`, `source` | the external id and the dataset; of an event that this ledger exported, `source` is `tend:<organisation>/<dataset>` and `id` the event's own |
 * | `type` | `tend.<EventType>.v<schemaVersion>`, or the plain name of the type |
 * | `time`, `occurredtext` | when it occurred, in RFC 3339; as the source wrote it, where that is something else |
 * | `recordedtime`, `sequence`, `subject` | given by a ledger when it exports; read and passed over |
 * | `sourcerecordedtime`, `effectivefrom` | times of the record |
 * | `correlationid`, `causationid` | the conversation, and the id of the event that caused it |
 * | `bamtxid`, `bampid`, `bamptxid`, `bamptxsid` | case, process, step (the activity), state of the step (the lifecycle) |
 * | `ordinal` | nanoseconds within the millisecond · 2³² + position; keeps the order of what occurred at one instant |
 * | `authid`, `authtype` | passed over: who may call is not who acted; `data.actor` says that |
 *
 * `data` = `{parties, actor?, onBehalfOf?, authority?, reasonCode?, matter?, thread?, data?, personal?}` in the words of
 * the record. An attribute or field that is none of these is refused by name.
 */
export const cloudEventsVersion = '1.0';

/** Attributes that say nothing to us, or nothing that may be believed. */
const passedOver: ReadonlySet<string> = new Set([
  'recordedtime',
  'sequence',
  'sequencetype',
  'subject',
  'dataschema',
  'authtype',
  'authid',
  'dataclassification',
  'dataregulation',
  'datacategory',
  'traceparent',
  'tracestate',
  // Refused in words of its own.
  'data_base64',
]);

/** The source of events that a ledger exports. */
export function ownSource(organisation: Id, dataset: string): string {
  return `tend:${organisation}/${encodeURIComponent(dataset)}`;
}

const ownSourcePattern = /^tend:([0-9a-f-]{36})\/(.*)$/;

export interface ReadCloudEvent extends ReadTouchpoint {
  readonly recorded: RecordedOrigin | undefined;
}

/** Reads one event. What is wrong is added to the reader's violations. @param index its place in the body, 0-based */
export function readCloudEvent(index: number, reader: FieldReader, passing: (name: string) => boolean): ReadCloudEvent {
  checkEnvelope(reader);
  const [id, source] = [reader.required('id'), reader.required('source')];
  const { type, schemaVersion } = readType(reader);
  const ordinal = reader.integer('ordinal');
  const occurredAt = timeOf(reader, ordinal);
  const process = processOf(reader);
  const times = present({
    sourceRecordedAt: readTime(reader, 'sourcerecordedtime')?.instant,
    effectiveFrom: readTime(reader, 'effectivefrom')?.instant,
    correlationId: reader.text('correlationid'),
    causationId: reader.text('causationid'),
  });
  const content = contentOf(reader);
  reader.end((name) => passedOver.has(name) || passing(name));
  const own = ownSourcePattern.exec(source);
  const dataset = own === null ? source : decoded(own[2]!);
  if (source !== '' && !isLabel(dataset))
    reader.refuse('source', `must be one line of 1 to ${limits.nameChars} characters`);
  const isOwn = own !== null && isId(own[1]) && isId(id);
  // An event that another ledger exported keeps its id as external id, told apart by where it comes from.
  const externalId = own === null ? id : `${own[1]}/${id}`;
  return {
    dataset,
    recorded: isOwn ? originOf(own[1]!, id, content) : undefined,
    draft: {
      type,
      externalId,
      occurredAt,
      position: ordinal === undefined ? index : ordinal % 2 ** 32,
      parties: content.parties.map(({ party }) => party),
      data: content.data,
      // What an own event seals is what it sealed; the id of a source is personal.
      personal: isOwn ? content.personal : { externalId: id, ...content.personal },
      ...present({ schemaVersion, process, actor: actorOf(content), onBehalfOf: content.onBehalfOf?.party }),
      ...content.words,
      ...times,
    },
  };
}

function checkEnvelope(reader: FieldReader): void {
  if (reader.required('specversion') !== cloudEventsVersion) reader.refuse('specversion', 'must be 1.0');
  const contentType = reader.text('datacontenttype');
  if (contentType !== undefined && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    reader.refuse('datacontenttype', 'must be JSON');
  }
}

function readType(reader: FieldReader): { type: string; schemaVersion: number | undefined } {
  const text = reader.required('type');
  const match = /^tend\.(\w+)\.v(\d{1,4})$/.exec(text);
  return match === null
    ? { type: text, schemaVersion: undefined }
    : { type: match[1]!, schemaVersion: Number(match[2]) };
}

function timeOf(reader: FieldReader, ordinal: number | undefined): OccurredTime {
  if (!reader.has('time')) reader.refuse('time', 'is missing: when did it occur?');
  const time = readTime(reader, 'time') ?? { instant: 0, nanos: 0, text: '' };
  const text = reader.text('occurredtext') ?? time.text;
  return { instant: time.instant, nanos: ordinal === undefined ? time.nanos : Math.floor(ordinal / 2 ** 32), text };
}

function processOf(reader: FieldReader) {
  const [number, definition, activity] = [reader.text('bamtxid'), reader.text('bampid'), reader.text('bamptxid')];
  const lifecycle = reader.text('bamptxsid')?.toLowerCase();
  if (number === undefined && definition === undefined && activity === undefined) return undefined;
  for (const [name, value] of Object.entries({ bamtxid: number, bampid: definition, bamptxid: activity })) {
    if (value === undefined) reader.refuse(name, 'is missing: a step names case, process and activity');
  }
  return { definition: definition ?? '', case: number ?? '', activity: activity ?? '', ...present({ lifecycle }) };
}

interface Content {
  readonly parties: readonly JsonParty[];
  readonly actor: JsonParty | undefined;
  readonly onBehalfOf: JsonParty | undefined;
  readonly data: JsonObject;
  readonly personal: JsonObject;
  readonly words: { authority?: string; reasonCode?: string; matter?: string; thread?: string };
  /** What only an export says: the actor when it is no party, and the id of the case. */
  readonly actorName: string | undefined;
  readonly caseId: string | undefined;
}

function contentOf(outer: FieldReader): Content {
  if (outer.has('data_base64')) outer.refuse('data_base64', 'must be `data`: only JSON is read');
  const reader = outer.within('data') ?? new FieldReader({}, outer.violations, 'data.');
  const party = (name: string) => {
    const found = reader.record(name);
    return found === undefined ? undefined : readParty(found, reader, name);
  };
  const isNamed = typeof reader.object['actor'] === 'string';
  const content: Content = {
    parties: readParties(reader),
    actor: isNamed ? undefined : party('actor'),
    actorName: isNamed ? reader.text('actor') : undefined,
    onBehalfOf: party('onBehalfOf'),
    data: reader.record('data') ?? {},
    personal: reader.record('personal') ?? {},
    words: present({
      authority: reader.text('authority'),
      reasonCode: reader.text('reasonCode'),
      matter: reader.text('matter'),
      thread: reader.text('thread'),
    }),
    caseId: reader.text('caseId'),
  };
  reader.end();
  return content;
}

/** An export names the actor by its id, which is that of a party. */
function actorOf({ actor, actorName, parties }: Content): DraftParty | undefined {
  return actor?.party ?? parties.find(({ id }) => id !== undefined && id === actorName)?.party;
}

/** The ids that an export gives; none when it does not give all of them. */
function originOf(organisation: Id, id: Id, content: Content): RecordedOrigin | undefined {
  const ids = content.parties.map((party) => party.id);
  const actor = content.actorName ?? content.actor?.id;
  if (actor === undefined || ids.includes(undefined)) return undefined;
  return {
    organisation,
    id,
    actor,
    parties: ids as Id[],
    ...(isId(content.caseId) ? { case: content.caseId } : undefined),
    ...present({ onBehalfOf: content.onBehalfOf?.id }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new LedgerError('invalid', 'The source is no URI', { cause });
  }
}
