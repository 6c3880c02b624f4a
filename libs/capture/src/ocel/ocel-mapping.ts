import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import type { Side } from '#core/record.js';
import { isRecordObject } from '#domain/fields.js';
import { listOf, mapOf, must, objectOf, oneOf } from '../mapping-rules.js';
import type { Member, Rule, Shape } from '../mapping-rules.js';
import { dataKinds } from '../mapping.js';
import { eventType, label, timeFormat } from '../mapping-shape.js';
import type { TimeFormat } from '../time-format.js';

/**
 * What the types and attributes of an object-centric log mean: a JSON file that a person writes. Without one every event is a
 * step (`ActivityRecorded`) of nobody in particular, and all that is said of it is personal.
 */
export interface OcelMapping {
  readonly version: 1;
  readonly format: 'ocel';
  readonly dataset?: string;
  readonly process?: string;
  /** The type of objects that are the cases. */
  readonly case?: string;
  readonly type?: string | { readonly values: Readonly<Record<string, string>>; readonly default: string };
  readonly parties?: readonly OcelParty[];
  readonly actor?: OcelParty;
  readonly data?: Readonly<Record<string, OcelDataRule>>;
  readonly drop?: readonly string[];
  readonly unmapped: 'seal' | 'drop';
}

/** Objects of a type, or values of an attribute of events, that are people or organisations. */
export interface OcelParty {
  readonly objectType?: string;
  /** Only where the object is this in the event. */
  readonly qualifier?: string;
  readonly attribute?: string;
  readonly scheme?: string;
  readonly kind: 'person' | 'organisation';
  readonly role: string;
  readonly side: Side;
  /** The attribute of the object that holds the name to show. */
  readonly name?: string;
}

export type OcelDataRule =
  | { readonly attribute: string; readonly as?: (typeof ocelDataKinds)[number]; readonly format?: TimeFormat }
  | { readonly value: string | number | boolean };

const ocelDataKinds = dataKinds.filter((kind) => kind !== 'event');

const name = must((value) => typeof value === 'string' && value.length > 0, 'a name of the log');

const party = objectOf({
  objectType: { ...name, about: 'The type of the objects that it is; this or `attribute`.' },
  qualifier: {
    ...must((value) => typeof value === 'string', 'a text'),
    about: 'Beside `objectType`: only objects that are this in the event.',
  },
  attribute: { ...name, about: 'The attribute of events that holds its identifier; this or `objectType`.' },
  scheme: {
    ...label,
    about:
      'What kind of identifier it is. `email` and `phone` mean the same in every file; any other only within the dataset. The type of the objects, or the attribute, when not given.',
  },
  kind: { ...oneOf(['person', 'organisation']), required: true, about: 'What it is.' },
  role: { ...label, required: true, about: 'What it is in the touchpoint: `customer`, `contact`, `agent` …' },
  side: { ...oneOf(['customer', 'ours', 'other']), required: true, about: 'On whose side it stands.' },
  name: {
    ...name,
    about: 'Beside `objectType`: the attribute of the object with the name to show, the latest value of it.',
  },
});

const typeByName = objectOf({
  values: { ...mapOf('a type of events of the log', eventType), required: true, about: 'The type of each.' },
  default: { ...eventType, required: true, about: 'The type of all others.' },
});
const type: Rule = {
  ...typeByName,
  is: 'an event type for all events, or an object that decides by the type of the log',
  check: (value, field, violations) =>
    (typeof value === 'string' ? eventType : typeByName).check(value, field, violations),
};

const fixedValue: Shape = {
  value: {
    ...must((value) => ['string', 'number', 'boolean'].includes(typeof value), 'a plain value'),
    about: 'In place of an attribute: the same value for every event.',
  },
};
const attributeValue: Shape = {
  attribute: { ...name, required: true, about: 'The attribute of events that holds it.' },
  as: { ...oneOf(ocelDataKinds), about: 'What its values are; `text` when not given.' },
  format: { ...timeFormat, about: 'Beside `as: time` or `as: deadline`: how it is written; `iso` when not given.' },
};
const dataRule: Rule = {
  is: 'where its value comes from',
  members: { path: '.', shape: { ...attributeValue, ...fixedValue } },
  check: (value, field, violations) =>
    objectOf(isRecordObject(value) && 'value' in value ? fixedValue : attributeValue).check(value, field, violations),
};

