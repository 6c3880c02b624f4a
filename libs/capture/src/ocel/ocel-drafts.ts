import { sha256Hex } from '#core/hashing.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { optional } from '../csv/cells.js';
import { sourceTime } from '../source-time.js';
import type { OcelAttribute, OcelEvent, OcelObject } from './ocel-document.js';
import type { OcelLog } from './ocel-log.js';
import type { OcelMapping } from './ocel-mapping.js';
import { objectDrafts } from './ocel-objects.js';
import { MappedEvents, partyOfObject } from './ocel-parties.js';
import { distinctRelationships } from './ocel-relationships.js';

export interface OcelDraftsOptions {
  /** Name of the process that the cases run through. */
  readonly process: string;
  /** The type of objects that are the cases; without one there are none. */
  readonly caseType: string | undefined;
  readonly mapping: OcelMapping | undefined;
  /** Zone of times in attributes that have no offset. */
  readonly zone: string;
}

/** Makes drafts of the objects and events of a log; of those that nothing is wrong with. */
export class OcelDrafts {
  private readonly mapped: MappedEvents;
  private readonly keeps: (attribute: string) => boolean;

  constructor(
    private readonly log: Pick<OcelLog, 'document' | 'typeOf'>,
    private readonly options: OcelDraftsOptions,
  ) {
    const { mapping, zone } = options;
    const objects = new Map(log.document.objects.map((object) => [object.id, object]));
    this.mapped = new MappedEvents(mapping, objects, zone);
    this.keeps = keptAttributes(mapping);
  }

  /** The cases that an event is a step of: ids of objects, in an order that does not depend on the file. */
  casesOf({ relationships = [] }: OcelEvent): readonly string[] {
    const { caseType } = this.options;
    if (caseType === undefined) return [];
    const ids = relationships.map(({ objectId }) => objectId).filter((id) => this.log.typeOf.get(id) === caseType);
    return ids.length < 2 ? ids : [...new Set(ids)].toSorted();
  }

  /**
   * An event as a touchpoint: a step of the first of its cases, where it has one.
   * @throws CellRefusal when a value is not what the mapping says
   */
  event(event: OcelEvent, position: number): TouchpointDraft {
    const { id, type: activity, time, attributes = [], relationships = [] } = event;
    const { data, ...mapped } = this.mapped.of(event);
    const [first] = this.casesOf(event);
    const objects = distinctRelationships(relationships).map(({ objectId, qualifier }) => ({
      id: objectId,
      type: this.log.typeOf.get(objectId)!,
      ...(qualifier === '' ? undefined : { qualifier }),
    }));
    const kept = sorted(attributes.filter(({ name }) => this.keeps(name)));
    return {
      ...mapped,
      externalId: id,
      occurredAt: sourceTime(time),
      position,
      data: first === undefined ? { ...data, activity } : data,
      personal: { externalId: id, ...(kept.length === 0 ? undefined : { attributes: kept }) },
      ...(objects.length === 0 ? undefined : { objects }),
      ...(first === undefined ? undefined : { process: { definition: this.options.process, case: first, activity } }),
    };
  }

  /** The same event as a step of each of its further cases: who did it, and nobody of the customer's side. */
  copies(event: OcelEvent, { occurredAt, position, actor }: TouchpointDraft): TouchpointDraft[] {
    const by = actor?.side === 'ours' ? actor : undefined;
    return this.casesOf(event)
      .slice(1)
      .map((id) => ({
        type: 'ActivityRecorded',
        externalId: event.id,
        // By the case, which may have another place among the cases of the event in a later file.
        part: `case ${sha256Hex(id)}`,
        occurredAt,
        position,
        parties: by === undefined ? [] : [by],
        process: { definition: this.options.process, case: id, activity: event.type },
        data: {},
        references: { copyOf: { externalId: event.id } },
        personal: {},
        ...optional('actor', by),
      }));
  }

  object(object: OcelObject, position: number): TouchpointDraft[] {
    return objectDrafts(object, position, partyOfObject(this.options.mapping, object), this.keeps);
  }
}

/** Once each, in an order that is not that of the file. */
function sorted(attributes: readonly OcelAttribute[]): object[] {
  const once = new Map(attributes.map(({ name, value }) => [name, value]));
  return [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, value }));
}

function keptAttributes(mapping: OcelMapping | undefined): (attribute: string) => boolean {
  if (mapping === undefined) return () => true;
  const dropped = new Set(mapping.drop);
  if (mapping.unmapped === 'seal') return (attribute) => !dropped.has(attribute);
  const parties = [...(mapping.parties ?? []), ...(mapping.actor === undefined ? [] : [mapping.actor])];
  const named = new Set([
    ...parties.flatMap(({ attribute, name }) => [attribute, name]),
    ...Object.values(mapping.data ?? {}).map((rule) => ('attribute' in rule ? rule.attribute : undefined)),
  ]);
  return (attribute) => named.has(attribute) && !dropped.has(attribute);
}
