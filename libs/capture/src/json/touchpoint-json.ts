import { canonicalJson } from '#core/canonical-json.js';
import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Side } from '#core/record.js';
import type { Id } from '#core/time.js';
import { isLabel, isRecordObject } from '#domain/fields.js';
import type { DraftParty, EventReference, Identifier, OccurredTime, TouchpointDraft } from '#domain/touchpoint.js';
import { sourceTime } from '../source-time.js';
import type { FieldReader, JsonObject } from './fields.js';

/** A party as JSON writes it; `id` only where a ledger wrote about its own. */
export interface JsonParty {
  readonly party: DraftParty;
  readonly id: Id | undefined;
}

/**
 * Reads the parties of an event: `{kind, role, side, name?, identifiers: [{scheme, value}]}`. A party that a ledger
 * exported also has the `id` that it knows it by, which is an identifier like others wherever it is not its own.
 */
export function readParties(reader: FieldReader): readonly JsonParty[] {
  const items = reader.list('parties') ?? [];
  return items.flatMap((item, index) => {
    const party = isRecordObject(item) ? readParty(item as JsonObject, reader, `parties.${index}`) : undefined;
    if (!isRecordObject(item)) reader.refuse(`parties.${index}`, 'must be an object');
    return party ?? [];
  });
}

/** Reads one party at a field. */
export function readParty(object: JsonObject, outer: FieldReader, field: string): JsonParty {
  const reader = outer.of(object, field);
  const [kind, role, side] = [reader.text('kind') ?? 'person', reader.required('role'), reader.required('side')];
  const name = reader.text('name');
  const id = reader.text('id');
  const identifiers = (reader.list('identifiers') ?? []).map((item, index) => readIdentifier(item, reader, index));
  if (id !== undefined) identifiers.push({ scheme: 'tend', value: id });
  reader.end();
  const party: DraftParty = {
    kind: kind as DraftParty['kind'],
    role,
    side: side as Side,
    identifiers,
    ...(name === undefined ? undefined : { name }),
  };
  return { party, id: isId(id) ? id : undefined };
}

function readIdentifier(item: unknown, outer: FieldReader, index: number): Identifier {
  if (!isRecordObject(item)) {
    outer.refuse(`identifiers.${index}`, 'must be an object');
    return { scheme: '', value: '' };
  }
  const reader = outer.of(item as JsonObject, `identifiers.${index}`);
  const identifier = { scheme: reader.required('scheme'), value: reader.required('value') };
  reader.end();
  return identifier;
}

/** A time of RFC 3339, at most the start of a day; without offset it is refused: HTTP has no time zone. */
export function readTime(reader: FieldReader, name: string): OccurredTime | undefined {
  return reader.parsed(name, (text) => sourceTime(text));
}

/**
 * Reads a touchpoint in plain JSON: `{type, id?, dataset?, occurredAt, occurredText?, sourceRecordedAt?, effectiveFrom?,
 * actor?, onBehalfOf?, authority?, reasonCode?, parties, process?: {definition, case, activity, lifecycle?}, matter?,
 * thread?, correlationId?, causationId?, schemaVersion?, data?, references?, personal?}`, the words of the record itself.
 * In `references` fields of `data` name other events as their source does: `{order: '10248'}`, or `{order: {id, dataset?, part?}}`.
 *
 * An event without `id` is recognised by type, time, parties, process and data.
 *
 * @param index its place in the body, 0-based
 */
export function readTouchpoint(object: JsonObject, index: number, reader: FieldReader): ReadTouchpoint {
  const occurredAt = readTime(reader, 'occurredAt');
  if (!reader.has('occurredAt')) reader.refuse('occurredAt', 'is missing');
  const parties = readParties(reader).map(({ party }) => party);
  const party = (name: string) => {
    const found = reader.record(name);
    return found === undefined ? undefined : readParty(found, reader, name).party;
  };
  const [actor, onBehalfOf] = [party('actor'), party('onBehalfOf')];
  const process = readProcess(reader);
  const draft = {
    type: reader.required('type'),
    occurredAt: occurredAt ?? { instant: 0, nanos: 0, text: '' },
    position: index,
    parties,
    data: reader.record('data') ?? {},
    ...present({
      schemaVersion: reader.integer('schemaVersion'),
      sourceRecordedAt: readTime(reader, 'sourceRecordedAt')?.instant,
      effectiveFrom: readTime(reader, 'effectiveFrom')?.instant,
      authority: reader.text('authority'),
      reasonCode: reader.text('reasonCode'),
      matter: reader.text('matter'),
      thread: reader.text('thread'),
      correlationId: reader.text('correlationId'),
      causationId: reader.text('causationId'),
      actor,
      onBehalfOf,
      process,
      references: readReferences(reader),
    }),
  };
  const externalId = reader.text('id');
  const dataset = reader.text('dataset');
  if (dataset !== undefined && !isLabel(dataset)) {
    reader.refuse('dataset', `must be one line of 1 to ${limits.nameChars} characters`);
  }
  const personal = { ...reader.record('personal') };
  if (externalId !== undefined) personal['externalId'] = externalId;
  return {
    draft: {
      ...draft,
      personal,
      ...(externalId === undefined ? { identity: [canonicalJson(object)] } : { externalId }),
    },
    dataset,
  };
}

export interface ReadTouchpoint {
  readonly draft: TouchpointDraft;
  readonly dataset: string | undefined;
}

function readReferences(outer: FieldReader): TouchpointDraft['references'] {
  const object = outer.record('references');
  if (object === undefined) return undefined;
  const references = Object.entries(object).map(([field, value]): [string, EventReference] => {
    if (typeof value === 'string') return [field, { externalId: value }];
    if (!isRecordObject(value)) outer.refuse(`references.${field}`, 'must be an id, or an object with one');
    const reader = outer.of(isRecordObject(value) ? (value as JsonObject) : {}, `references.${field}`);
    const of = present({ dataset: reader.text('dataset'), part: reader.text('part') });
    const reference = { externalId: reader.text('id') ?? '', ...of };
    reader.end();
    return [field, reference];
  });
  return Object.fromEntries(references);
}

function readProcess(outer: FieldReader): TouchpointDraft['process'] {
  const reader = outer.within('process');
  if (reader === undefined) return undefined;
  const process = {
    definition: reader.required('definition'),
    case: reader.required('case'),
    activity: reader.required('activity'),
    ...present({ lifecycle: reader.text('lifecycle')?.toLowerCase() }),
  };
  reader.end();
  return process;
}

/** Leaves absent members out: they are never undefined in a draft. */
export function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
