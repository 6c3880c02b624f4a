import type streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './event-log.js';

type FilterOptions = streamMessages.ReadReq.Options.FilterOptions;

/** How many events the server reads at once; also the window of a filter that names none. */
export const readBatchEvents = 32;

/** Which events of `$all` a subscriber is sent, and after how many searched ones it is told where it stands. */
export interface EventFilter {
  readonly matches: (event: StoredEvent) => boolean;
  readonly windowEvents: number;
  readonly checkpointEvents: number;
}

/** @throws SyntaxError for a regular expression that cannot be read */
export function eventFilter(options: FilterOptions): EventFilter {
  const windowEvents = options.hasMax() ? options.getMax() : readBatchEvents;
  const byType = options.getEventType();
  const expression = byType ?? options.getStreamIdentifier()!;
  const text = (event: StoredEvent) => (byType === undefined ? event.stream : event.type);
  return {
    matches: matching(expression, text),
    windowEvents,
    checkpointEvents: windowEvents * options.getCheckpointintervalmultiplier(),
  };
}

function matching(
  expression: streamMessages.ReadReq.Options.FilterOptions.Expression,
  text: (event: StoredEvent) => string,
): (event: StoredEvent) => boolean {
  if (expression.getRegex() !== '') {
    const pattern = new RegExp(expression.getRegex(), 'u');
    return (event) => pattern.test(text(event));
  }
  const prefixes = expression.getPrefixList();
  return (event) => prefixes.some((prefix) => text(event).startsWith(prefix));
}