/** Every field that a mapping of an object-centric log can have, in the order of reading. */
export const ocelMappingShape: Readonly<Record<keyof OcelMapping, Member>> = {
  version: { ...oneOf([1]), required: true, about: 'The version of this format.' },
  format: { ...oneOf(['ocel']), required: true, about: 'The format of the files that it is for.' },
  dataset: { ...label, about: 'The name of the source, part of every id; the command line goes before it.' },
  process: { ...label, about: 'The name of the process that cases run through; the command line goes before it.' },
  case: { ...name, about: 'The type of the objects that are the cases; the command line goes before it.' },
  type: { ...type, about: 'What happened, in the vocabulary of the ledger; `ActivityRecorded` when not given.' },
  parties: { ...listOf(party), about: 'Whom events concern.' },
  actor: { ...party, about: 'Who did it; a party of the event too.' },
  data: {
    ...mapOf('a field of the type', dataRule),
    about: 'What is **not personal** and stands in clear.',
  },
  drop: { ...listOf(name), about: 'Attributes, of events and of objects, that are not kept at all.' },
  unmapped: {
    ...oneOf(['seal', 'drop']),
    required: true,
    about: 'What becomes of attributes that are not named here: sealed, or not kept.',
  },
};

/** Whether a value says that it is a mapping of an object-centric log. */
export function saysOcel(value: unknown): boolean {
  return isRecordObject(value) && (value as { readonly format?: unknown }).format === 'ocel';
}

/**
 * Checks that a value is a mapping of an object-centric log.
 * @throws LedgerError `mapping-invalid`, naming every field that is wrong
 */
export function parseOcelMapping(value: unknown): OcelMapping {
  const violations: Violation[] = [];
  objectOf(ocelMappingShape).check(value, '', violations);
  if (violations.length === 0) checkSense(value as OcelMapping, violations);
  if (violations.length > 0) throw invalid('The mapping is not well formed', violations);
  return value as OcelMapping;
}

function checkSense({ parties = [], actor }: OcelMapping, violations: Violation[]): void {
  const all = [...parties.map((one, index) => [`parties.${index}`, one] as const), ['actor', actor] as const];
  for (const [field, one] of all) {
    if (one === undefined) continue;
    if ((one.objectType === undefined) === (one.attribute === undefined)) {
      violations.push({ field, message: 'must have either `objectType` or `attribute`' });
    }
    for (const member of ['qualifier', 'name'] as const) {
      if (one.attribute !== undefined && one[member] !== undefined)
        violations.push({ field: `${field}.${member}`, message: 'has no meaning beside `attribute`' });
    }
  }
}

/**
 * Checks that a log has what a mapping names.
 * @throws LedgerError `mapping-invalid`, naming every field that names something else
 */
export function requireNamed(
  mapping: OcelMapping,
  has: (what: 'objectType' | 'attribute', name: string) => boolean,
): void {
  const violations: Violation[] = [];
  const look = (field: string, what: 'objectType' | 'attribute', named: string | undefined): void => {
    if (named !== undefined && !has(what, named))
      violations.push({
        field,
        message: `names no ${what === 'attribute' ? 'attribute' : 'type of objects'} of the log`,
      });
  };
  const lookAtParty = (field: string, one: OcelParty | undefined): void => {
    look(`${field}.objectType`, 'objectType', one?.objectType);
    look(`${field}.attribute`, 'attribute', one?.attribute);
    look(`${field}.name`, 'attribute', one?.name);
  };
  mapping.parties?.forEach((one, index) => lookAtParty(`parties.${index}`, one));
  lookAtParty('actor', mapping.actor);
  for (const [field, rule] of Object.entries(mapping.data ?? {}))
    if ('attribute' in rule) look(`data.${field}.attribute`, 'attribute', rule.attribute);
  mapping.drop?.forEach((attribute, index) => look(`drop.${index}`, 'attribute', attribute));
  if (violations.length > 0) throw invalid('The mapping does not fit the log', violations);
}

function invalid(what: string, violations: readonly Violation[]): LedgerError {
  const { field, message } = violations[0]!;
  return new LedgerError('mapping-invalid', `${what}: ${field} ${message}`, { violations });
}
