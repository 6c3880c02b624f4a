/** One attribute of a log, trace or event as XES writes it, with the attributes nested in it. */
export interface XesAttribute {
  readonly tag: string;
  readonly key: string;
  readonly value: string;
  children: XesAttribute[] | undefined;
}

/** An event as it stood in its log, and what it needs of its trace to become the same touchpoint. */
export interface RawXesEvent {
  readonly attributes: readonly XesAttribute[];
  /** The name of the case; of a trace that has none, it is for the person to fill in. */
  readonly caseName: string | undefined;
  /** All attributes of the trace: of its first event only, which they are recorded with. */
  readonly ofTrace?: readonly XesAttribute[];
}

/** Elements that are attributes (IEEE 1849-2016, 4.2.4). */
export const attributeTags: ReadonlySet<string> = new Set([
  'string',
  'date',
  'int',
  'float',
  'boolean',
  'id',
  'list',
  'container',
]);

/**
 * An attribute as JSON: numbers and truth values as such where JSON keeps them exactly, else the text. With nested
 * attributes: `{value, attributes}`; of a list the items, with their keys.
 */
export function jsonOf(attribute: XesAttribute): unknown {
  const { tag, value, children } = attribute;
  if (tag === 'list') return (children ?? []).map((child) => ({ [child.key]: jsonOf(child) }));
  const nested = children === undefined ? undefined : objectOf(children);
  if (tag === 'container') return nested ?? {};
  const plain = plainOf(tag, value);
  return nested === undefined ? plain : { value: plain, attributes: nested };
}

/** Attributes by key; of two with one key the second is "key (2)". */
export function objectOf(attributes: readonly XesAttribute[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const attribute of attributes) {
    let key = attribute.key;
    if (key === '__proto__') continue;
    for (let copy = 2; Object.hasOwn(object, key); copy++) key = `${attribute.key} (${copy})`;
    object[key] = jsonOf(attribute);
  }
  return object;
}

function plainOf(tag: string, value: string): unknown {
  switch (tag) {
    case 'int':
    case 'float': {
      const number = Number(value);
      // "19.90" and "1e400" would not come back as they were.
      return value !== '' && Number.isFinite(number) && String(number) === value ? number : value;
    }
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    default:
      return value;
  }
}
