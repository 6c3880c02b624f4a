import { channels } from '#domain/events/touchpoint-data.js';
import { isLabel } from '#domain/fields.js';
import { timeReader } from './time-format.js';
import type { TimeFormat } from './time-format.js';

/** A column with the values of the first rows, blank ones left out. */
export interface SampledColumn {
  readonly name: string;
  /** The name in lower case, its words separated by single blanks. */
  readonly words: string;
  readonly values: readonly string[];
}

export function sampled(columns: readonly string[], rows: readonly (readonly string[])[]): readonly SampledColumn[] {
  return columns.map((name, index) => ({
    name,
    words: name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
    values: rows.map((row) => row[index]?.trim() ?? '').filter((value) => value !== ''),
  }));
}

const timeOfDay = '[ H:mm[:ss[.S]]]';

/** Formats in the order in which they are tried; the first that reads every value is taken. */
const timeFormats: readonly TimeFormat[] = [
  'iso',
  `d.M.yyyy${timeOfDay}`,
  `d.M.yy${timeOfDay}`,
  `d/M/yyyy${timeOfDay}`,
  `M/d/yyyy${timeOfDay}`,
  'd/M/yyyy h:mm[:ss] a',
  'M/d/yyyy h:mm[:ss] a',
  `d-M-yyyy${timeOfDay}`,
  `d/M/yy${timeOfDay}`,
  `M/d/yy${timeOfDay}`,
  `d-MMM-yyyy${timeOfDay}`,
  `d MMM yyyy${timeOfDay}`,
];

/** Numbers that can be times, when the column's name says so. */
const numericFormats: readonly (readonly [TimeFormat, RegExp])[] = [
  ['yyyyMMdd', /^(?:19|20)\d{6}$/],
  ['unix-seconds', /^\d{9,10}(?:\.\d+)?$/],
  ['unix-ms', /^\d{12,13}$/],
];

const timeWords =
  /\b(?:time|timestamp|date|datetime|day|when|at|start|started|end|ended|complete|completed|created|occurred)\b/;

export interface TimeHint {
  readonly column: string;
  readonly words: string;
  readonly format: TimeFormat;
  /** Another format that reads every value too, with another meaning. */
  readonly alternative?: TimeFormat;
  readonly hasOffset: boolean;
}

/** What a column tells about times; undefined when it holds others. */
export function timeHint({ name, words, values }: SampledColumn): TimeHint | undefined {
  if (values.length === 0) return undefined;
  const numeric = timeWords.test(words)
    ? numericFormats.filter(([, shape]) => values.every((value) => shape.test(value)))
    : [];
  const fitting = [...timeFormats, ...numeric.map(([format]) => format)].filter((format) => readsAll(format, values));
  const [format, alternative] = fitting;
  if (format === undefined) return undefined;
  const hasOffset = format.startsWith('unix') || values.every((value) => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value));
  return { column: name, words, format, hasOffset, ...(alternative === undefined ? undefined : { alternative }) };
}

function readsAll(format: TimeFormat, values: readonly string[]): boolean {
  const read = timeReader(format, 'UTC');
  try {
    for (const value of values) read(value);
    return true;
  } catch {
    return false;
  }
}

/** Names of columns, by what they mean. */
const namePatterns = {
  case: /^(?:case|ticket|incident|application|process instance|trace|service request)(?: (?:id|number|no|nr|key|concept name))?$/,
  activity: /^(?:activity|activity name|event|event name|action|step|task|concept name)$/,
  lifecycle: /^(?:lifecycle|lifecycle transition|transition)$/,
  resource:
    /^(?:resource|org resource|agent|user|operator|employee|assignee|handler|originator|performer|handled by)(?: (?:name|id))?$/,
  organisation: /^(?:customer|client|account|company|organi[sz]ation|firm|buyer)(?: (?:name|id|number))?$/,
  person:
    /^(?:contact|person|customer email|contact email|e ?mail|email address|from|sender|caller|requester)(?: (?:name|id))?$/,
  id: /^(?:id|event id|message id|row id|uuid|guid|external id)$/,
  start: /\b(?:start|started|begin|began)\b/,
  end: /\b(?:end|ended|complete|completed|finish|finished)\b/,
  variant: /^variant(?: index)?(?: \d+)?$/,
} as const;

export type ColumnMeaning = keyof typeof namePatterns;

export function means(column: { readonly words: string }, meaning: ColumnMeaning): boolean {
  return namePatterns[meaning].test(column.words);
}

export function isEmailColumn({ values }: SampledColumn): boolean {
  return values.length > 0 && values.every((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value));
}

/** Fields of `data` that columns of such names are, none of them personal; the first that fits is taken. */
const dataPatterns: readonly (readonly [string, RegExp])[] = [
  ['product', /^product(?: name)?$/],
  ['category', /^(?:category|topic)$/],
  ['priority', /^priority$/],
  ['severity', /^(?:severity|seriousness)$/],
  ['serviceLevel', /^service level$/],
  ['serviceType', /^service type$/],
  ['section', /^(?:section|responsible section)$/],
  ['team', /^(?:team|workgroup|work group|group|org group)$/],
  ['channel', /^channel$/],
];

export function dataField({ words, values }: SampledColumn): string | undefined {
  const field = dataPatterns.find(([, pattern]) => pattern.test(words))?.[0];
  if (field === undefined || !values.every(isLabel)) return undefined;
  if (field === 'channel' && !values.every((value) => channels.some((channel) => channel === value))) return undefined;
  return field;
}

/** Types that activities of such names are, whatever the process. */
export function typesOfActivities(values: readonly string[]): Readonly<Record<string, string>> {
  const distinct = [...new Set(values)];
  const opening = distinct.filter((value) =>
    /^(?:insert|open|create|log)(?:ed|d)? (?:ticket|case|incident)$/i.test(value),
  );
  const closing = distinct.filter((value) =>
    /^(?:closed|(?:ticket|case|incident) closed|close (?:ticket|case|incident))$/i.test(value),
  );
  return Object.fromEntries([
    ...opening.map((value) => [value, 'CaseOpened']),
    ...closing.map((value) => [value, 'CaseResolved']),
  ]) as Record<string, string>;
}
