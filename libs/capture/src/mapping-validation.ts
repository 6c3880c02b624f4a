import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { checkZone } from '#core/zones.js';
import { isLabel, isRecordObject } from '#domain/fields.js';
import { definitionOf } from '#domain/vocabulary.js';
import { dataKinds, namedColumns } from './mapping.js';
import type { Mapping } from './mapping.js';
import { encodings } from './text-encoding.js';
import { timeReader } from './time-format.js';

type Check = (value: unknown, field: string, violations: Violation[]) => void;
interface Shape {
  readonly [field: string]: { readonly check: Check; readonly required?: boolean };
}

const must =
  (is: (value: unknown) => boolean, message: string): Check =>
  (value, field, violations) => {
    if (!is(value)) violations.push({ field, message });
  };
const oneOf = (values: readonly unknown[]) => must((value) => values.includes(value), `must be ${values.join(' or ')}`);
const label = must(isLabel, 'must be one line of text');
const column = must((value) => typeof value === 'string' && value.length > 0, 'must be the name of a column');

const listOf =
  (check: Check): Check =>
  (value, field, violations) => {
    if (!Array.isArray(value)) violations.push({ field, message: 'must be a list' });
    else value.forEach((item, index) => check(item, `${field}.${index}`, violations));
  };

const mapOf =
  (check: Check): Check =>
  (value, field, violations) => {
    if (!isRecordObject(value)) violations.push({ field, message: 'must be an object' });
    else for (const [key, member] of Object.entries(value)) check(member, `${field}.${key}`, violations);
  };

const objectOf =
  (shape: Shape): Check =>
  (value, field, violations) => {
    if (!isRecordObject(value)) return void violations.push({ field, message: 'must be an object' });
    const path = (name: string) => (field === '' ? name : `${field}.${name}`);
    for (const [name, member] of Object.entries(value)) {
      const rule = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (rule === undefined) violations.push({ field: path(name), message: 'is no field of a mapping' });
      else rule.check(member, path(name), violations);
    }
    for (const [name, rule] of Object.entries(shape)) {
      if (rule.required === true && !Object.hasOwn(value, name))
        violations.push({ field: path(name), message: 'is missing' });
    }
  };

const zone: Check = (value, field, violations) => {
  try {
    checkZone(String(value));
  } catch {
    violations.push({ field, message: 'must be an IANA time zone such as Europe/Rome' });
  }
};

const timeFormat: Check = (value, field, violations) => {
  try {
    timeReader(String(value));
  } catch (error) {
    violations.push({ field, message: (error as Error).message });
  }
};

const time = objectOf({ column: { check: column, required: true }, format: { check: timeFormat } });

const party = objectOf({
  column: { check: column, required: true },
  scheme: { check: label },
  kind: { check: oneOf(['person', 'organisation']), required: true },
  role: { check: label, required: true },
  side: { check: oneOf(['customer', 'ours', 'other']), required: true },
  name: { check: column },
  also: { check: listOf(objectOf({ column: { check: column, required: true }, scheme: { check: label } })) },
});

const eventType: Check = (value, field, violations) => {
  const definition = typeof value === 'string' ? definitionOf(value) : undefined;
  if (definition === undefined) violations.push({ field, message: 'is no type of the vocabulary' });
  else if (!definition.captured) violations.push({ field, message: 'is no type that a file can bring' });
};

const type: Check = (value, field, violations) => {
  if (typeof value === 'string') return eventType(value, field, violations);
  objectOf({
    column: { check: column, required: true },
    values: { check: mapOf(eventType), required: true },
    default: { check: eventType, required: true },
  })(value, field, violations);
};

const dataRule: Check = (value, field, violations) => {
  const shape: Shape =
    isRecordObject(value) && 'value' in value
      ? { value: { check: must((v) => ['string', 'number', 'boolean'].includes(typeof v), 'must be a plain value') } }
      : { column: { check: column, required: true }, as: { check: oneOf(dataKinds) } };
  objectOf(shape)(value, field, violations);
};

const mappingShape = objectOf({
  version: { check: oneOf([1]), required: true },
  format: { check: oneOf(['csv']), required: true },
  dataset: { check: label },
  process: { check: label },
  zone: { check: zone },
  delimiter: { check: must((value) => typeof value === 'string' && /^[^"\r\n]$/.test(value), 'must be one character') },
  encoding: { check: oneOf(encodings) },
  time: { check: time, required: true },
  endTime: { check: time },
  sourceRecordedAt: { check: time },
  id: { check: column },
  identity: { check: listOf(column) },
  case: { check: column },
  activity: { check: column },
  lifecycle: { check: column },
  type: { check: type, required: true },
  parties: { check: listOf(party) },
  actor: { check: party },
  data: { check: mapOf(dataRule) },
  personal: { check: mapOf(column) },
  matter: { check: column },
  thread: { check: column },
  drop: { check: listOf(column) },
  unmapped: { check: oneOf(['seal', 'drop']), required: true },
});

/**
 * Checks that a value is a mapping.
 * @throws LedgerError `mapping-invalid`, naming every field that is wrong
 */
export function parseMapping(value: unknown): Mapping {
  const violations: Violation[] = [];
  mappingShape(value, '', violations);
  if (violations.length === 0) checkSense(value as Mapping, violations);
  if (violations.length > 0) throw invalid('The mapping is not well formed', violations);
  return value as Mapping;
}

function checkSense(mapping: Mapping, violations: Violation[]): void {
  if (mapping.id === undefined && (mapping.identity?.length ?? 0) === 0) {
    violations.push({ field: 'identity', message: 'must name the columns that rows are recognised by, or give `id`' });
  }
  if (mapping.id !== undefined && mapping.identity !== undefined) {
    violations.push({ field: 'identity', message: 'has no meaning beside `id`' });
  }
  if ((mapping.case === undefined) !== (mapping.activity === undefined)) {
    violations.push({
      field: mapping.case === undefined ? 'case' : 'activity',
      message: 'case and activity go together',
    });
  }
  if (mapping.endTime !== undefined && mapping.lifecycle !== undefined) {
    violations.push({ field: 'lifecycle', message: 'has no meaning beside `endTime`' });
  }
}

/**
 * Checks that a file has the columns that a mapping names.
 * @throws LedgerError `mapping-invalid`, naming each column that is missing and those that there are
 */
export function checkColumns(mapping: Mapping, columns: readonly string[]): void {
  const there = new Set(columns);
  const violations = namedColumns(mapping)
    .filter(({ column }) => !there.has(column))
    .map(({ field, column }) => ({ field, message: `names the column "${column}", which the file does not have` }));
  if (violations.length === 0) return;
  const missing = [...new Set(violations.map(({ message }) => /"(.*)"/s.exec(message)![1]!))];
  throw invalid(
    `The file has no column ${missing.map((name) => `"${name}"`).join(', ')}; it has ${columns
      .slice(0, 50)
      .map((name) => `"${name}"`)
      .join(', ')}`,
    violations,
  );
}

function invalid(what: string, violations: readonly Violation[]): LedgerError {
  const details = violations.slice(0, 5).map(({ field, message }) => `${field} ${message}`);
  return new LedgerError('mapping-invalid', `${what}: ${details.join('; ')}`, { violations });
}
