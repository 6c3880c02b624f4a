import { isRecordObject } from '#domain/fields.js';
import { isRejectField } from '../reject-fields.js';

/** Names of members that are told; a log may have one in every object. */
const namesTold = 10;

const known: Readonly<Record<string, ReadonlySet<string>>> = {
  '': new Set(['objectTypes', 'eventTypes', 'objects', 'events']),
  'objects': new Set(['id', 'type', 'attributes', 'relationships']),
  'events': new Set(['id', 'type', 'time', 'attributes', 'relationships']),
  'attributes': new Set(['name', 'value', 'time']),
  'relationships': new Set(['objectId', 'qualifier']),
};

/**
 * What is read although OCEL 2.0 says otherwise, and told of: numbers and truth values that stand without quotes, as widely
 * used programs write them; members that the standard does not name, and that nothing here has a place for.
 */
export class Tolerated {
  private unquoted = 0;
  private readonly members = new Set<string>();

  /** Makes the values of an object or event texts, and looks at its members. @param list that it is an element of */
  takeElement(element: unknown, list: 'objects' | 'events'): void {
    if (!isRecordObject(element)) return;
    this.takeMembers(element, list);
    const { attributes, relationships } = element as Readonly<Record<string, unknown>>;
    if (Array.isArray(attributes)) for (const attribute of attributes as unknown[]) this.takeAttribute(attribute);
    if (!Array.isArray(relationships)) return;
    for (const relationship of relationships as unknown[]) {
      if (isRecordObject(relationship)) this.takeMembers(relationship, 'relationships');
    }
  }

  /** Looks at the members of the whole, or of what stands in one of its lists. */
  takeMembers(object: object, of: string): void {
    for (const name of Object.keys(object)) {
      if (!known[of]!.has(name) && !isRejectField(name)) this.members.add(of === '' ? name : `${of}[].${name}`);
    }
  }

  /** A sentence each, empty when there is nothing to tell. */
  notes(): readonly string[] {
    const notes: string[] = [];
    if (this.unquoted > 0) {
      const count = this.unquoted.toLocaleString('en');
      notes.push(
        `Without quotes, which OCEL 2.0 demands, stand ${count} values of attributes: they are read as texts.`,
      );
    }
    if (this.members.size > 0) {
      const names = [...this.members].slice(0, namesTold).join(', ');
      const more = this.members.size > namesTold ? ` and ${this.members.size - namesTold} more` : '';
      notes.push(`OCEL 2.0 does not name these members, and they are not kept: ${names}${more}.`);
    }
    return notes;
  }

  private takeAttribute(attribute: unknown): void {
    if (!isRecordObject(attribute)) return;
    this.takeMembers(attribute, 'attributes');
    // The document is nobody else's.
    const open = attribute as { value?: unknown };
    if (typeof open.value !== 'number' && typeof open.value !== 'boolean') return;
    open.value = String(open.value);
    this.unquoted++;
  }
}
