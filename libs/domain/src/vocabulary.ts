import type { EventDefinition, Kind } from './event-definition.js';
import { builds } from './events/builds.js';
import { commerce } from './events/commerce.js';
import { commitment } from './events/commitment.js';
import { contact } from './events/contact.js';
import { correction } from './events/correction.js';
import { feeds } from './events/feeds.js';
import { identity } from './events/identity.js';
import { imports } from './events/imports.js';
import { ledger } from './events/ledger.js';
import { matter } from './events/matter.js';
import { objects } from './events/objects.js';
import { privacy } from './events/privacy.js';
import { relationship } from './events/relationship.js';
import { rules } from './events/rules.js';
import { voice } from './events/voice.js';
import { work } from './events/work.js';

/**
 * The vocabulary: every event type there is, by family. A type is added in the file of its family and nowhere else; from
 * then on the compiler names every projection that has not answered for it.
 */
export const families = {
  contact,
  commitment,
  voice,
  matter,
  commerce,
  relationship,
  objects,
  rules,
  builds,
  ledger,
  work,
  identity,
  correction,
  imports,
  privacy,
  feeds,
} as const;

export type Families = typeof families;
export type FamilyName = keyof Families;

type TypesOf<F extends FamilyName> = keyof Families[F] & string;

/** The name of an event type. */
export type EventType = { [F in FamilyName]: TypesOf<F> }[FamilyName];

type DefinitionOf<T extends EventType> = {
  [F in FamilyName]: T extends keyof Families[F] ? Families[F][T] : never;
}[FamilyName];

/** Type name → shape of its `data`, in the newest schema version. */
export type EventTypes = {
  readonly [T in EventType]: DefinitionOf<T> extends EventDefinition<infer Data> ? Readonly<Data> : never;
};

type TypesOfKind<K extends Kind> = {
  [T in EventType]: DefinitionOf<T> extends EventDefinition<infer _Data, infer Own>
    ? Own extends K
      ? T
      : never
    : never;
}[EventType];

export type FactType = TypesOfKind<'fact'>;
export type AmendmentType = TypesOfKind<'amendment'>;
export type ContextType = TypesOfKind<'context'>;
export type PermissionType = TypesOfKind<'permission'>;

/** Type name → all that is to be known about it. */
export const eventDefinitions = Object.freeze(
  Object.assign(Object.create(null), ...Object.values(families)) as { readonly [T in EventType]: DefinitionOf<T> },
);

/** All types, family by family. */
export const eventTypes = Object.freeze(Object.keys(eventDefinitions) as EventType[]);

/** Whether a text is the name of an event type. */
export function isEventType(text: string): text is EventType {
  return Object.hasOwn(eventDefinitions, text);
}

/**
 * The definition of a type by any text.
 * @returns undefined for a text that is no event type
 */
export function definitionOf(type: string): EventDefinition | undefined {
  // No prototype stands behind the table, so `constructor` and the like are not found.
  return (eventDefinitions as Readonly<Record<string, EventDefinition>>)[type];
}

const familyByType = new Map<string, FamilyName>(
  Object.entries(families).flatMap(([family, types]) =>
    Object.keys(types).map((type) => [type, family as FamilyName] as const),
  ),
);

/** The family of a type. */
export function familyOf(type: EventType): FamilyName {
  return familyByType.get(type)!;
}

function typesOf<F extends FamilyName>(family: F): readonly TypesOf<F>[] {
  return Object.freeze(Object.keys(families[family]) as TypesOf<F>[]);
}

/** The types of each family, as `ignoring(…)` of a projection takes them. */
export const ContactEvents = typesOf('contact');
export const CommitmentEvents = typesOf('commitment');
export const VoiceEvents = typesOf('voice');
export const MatterEvents = typesOf('matter');
export const CommerceEvents = typesOf('commerce');
export const RelationshipEvents = typesOf('relationship');
export const ObjectEvents = typesOf('objects');
export const RuleEvents = typesOf('rules');
export const BuildEvents = typesOf('builds');
export const LedgerEvents = typesOf('ledger');
export const WorkEvents = typesOf('work');
export const IdentityEvents = typesOf('identity');
export const CorrectionEvents = typesOf('correction');
export const ImportEvents = typesOf('imports');
export const PrivacyEvents = typesOf('privacy');
export const FeedEvents = typesOf('feeds');

/** What passes between a customer and us, or is done about a matter of theirs: what is counted as a touchpoint. */
export const TouchpointEvents = Object.freeze([
  ...ContactEvents,
  ...CommitmentEvents,
  ...VoiceEvents,
  ...MatterEvents,
  ...CommerceEvents,
] as const);

/**
 * What is neither a touchpoint nor said of a relationship: what is said of the things that touchpoints concern, rules, and
 * the work on what Tend itself makes and keeps.
 */
export const AdministrativeEvents = Object.freeze([
  ...ObjectEvents,
  ...RuleEvents,
  ...BuildEvents,
  ...LedgerEvents,
  ...WorkEvents,
  ...IdentityEvents,
  ...CorrectionEvents,
  ...ImportEvents,
  ...PrivacyEvents,
  ...FeedEvents,
] as const);

const touchpointTypes: ReadonlySet<string> = new Set(TouchpointEvents);

/** Whether events of a type are counted as touchpoints; others are about a relationship, or about the ledger's own work. */
export function isTouchpoint(type: string): boolean {
  return touchpointTypes.has(type);
}

/** Whether an event only says another one again, as a step of a further case: where steps are counted it is one, else not. */
export function isCopy({ type, data }: { readonly type: string; readonly data: object }): boolean {
  return type === 'ActivityRecorded' && 'copyOf' in data;
}
