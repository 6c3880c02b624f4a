import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { OcelDocument } from './ocel-document.js';

/** A place in a document that breaks a rule: a JSON pointer (RFC 6901), and what is wrong there. Never the value. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const time: Schema = { type: 'string', format: 'date-time' };
const list = (items: Schema): Schema => ({ type: 'array', items });
const record = (
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const relationships = list(record({ objectId: text, qualifier: text }));
const types = list(record({ name: text, attributes: list(record({ name: text, type: text })) }));
const objectSchema = record(
  { id: text, type: text },
  { attributes: list(record({ name: text, value: text, time })), relationships },
);
const eventSchema = record(
  { id: text, type: text, time },
  { attributes: list(record({ name: text, value: text })), relationships },
);

/** OCEL 2.0 in JSON as a JSON schema: what the schema of the standard takes, this one takes, and the reverse. */
export const ocelSchema: Schema = record({
  objectTypes: types,
  eventTypes: types,
  objects: list(objectSchema),
  events: list(eventSchema),
});

/** What a log stands on: without sound types no object and no event can be judged. */
const frameSchema = record({
  objectTypes: types,
  eventTypes: types,
  objects: { type: 'array' },
  events: { type: 'array' },
});

const validators = new Map<Schema, ValidateFunction>();

/** Compiled when they are first needed: compiling takes longer than most programs run. */
function validatorOf(schema: Schema): ValidateFunction {
  let found = validators.get(schema);
  if (found === undefined) {
    const ajv = new Ajv({ allErrors: true });
    ajv.addFormat('date-time', isDateTime);
    found = ajv.compile(schema);
    validators.set(schema, found);
  }
  return found;
}

/** Whether a value is a document of OCEL 2.0 by its schema. */
export function isOcelDocument(value: unknown): value is OcelDocument {
  return validatorOf(ocelSchema)(value);
}

/** What is wrong with the types of a document, and with its lists; nothing of what stands in `objects` and `events`. */
export function frameProblems(document: unknown): readonly Problem[] {
  return problemsBy(frameSchema, document, '');
}

/** @param at pointer of the object in its document */
export function objectProblems(object: unknown, at: string): readonly Problem[] {
  return problemsBy(objectSchema, object, at);
}

/** @param at pointer of the event in its document */
export function eventProblems(event: unknown, at: string): readonly Problem[] {
  return problemsBy(eventSchema, event, at);
}

const none: readonly Problem[] = [];

function problemsBy(schema: Schema, value: unknown, at: string): readonly Problem[] {
  const validate = validatorOf(schema);
  return validate(value) ? none : (validate.errors ?? []).map((error) => problemOf(error, at));
}

const kinds: Readonly<Record<string, string>> = { string: 'a text', array: 'a list', object: 'an object' };

function problemOf({ keyword, instancePath, params }: ErrorObject, at: string): Problem {
  const pointer = at + instancePath;
  const said = params as { readonly missingProperty?: string; readonly type?: string };
  switch (keyword) {
    case 'required':
      return { pointer: `${pointer}/${said.missingProperty!}`, message: 'is missing' };
    case 'type':
      return { pointer, message: `must be ${kinds[said.type!] ?? said.type!}` };
    default:
      return { pointer, message: 'must be a time with its offset, such as 2024-03-01T09:30:00+01:00 (RFC 3339)' };
  }
}

const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ]([01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339, 5.6: with an offset, of a day that there is. */
export function isDateTime(written: string): boolean {
  const [, year, month, day] = dateTime.exec(written) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
