/** A mapping as the server proposes it and as it is edited: JSON whose shape the server checks. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A place in a mapping that the form can change. */
export interface MappingField {
  /** Keys and indexes from the root, joined by dots: `time.column`, `parties.0.column`. */
  readonly path: string;
  readonly value: string;
  /** For a party: what it is in the touchpoint. */
  readonly role?: string;
}

/** What the form offers, in this order, whether the proposal has it or not. Everything else is edited as JSON. */
const offered = [
  'time.column',
  'time.format',
  'zone',
  'case',
  'activity',
  'lifecycle',
  'actor.column',
  'type',
  'id',
  'identity',
  'unmapped',
] as const;

/** Lists stand in one line of the form, separated by this. */
const listSeparator = ', ';

/** The fields of the form for a mapping; those that hold something else than text or a list of texts are left to JSON. */
export function mappingFields(mapping: Mapping): readonly MappingField[] {
  const parties = Array.isArray(mapping['parties']) ? (mapping['parties'] as unknown[]) : [];
  const fields = offered.flatMap((path): MappingField[] => {
    const value = textOf(at(mapping, path.split('.')));
    return value === undefined ? [] : [{ path, value }];
  });
  const partyFields = parties.flatMap((party, index): MappingField[] => {
    const value = textOf(at(party, ['column']));
    const role = at(party, ['role']);
    return value === undefined
      ? []
      : [{ path: `parties.${index}.column`, value, role: typeof role === 'string' ? role : 'party' }];
  });
  const hasCustomer = parties.some((party) => at(party, ['side']) === 'customer');
  // Whose touchpoints these are is asked for whether or not a column was found for it.
  const customer = hasCustomer ? [] : [{ path: `parties.${parties.length}.column`, value: '', role: 'customer' }];
  return [...fields, ...partyFields, ...customer];
}

/** What a party is that the form adds: the rest of it can be changed as JSON. */
const customerAdded = { kind: 'organisation', role: 'customer', side: 'customer' };
const actorAdded = { kind: 'person', role: 'agent', side: 'ours' };

const columnFields = new Set(['time.column', 'case', 'activity', 'lifecycle', 'actor.column', 'id']);

/** What the server offers to choose from: the columns of the file, and formats of times; any other is written as JSON. */
export interface Offered {
  readonly columns: readonly string[];
  readonly timeFormats: readonly string[];
}

const either = ' or ';

/** A proposal that cannot tell day from month names both formats: a person has to choose one. */
export function isUndecided({ path, value }: Pick<MappingField, 'path' | 'value'>): boolean {
  return path === 'time.format' && value.includes(either);
}

/**
 * What a field is chosen from, its value among it.
 * @returns undefined for a field that is typed
 */
export function choicesOf(
  { path, value, role }: MappingField,
  { columns, timeFormats }: Offered,
): readonly string[] | undefined {
  const among = (choices: readonly string[]): readonly string[] => [...new Set([...choices, value])];
  if (path === 'unmapped') return among(['seal', 'drop']);
  // None is ISO too: it is not offered twice.
  if (path === 'time.format' && value === '') return ['', ...timeFormats.filter((each) => each !== 'iso')];
  if (path === 'time.format') return among([...value.split(either).filter((each) => each !== ''), ...timeFormats]);
  if (role === undefined && !columnFields.has(path)) return undefined;
  return columns.length === 0 ? undefined : among(['', ...columns]);
}

/** The mapping with one field changed; an emptied field is taken out. */
export function withField(mapping: Mapping, { path, value }: MappingField): Mapping {
  const isList = path === 'identity';
  const parts = value.split(',').map((part) => part.trim());
  const next = isList ? parts.filter((part) => part !== '') : value;
  const isEmpty = next.length === 0;
  const party = /^parties\.(\d+)\.column$/.exec(path);
  if (party) return withParty(mapping, Number(party[1]), value);
  if (path === 'actor.column') {
    const { actor, ...others } = mapping;
    if (isEmpty) return others;
    return change(mapping, ['actor'], { ...(actor ?? actorAdded), column: value }) as Mapping;
  }
  return change(mapping, path.split('.'), isEmpty ? undefined : next) as Mapping;
}

/** A party without a column is none: it is taken out, as one that has a new column is put in. */
function withParty(mapping: Mapping, index: number, column: string): Mapping {
  const before = Array.isArray(mapping['parties']) ? (mapping['parties'] as unknown[]) : [];
  const changed = { ...((before[index] as object | undefined) ?? customerAdded), column };
  const parties = column === '' ? before.toSpliced(index, 1) : before.toSpliced(index, 1, changed);
  return change(mapping, ['parties'], parties.length === 0 ? undefined : parties) as Mapping;
}

/** Reads an edited mapping. @throws SyntaxError with the reason */
export function parseMapping(text: string): Mapping {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('a mapping is an object');
  return value as Mapping;
}

/** A mapping as the header of a request carries it: base64url of its JSON in UTF-8. */
export function mappingHeader(mapping: Mapping): string {
  const bytes = new TextEncoder().encode(JSON.stringify(mapping));
  const binary = Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(listSeparator);
  return undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (within, key) =>
      typeof within === 'object' && within !== null && Object.hasOwn(within, key)
        ? (within as Mapping)[key]
        : undefined,
    value,
  );
}

function change(value: unknown, [key, ...rest]: readonly string[], next: unknown): unknown {
  if (key === undefined) return next;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === key ? change(each, rest, next) : each));
  const before = typeof value === 'object' && value !== null ? (value as Mapping) : {};
  const changed = change(before[key], rest, next);
  const others = Object.entries(before).filter(([name]) => name !== key);
  if (changed === undefined || isEmptyObject(changed)) return Object.fromEntries(others);
  return Object.hasOwn(before, key)
    ? Object.fromEntries(Object.entries(before).map(([name, each]) => [name, name === key ? changed : each]))
    : { ...before, [key]: changed };
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
