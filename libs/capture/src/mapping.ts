import { canonicalJson } from '#core/canonical-json.js';
import { sha256Hex } from '#core/hashing.js';
import type { Side } from '#core/record.js';
import type { Encoding } from './text-encoding.js';
import type { TimeFormat } from './time-format.js';

/**
 * What the columns of a CSV file mean: a JSON file that a person writes, or corrects after the program proposed it
 * (`propose-mapping.ts`). `mapping-validation.ts` checks it. Columns are named as in the header; a second "Variant" is
 * "Variant (2)".
 */
export interface Mapping {
  readonly version: 1;
  readonly format: 'csv';
  /** Name of the source, part of every id; a name given on the command line goes before it. */
  readonly dataset?: string;
  /** Name of the process that the rows are steps of. */
  readonly process?: string;
  /** IANA zone of times without offset; without one, the workspace's. */
  readonly zone?: string;
  /** Guessed when not given. */
  readonly delimiter?: string;
  readonly encoding?: Encoding;
  readonly time: TimeColumn;
  /** When it ended: the row becomes two events, lifecycle `start` and `complete`. */
  readonly endTime?: TimeColumn;
  /** When the source says that it was written there. */
  readonly sourceRecordedAt?: TimeColumn;
  /** The column with an id that is unique in the dataset. */
  readonly id?: string;
  /**
   * Without an id: the columns by which a row is recognised. Rows that are equal in all of them are counted in the order
   * of the file: of rows that are equal in everything it does not matter which is which; others must keep their order
   * among themselves, or they are compared with what another of them was recorded as, and refused as differing.
   */
  readonly identity?: readonly string[];
  /** Where several mappings make one event each of the same rows: what tells this one from those of the others. */
  readonly part?: string;
  readonly case?: string;
  readonly activity?: string;
  readonly lifecycle?: string;
  readonly type: TypeRule;
  readonly parties?: readonly PartyColumn[];
  /** Who did it; is a party of the event too. */
  readonly actor?: PartyColumn;
  /** Fields of `data`, none of them personal; which there are depends on the type (`infra/docs/events.md`). */
  readonly data?: Readonly<Record<string, DataRule>>;
  /** Fields of the sealed part, such as `text` or `subject`. */
  readonly personal?: Readonly<Record<string, string>>;
  readonly matter?: string;
  readonly thread?: string;
  /** Columns that are not kept at all. */
  readonly drop?: readonly string[];
  /** What becomes of the columns that are not named here: sealed with the event, or not kept. */
  readonly unmapped: 'seal' | 'drop';
}

export interface TimeColumn {
  readonly column: string;
  /** Default `iso`. */
  readonly format?: TimeFormat;
}

/** One type for all rows, or by the values of a column. */
export type TypeRule =
  | string
  | { readonly column: string; readonly values: Readonly<Record<string, string>>; readonly default: string };

export interface PartyColumn {
  readonly column: string;
  /** What kind of identifier it is; default: the column's name, so that "Value 1" of two columns are two parties. */
  readonly scheme?: string;
  readonly kind: 'person' | 'organisation';
  readonly role: string;
  readonly side: Side;
  /** The column with the name to show; without one the identifier is shown. */
  readonly name?: string;
  /** Further identifiers of the same party. */
  readonly also?: readonly { readonly column: string; readonly scheme?: string }[];
}

/** `deadline`: a time; a date alone, or midnight, means the end of that day. `event`: the id of another row, for the event that it became. */
export const dataKinds = ['text', 'number', 'boolean', 'time', 'deadline', 'event'] as const;

/** The value of a column, or the same value for every row. */
export type DataRule =
  | {
      readonly column: string;
      readonly as?: (typeof dataKinds)[number];
      /** How a `time` or `deadline` is written; default `iso`. */
      readonly format?: TimeFormat;
      /** Of the row that an `event` is, where that is another dataset. */
      readonly dataset?: string;
      /** Likewise, where that row became several events. */
      readonly part?: string;
    }
  | { readonly value: string | number | boolean };

/** Hash that tells whether two imports read a file the same way: SHA-256 (hex) of the canonical mapping. */
export function mappingHash(mapping: object): string {
  return sha256Hex(canonicalJson(mapping));
}

/** Every column that a mapping names, with the place where it does. */
export function namedColumns(mapping: Mapping): readonly { readonly field: string; readonly column: string }[] {
  const named: { field: string; column: string }[] = [];
  const add = (field: string, column: string | undefined) => {
    if (column !== undefined) named.push({ field, column });
  };
  const addParty = (field: string, party: PartyColumn | undefined) => {
    add(`${field}.column`, party?.column);
    add(`${field}.name`, party?.name);
    party?.also?.forEach((also, index) => add(`${field}.also.${index}.column`, also.column));
  };
  for (const field of ['time', 'endTime', 'sourceRecordedAt'] as const) add(`${field}.column`, mapping[field]?.column);
  for (const field of ['id', 'case', 'activity', 'lifecycle', 'matter', 'thread'] as const) add(field, mapping[field]);
  mapping.identity?.forEach((column, index) => add(`identity.${index}`, column));
  if (typeof mapping.type !== 'string') add('type.column', mapping.type.column);
  mapping.parties?.forEach((party, index) => addParty(`parties.${index}`, party));
  addParty('actor', mapping.actor);
  for (const [field, rule] of Object.entries(mapping.data ?? {}))
    if ('column' in rule) add(`data.${field}.column`, rule.column);
  for (const [field, column] of Object.entries(mapping.personal ?? {})) add(`personal.${field}`, column);
  mapping.drop?.forEach((column, index) => add(`drop.${index}`, column));
  return named;
}
