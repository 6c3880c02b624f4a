import { LedgerError } from '#core/errors.js';
import type { PartyRef } from '#core/record.js';
import type { Id } from '#core/time.js';
import { isSlug } from './fields.js';
import { eventDefinitions, type EventType } from './vocabulary.js';

/** What the stream of an event follows from; give what there is. */
export interface StreamPlace {
  /** Id of the case that the event is a step of. */
  readonly case?: Id | undefined;
  /** First customer-side party of the matter, when it is known from an earlier event of it. */
  readonly matterParty?: Id | undefined;
  readonly parties?: readonly PartyRef[] | undefined;
  readonly relationships?: readonly Id[] | undefined;
  /** The thing that it is about, or the first one that it concerns. */
  readonly object?: Id | undefined;
  /** Stream of the event that a correction is about. */
  readonly targetStream?: string | undefined;
  readonly importId?: Id | undefined;
  /** Name of the connector. */
  readonly feed?: string | undefined;
}

const entityStream = /^(?:process|party|object|import)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const namedStream = /^(?:policy|feed)-/;

/** Whether a text is the name of a stream: `process-`, `party-`, `object-` or `import-` with an id, `policy-` or `feed-` with a name. */
export function isStreamName(text: string): boolean {
  return entityStream.test(text) || (namedStream.test(text) && isSlug(text.slice(text.indexOf('-') + 1)));
}

/**
 * The stream that an event of a type is appended to, by the rule of the type (engine.md §1, "Stream").
 * @throws LedgerError `invalid` when what the rule needs is not given, or is no id
 */
export function streamOf(type: EventType, place: StreamPlace): string {
  const stream = streamByRule(type, place);
  if (stream === undefined || !isStreamName(stream)) {
    const { stream: rule } = eventDefinitions[type];
    throw new LedgerError('invalid', `${type} has no stream: ${needs[rule.startsWith('policy-') ? 'policy' : rule]}`);
  }
  return stream;
}

const needs: Readonly<Record<string, string>> = {
  matter: 'it needs a case or a party of the customer’s side',
  party: 'it needs a party',
  object: 'it needs the object that it is about',
  target: 'it needs the stream of the event that it is about',
  import: 'it needs the id of its import',
  feed: 'it needs the name of its connector',
  policy: 'the name of its policy is not well formed',
};

function streamByRule(type: EventType, place: StreamPlace): string | undefined {
  const { stream: rule } = eventDefinitions[type];
  switch (rule) {
    case 'matter':
      if (place.case !== undefined) return `process-${place.case}`;
      return (
        named('party', place.matterParty ?? customerOf(place) ?? place.relationships?.[0]) ??
        named('object', place.object) ??
        // Of no case, nobody and nothing: only an import can bring such a one (`checkPlace`).
        named('import', place.importId)
      );
    case 'party':
      return named('party', customerOf(place) ?? place.parties?.[0]?.id ?? place.relationships?.[0]);
    case 'object':
      return named('object', place.object);
    case 'target':
      return place.targetStream;
    case 'import':
      return named('import', place.importId);
    case 'feed':
      return named('feed', place.feed);
    default:
      return rule;
  }
}

function customerOf(place: StreamPlace): Id | undefined {
  return place.parties?.find((party) => party.side === 'customer')?.id;
}

function named(kind: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${kind}-${id}`;
}
