import type { Kind, StreamRule } from './event-definition.js';
import { eventDefinitions, eventTypes, familyOf, type EventType, type FamilyName } from './vocabulary.js';

/** One row of the table of event types in the documentation. */
export interface VocabularyRow {
  readonly type: EventType;
  readonly family: FamilyName;
  readonly kind: Kind;
  readonly schemaVersion: number;
  readonly stream: StreamRule;
  readonly captured: boolean;
  /** Fields that are sealed. */
  readonly personal: readonly string[];
  readonly description: string;
  readonly example: object;
}

/** The vocabulary as data, for documentation, OpenAPI and the test that compares both. */
export function vocabularyTable(): readonly VocabularyRow[] {
  return eventTypes.map((type) => {
    const { kind, schemaVersion, stream, captured, personal, description, example } = eventDefinitions[type];
    return { type, family: familyOf(type), kind, schemaVersion, stream, captured, personal, description, example };
  });
}
