import { canonicalJson } from '#core/canonical-json.js';

/** One place in which two values differ; a member that is not there is left out. */
export interface FieldChange {
  /** As JavaScript writes it: `theirs.count`, `stakeholders[2].roles`; empty for the value as a whole. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** More than this of one document tells nobody anything. */
const mostChanges = 100;
/** A value is shown whole up to so many characters of JSON. */
const shownChars = 400;

/**
 * The places in which two JSON values differ, in the order of their names; items of arrays are compared at their index.
 * @returns at most a hundred
 */
export function changesOf(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  collect('', before, after, changes);
  return changes;
}

/** The same field of every item: `stakeholders[2].roles` is `stakeholders[].roles`. */
export function fieldOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}

/** A value as it is, or the beginning of its JSON where it is long. */
export function shortened(value: unknown): unknown {
  if (typeof value !== 'object' && typeof value !== 'string') return value;
  const text = JSON.stringify(value);
  return text === undefined || text.length <= shownChars ? value : `${text.slice(0, shownChars)}…`;
}

function collect(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (changes.length >= mostChanges || isSame(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++) {
      if (changes.length >= mostChanges) return;
      collect(`${path}[${i}]`, before[i], after[i], changes);
    }
  } else if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of [...names].sort()) collect(member(path, name), own(before, name), own(after, name), changes);
  } else {
    changes.push({
      path,
      ...(before === undefined ? {} : { before: shortened(before) }),
      ...(after === undefined ? {} : { after: shortened(after) }),
    });
  }
}

function isSame(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return before === after;
  return Object.is(before, after) || canonicalJson(before) === canonicalJson(after);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function member(path: string, name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
