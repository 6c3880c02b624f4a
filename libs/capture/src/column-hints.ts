import { channels } from '#domain/channels.js';
import { isLabel } from '#domain/fields.js';

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

/** Names of columns, by what they mean. */
const namePatterns = {
  case: /^(?:case|ticket|incident|application|process instance|trace|service request)(?: (?:id|number|no|nr|key|concept name))?$/,
  activity: /^(?:activity|activity name|event|event name|action|step|task|concept name)$/,
  lifecycle: /^(?:lifecycle|lifecycle transition|transition)$/,
  resource:
    /^(?:resource|org resource|agent|user|operator|employee|assignee|handler|originator|performer|handled by)(?: (?:name|id))?$/,
  assignee: /^assignee(?: (?:name|id))?$/,
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

/** Types that activities are by which a case goes to somebody, where the rows say to whom. */
export function typesOfHandOvers(values: readonly string[]): Readonly<Record<string, string>> {
  const types = [
    ['CaseAssigned', /^(?:(?:re)?assign(?:ed)? (?:ticket|case|incident)|(?:ticket|case|incident) (?:re)?assigned)$/i],
    ['CaseTransferred', /^(?:transfer(?:red)? (?:ticket|case|incident)|(?:ticket|case|incident) transferred)$/i],
  ] as const;
  const typeOf = (value: string) => types.find(([, pattern]) => pattern.test(value))?.[0];
  return Object.fromEntries(
    [...new Set(values)].flatMap((value) => {
      const type = typeOf(value);
      return type === undefined ? [] : [[value, type] as const];
    }),
  );
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
