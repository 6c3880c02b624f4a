import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { TypeDeclared } from '#domain/events/objects.js';
import type { ConcernedObject } from '#domain/events/touchpoint-data.js';
import { isCopy } from '#domain/vocabulary.js';
import type { OcelEvent, OcelRelationship } from '../ocel/ocel-document.js';
import type { ExportNames } from './export-names.js';
import { exportTime } from './export-time.js';
import { WrittenObjects } from './ocel-objects-written.js';
import type { FactsOfObject } from './ocel-objects-written.js';
import { distinctNames, isObjectCentric, OcelTypes, sealedAttributes, sealedName, typedValues } from './ocel-types.js';

/** What a log is written of. */
export interface OcelSource {
  /** Copies among them are left out. */
  readonly events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>;
  /** Objects that are written whether or not an event concerns them. */
  readonly objects: Iterable<Id>;
  readonly factsOf: FactsOfObject;
  /** Declarations of types. */
  readonly types: Iterable<RecordedEvent>;
  /** Whether all of these are written, or those that something is of. */
  readonly hasAllTypes: boolean;
}

/**
 * Touchpoints as an object-centric log, OCEL 2.0 in JSON. What came from such a log goes out as it came: ids, types, times,
 * attributes, qualifiers. Of what came otherwise the case and the parties are the objects: the case of the type of its
 * process, a party of the type of the role that it mostly has; the qualifier is `case`, or the role in that event.
 *
 * Events come first in the text, because what they need declared is known behind them.
 */
export async function* ocelLog(source: OcelSource, names: ExportNames): AsyncGenerator<string> {
  const log = new LogWriter(source.factsOf, names);
  for (const { data } of source.types) log.recall(data as TypeDeclared);
  if (source.hasAllTypes) for (const types of [log.objectTypes, log.eventTypes]) types.needAll();
  yield '{\n"events": [';
  let isFirst = true;
  for await (const event of source.events) {
    if (isCopy(event)) continue;
    yield `${isFirst ? '' : ','}\n${JSON.stringify(log.event(event))}`;
    isFirst = false;
  }
  yield '\n],\n"objects": [';
  for (const id of source.objects) log.objects.nameOf(id);
  isFirst = true;
  for (const object of log.objects.written()) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify(object)}`;
    isFirst = false;
  }
  const lists = [log.objectTypes, log.eventTypes].map((types) =>
    types.declarations().map((type) => `\n${JSON.stringify(type)}`),
  );
  yield `\n],\n"objectTypes": [${lists[0]!.join(',')}\n],\n"eventTypes": [${lists[1]!.join(',')}\n]\n}\n`;
}

class LogWriter {
  readonly objectTypes = new OcelTypes();
  readonly eventTypes = new OcelTypes();
  readonly objects: WrittenObjects;
  private readonly ids = new Set<string>();

  constructor(
    factsOf: FactsOfObject,
    private readonly names: ExportNames,
  ) {
    this.objects = new WrittenObjects(factsOf, names, this.objectTypes);
  }

  recall(declared: TypeDeclared): void {
    (declared.of === 'objects' ? this.objectTypes : this.eventTypes).recall(declared);
  }

  event(event: RecordedEvent): OcelEvent {
    return isObjectCentric(event) ? this.asItCame(event) : this.ofCase(event);
  }

  private asItCame(event: RecordedEvent): OcelEvent {
    const { objects = [], activity } = event.data as { objects?: readonly ConcernedObject[]; activity?: string };
    const type = event.process?.activity ?? activity ?? event.type;
    const personal = this.names.personal(event);
    const attributes = sealedAttributes(personal).map(({ name, value }) => ({ name, value }));
    const declared = this.eventTypes.need(type);
    for (const { name } of attributes) if (!declared.has(name)) this.eventTypes.needAttribute(type, name, 'string');
    const relationships = objects.map((object): OcelRelationship => {
      return { objectId: this.objects.nameOf(object.id, object), qualifier: object.qualifier ?? '' };
    });
    return {
      id: this.free(sealedName(personal, event.id), event.id),
      type,
      time: exportTime(event),
      attributes,
      relationships,
    };
  }

  private ofCase(event: RecordedEvent): OcelEvent {
    const { process } = event;
    const type = process?.activity ?? event.type;
    const personal = this.names.personal(event);
    const sealed = personal === 'erased' ? undefined : personal;
    const own = process === undefined ? {} : { 'lifecycle': process.lifecycle, 'tend:type': event.type };
    const values = distinctNames([
      ...typedValues(own),
      ...typedValues(event.data),
      ...typedValues(sealed?.['unmapped']),
    ]);
    this.eventTypes.need(type);
    for (const value of values) this.eventTypes.needAttribute(type, value.name, value.type);
    const relationships: OcelRelationship[] = event.parties.map(({ id, role }) => ({
      objectId: this.objects.party(id, role),
      qualifier: role,
    }));
    if (process !== undefined) {
      const objectId = this.objects.case(process.case, process.definition, sealed?.['caseAttributes']);
      relationships.unshift({ objectId, qualifier: 'case' });
    }
    const attributes = values.map(({ name, value }) => ({ name, value }));
    return { id: event.id, type, time: exportTime(event), attributes, relationships };
  }

  /** An id that no other event has: two datasets may use the same. */
  private free(wanted: string, id: Id): string {
    const name = this.ids.has(wanted) ? `${wanted} (${id})` : wanted;
    this.ids.add(name);
    return name;
  }
}
