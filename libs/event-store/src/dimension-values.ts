import type { Id } from '#core/time.js';
import { withheldActor } from '#core/record.js';
import type { EventRecord } from '#core/record.js';
import { dimensions } from './port.js';
import type { Dimension } from './port.js';

/** What of an event decides where the index finds it. */
export type Indexed = Pick<
  EventRecord,
  'type' | 'stream' | 'actor' | 'parties' | 'relationships' | 'process' | 'matter' | 'source'
>;

/**
 * The values under which one dimension finds an event, each once, under the ids as recorded. A relationship is one that
 * the event names, else each customer-side party: affiliations are context of whoever folds, not of the index.
 */
export function valuesOf(event: Indexed, dimension: Dimension): readonly string[] {
  switch (dimension) {
    case 'relationship':
      return event.relationships.length > 0 ? distinct(event.relationships) : partiesOf(event, true);
    case 'party':
      return partiesOf(event, false);
    case 'case':
      return event.process === undefined ? none : [event.process.case];
    case 'actor':
      return event.actor === withheldActor ? none : [event.actor];
    case 'matter':
      return event.matter === undefined ? none : [event.matter];
    case 'import':
      return event.source.importId === undefined ? none : [event.source.importId];
    case 'stream':
      return [event.stream];
    case 'process':
      return event.process === undefined ? none : [event.process.definition];
    case 'type':
      return [event.type];
  }
}

/** Whether a dimension finds an event under a value. */
export function hasValue(event: Indexed, dimension: Dimension, value: string): boolean {
  return valuesOf(event, dimension).includes(value);
}

/** Number of a dimension: its place in the list, part of the stored format. */
export const dimensionNumbers = Object.fromEntries(dimensions.map((name, number) => [name, number])) as Record<
  Dimension,
  number
>;

const none: readonly string[] = [];

function partiesOf(event: Indexed, customersOnly: boolean): Id[] {
  const ids: Id[] = [];
  for (const party of event.parties) {
    if ((!customersOnly || party.side === 'customer') && !ids.includes(party.id)) ids.push(party.id);
  }
  return ids;
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)];
}
