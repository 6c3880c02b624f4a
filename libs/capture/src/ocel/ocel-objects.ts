import type { DraftParty, OccurredTime, TouchpointDraft } from '#domain/touchpoint.js';
import { sourceTime } from '../source-time.js';
import { momentOf } from './element-checks.js';
import { fromTheBeginning } from './ocel-document.js';
import type { OcelObject, OcelObjectAttribute, OcelType } from './ocel-document.js';
import { distinctRelationships } from './ocel-relationships.js';

/** The values that an object has from one moment on. */
export interface ObjectMoment {
  readonly moment: string;
  readonly at: OccurredTime;
  readonly attributes: readonly OcelObjectAttribute[];
}

/** The moments at which something is said of an object, the earliest first. */
export function momentsOf({ attributes = [] }: OcelObject): readonly ObjectMoment[] {
  const moments = Map.groupBy(attributes, ({ time }) => momentOf(time));
  return [...moments]
    .map(([moment, said]) => ({ moment, at: sourceTime(said[0]!.time), attributes: said }))
    .toSorted((a, b) => a.at.instant - b.at.instant || a.at.nanos - b.at.nanos);
}

/**
 * What is said of an object, as drafts: that it is, what its attributes are from each moment on, and with what other objects
 * it has to do. Each is a fact of its own, so that a log that has grown brings what is new and nothing that differs.
 *
 * @param party whom it stands for
 * @param keeps which attributes are kept
 */
export function objectDrafts(
  object: OcelObject,
  position: number,
  party: DraftParty | undefined,
  keeps: (attribute: string) => boolean,
): TouchpointDraft[] {
  const { id, type, relationships = [] } = object;
  const itself = { kind: 'object', externalId: id } as const;
  const always = sourceTime(fromTheBeginning);
  const parties = party === undefined ? [] : [party];
  const base = { position, parties, references: { object: itself } };
  const described = momentsOf(object).flatMap(({ moment, at, attributes }): TouchpointDraft[] => {
    const kept = sealedAttributes(
      attributes.filter(({ name }) => keeps(name)),
      at.text,
    );
    if (kept.length === 0) return [];
    const part = `object ${moment}`;
    return [
      {
        ...base,
        type: 'ObjectDescribed',
        externalId: id,
        part,
        occurredAt: at,
        data: {},
        personal: { attributes: kept },
      },
    ];
  });
  const related = distinctRelationships(relationships).map(({ objectId, qualifier }): TouchpointDraft => {
    const other = { kind: 'object', externalId: objectId } as const;
    return {
      type: 'ObjectsRelated',
      identity: ['object', 'object', id, objectId, qualifier],
      occurredAt: always,
      position,
      parties: [],
      references: { object: itself, other },
      data: qualifier === '' ? {} : { qualifier },
      personal: {},
    };
  });
  return [
    {
      ...base,
      type: 'ObjectRecorded',
      externalId: id,
      part: 'object',
      occurredAt: always,
      data: { objectType: type },
      personal: { externalId: id },
    },
    ...described,
    ...related,
  ];
}

/** Once each, in an order that is not that of the file; with a time of their own where it is written otherwise. */
function sealedAttributes(attributes: readonly OcelObjectAttribute[], written: string): object[] {
  const once = new Map(attributes.map((one) => [one.name, one]));
  return [...once.values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value, time }) => (time === written ? { name, value } : { name, value, time }));
}

/** What a log declares of a type. Declared otherwise in a later file it is another fact: both hold. */
export function typeDraft(of: 'objects' | 'events', { name, attributes }: OcelType, position: number): TouchpointDraft {
  const declared = attributes
    .map((attribute) => ({ name: attribute.name, type: attribute.type }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    type: 'TypeDeclared',
    identity: ['type', of, name, JSON.stringify(declared)],
    occurredAt: sourceTime(fromTheBeginning),
    position,
    parties: [],
    data: { of, name, attributes: declared },
    personal: {},
  };
}
