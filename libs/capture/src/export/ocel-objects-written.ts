import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { ObjectRecorded, ObjectsRelated } from '#domain/events/objects.js';
import type { ConcernedObject } from '#domain/events/touchpoint-data.js';
import { fromTheBeginning } from '../ocel/ocel-document.js';
import type { OcelObject, OcelObjectAttribute } from '../ocel/ocel-document.js';
import { isDateTime } from '../ocel/ocel-schema.js';
import type { ExportNames } from './export-names.js';
import { exportTime } from './export-time.js';
import type { OcelTypes, TypedValue } from './ocel-types.js';
import { distinctNames, sealedAttributes, sealedName, typedValues } from './ocel-types.js';

/** What is said of an object: the facts of its stream. */
export type FactsOfObject = (id: Id) => Iterable<RecordedEvent>;

interface WrittenCase {
  readonly name: string;
  readonly type: string;
  attributes: readonly TypedValue[];
}

/**
 * The objects of a log that is written: those that are recorded as such, and, of a process that came as cases and parties,
 * the cases and the parties. What they are called is known when events name them; what is said of them is written at the end.
 */
export class WrittenObjects {
  private readonly recorded = new Map<Id, { readonly name: string; readonly type: string }>();
  private readonly cases = new Map<string, WrittenCase>();
  private readonly parties = new Map<Id, Map<string, number>>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly factsOf: FactsOfObject,
    private readonly names: ExportNames,
    private readonly types: OcelTypes,
  ) {}

  /** What an object is called; one that is erased, or that nothing is said of, by its id. @param concerned as an event names it */
  nameOf(id: Id, concerned?: ConcernedObject): string {
    let object = this.recorded.get(id);
    if (object === undefined) this.recorded.set(id, (object = this.find(id, concerned)));
    return object.name;
  }

  /** What a case is called: its number. @param attributes that its first event was recorded with */
  case(id: Id, process: string, attributes: unknown): string {
    const key = `${process}\u0000${id}`;
    let known = this.cases.get(key);
    if (known === undefined) {
      known = { name: this.free(this.names.caseNumber(id) ?? id, id), type: process, attributes: [] };
      this.cases.set(key, known);
    }
    if (attributes !== undefined) known.attributes = distinctNames(typedValues(attributes));
    return known.name;
  }

  /** Parties are called by their ids: several people may have one name. */
  party(id: Id, role: string): string {
    const roles = this.parties.get(id) ?? new Map<string, number>();
    this.parties.set(id, roles.set(role, (roles.get(role) ?? 0) + 1));
    return id;
  }

  *written(): Generator<OcelObject> {
    for (const [id, { name, type }] of this.recorded) yield this.recordedObject(id, name, type);
    for (const { name, type, attributes } of this.cases.values()) yield this.withValues(name, type, attributes);
    for (const [id, roles] of this.parties) {
      const name = this.names.party(id)?.name;
      const values = name === undefined ? [] : [{ name: 'name', value: name, type: 'string' }];
      yield this.withValues(id, mostOften(roles), values);
    }
  }

  private find(id: Id, concerned: ConcernedObject | undefined): { readonly name: string; readonly type: string } {
    for (const fact of this.factsOf(id)) {
      if (fact.type !== 'ObjectRecorded') continue;
      const name = sealedName(this.names.personal(fact), id);
      return { name: this.free(name, id), type: (fact.data as ObjectRecorded).objectType };
    }
    return { name: this.free(id, id), type: concerned?.type ?? 'object' };
  }

  private recordedObject(id: Id, name: string, type: string): OcelObject {
    const attributes: OcelObjectAttribute[] = [];
    const relationships: { objectId: string; qualifier: string }[] = [];
    for (const fact of this.factsOf(id)) {
      if (fact.type === 'ObjectDescribed') attributes.push(...this.attributesOf(fact));
      else if (fact.type === 'ObjectsRelated') {
        const { other, qualifier = '' } = fact.data as ObjectsRelated;
        const to = this.recorded.get(other);
        // Of a part of a ledger not every object is written.
        if (to !== undefined) relationships.push({ objectId: to.name, qualifier });
      }
    }
    this.types.need(type);
    for (const attribute of attributes) this.needUnlessDeclared(type, attribute.name);
    return { id: name, type, attributes, relationships };
  }

  private attributesOf(fact: RecordedEvent): OcelObjectAttribute[] {
    const from = exportTime(fact);
    return sealedAttributes(this.names.personal(fact)).map(({ name, value, time }) => ({
      name,
      time: time !== undefined && isDateTime(time) ? time : from,
      value,
    }));
  }

  private needUnlessDeclared(type: string, attribute: string): void {
    if (!this.types.need(type).has(attribute)) this.types.needAttribute(type, attribute, 'string');
  }

  private withValues(id: string, type: string, values: readonly TypedValue[]): OcelObject {
    this.types.need(type);
    for (const value of values) this.types.needAttribute(type, value.name, value.type);
    return { id, type, attributes: values.map(({ name, value }) => ({ name, time: fromTheBeginning, value })) };
  }

  /** A name that no other object has: two datasets may use the same. */
  private free(wanted: string, id: Id): string {
    let name = wanted;
    for (let number = 1; this.taken.has(name); number++) name = `${wanted} (${id}${number === 1 ? '' : ` ${number}`})`;
    this.taken.add(name);
    return name;
  }
}

/** The role that a party has most often, of several alike the first by name. */
function mostOften(roles: ReadonlyMap<string, number>): string {
  const [first] = [...roles].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first![0];
}
