import { limits } from '#core/limits.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { TypeDeclared } from '#domain/events/objects.js';
import type { OcelType } from '../ocel/ocel-document.js';

/** A value that becomes an attribute, with the type that OCEL calls it. */
export interface TypedValue {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

/** The types of objects, or of events, that a log is about to declare: what was declared before, and what comes to be needed. */
export class OcelTypes {
  private readonly types = new Map<string, Map<string, string>>();
  private readonly recorded = new Map<string, Map<string, string>>();

  /** Declares a type, with what was declared of it before; it may have no attribute at all. */
  need(type: string): Map<string, string> {
    let attributes = this.types.get(type);
    if (attributes === undefined) this.types.set(type, (attributes = new Map(this.recorded.get(type))));
    return attributes;
  }

  /** Takes a declaration as it was recorded, for when the type is needed; of two that contradict each other the later one holds. */
  recall({ name, attributes }: Pick<TypeDeclared, 'name' | 'attributes'>): void {
    const known = this.recorded.get(name) ?? new Map<string, string>();
    for (const attribute of attributes) known.set(attribute.name, attribute.type);
    this.recorded.set(name, known);
  }

  /** Declares every type that was recorded. */
  needAll(): void {
    for (const type of this.recorded.keys()) this.need(type);
  }

  /** Declares an attribute that a value stands for; where it was said to be of another type, it is a text. */
  needAttribute(type: string, attribute: string, of: string): void {
    const known = this.need(type);
    known.set(attribute, joined(known.get(attribute), of));
  }

  declarations(): readonly OcelType[] {
    return [...this.types].map(([name, attributes]) => ({
      name,
      attributes: [...attributes].map(([attribute, type]) => ({ name: attribute, type })),
    }));
  }
}

function joined(known: string | undefined, of: string): string {
  if (known === undefined || known === of) return of;
  const numbers = ['integer', 'float'];
  return numbers.includes(known) && numbers.includes(of) ? 'float' : 'string';
}

/** Every member of an object as an attribute; what is no plain value as JSON. */
export function typedValues(object: unknown): TypedValue[] {
  if (typeof object !== 'object' || object === null) return [];
  return Object.entries(object).map(([name, value]) => ({ name: labelOf(name), ...typed(value) }));
}

/** A name as attributes may have it: other formats allow several lines. */
function labelOf(name: string): string {
  const line = name.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').slice(0, limits.nameChars);
  return line === '' ? '(none)' : line;
}

/** Of two attributes with one name the second is "name (2)". */
export function distinctNames(values: readonly TypedValue[]): TypedValue[] {
  const taken = new Set<string>();
  return values.map((value) => {
    let { name } = value;
    for (let copy = 2; taken.has(name); copy++) name = `${value.name} (${copy})`;
    taken.add(name);
    return { ...value, name };
  });
}

function typed(value: unknown): { value: string; type: string } {
  switch (typeof value) {
    case 'string':
      return { value, type: 'string' };
    case 'number':
      return { value: String(value), type: Number.isInteger(value) ? 'integer' : 'float' };
    case 'boolean':
      return { value: String(value), type: 'boolean' };
    default:
      return { value: JSON.stringify(value), type: 'string' };
  }
}

type Sealed = Readonly<Record<string, unknown>> | 'erased' | undefined;

/** What a source calls an event or object, as it was sealed; what is erased shows as that, under its id. */
export function sealedName(personal: Sealed, id: Id): string {
  if (personal === 'erased') return `erased:${id}`;
  const name = personal?.['externalId'];
  return typeof name === 'string' ? name : id;
}

/** The attributes that capture sealed of an event or object; none where they are erased, or came from elsewhere. */
export function sealedAttributes(
  personal: Sealed,
): readonly { readonly name: string; readonly value: string; readonly time?: string }[] {
  const list = personal === 'erased' ? undefined : personal?.['attributes'];
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).filter(isAttribute);
}

function isAttribute(item: unknown): item is { name: string; value: string; time?: string } {
  const { name, value } = (item ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  return typeof name === 'string' && typeof value === 'string';
}

/** Whether an event says what happened to objects, as events of object-centric logs do; of a touchpoint a name alone does not. */
export function isObjectCentric({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): boolean {
  return 'objects' in data || (type === 'ActivityRecorded' && 'activity' in data);
}
