/**
 * An object-centric event log as OCEL 2.0 writes it in JSON (Berti et al. 2024, "OCEL 2.0 Specification"): types with the
 * attributes that they declare; objects whose attributes have values from a time on, and links to other objects; events that
 * concern any number of objects, each with a qualifier. Lists may be left out where there is nothing in them.
 */
export interface OcelDocument {
  readonly objectTypes: readonly OcelType[];
  readonly eventTypes: readonly OcelType[];
  readonly objects: readonly OcelObject[];
  readonly events: readonly OcelEvent[];
}

export interface OcelType {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}

export interface OcelObject {
  readonly id: string;
  readonly type: string;
  readonly attributes?: readonly OcelObjectAttribute[];
  readonly relationships?: readonly OcelRelationship[];
}

export interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes?: readonly OcelAttribute[];
  readonly relationships?: readonly OcelRelationship[];
}

/** Values are texts, whatever type is declared of them. */
export interface OcelAttribute {
  readonly name: string;
  readonly value: string;
}

/** The value that the attribute has from `time` on. */
export interface OcelObjectAttribute extends OcelAttribute {
  readonly time: string;
}

export interface OcelRelationship {
  readonly objectId: string;
  readonly qualifier: string;
}

/** The four lists of a document, and what an element of each may have besides. */
export const ocelLists = ['objectTypes', 'eventTypes', 'objects', 'events'] as const;
export type OcelList = (typeof ocelLists)[number];

/** The time from which on values hold that always held, by the standard's convention; also when objects are said to be known. */
export const fromTheBeginning = '1970-01-01T00:00:00Z';
