import type { StoredEvent } from './event-log.js';
import type { DoubleStore } from './event-store.js';
import { dataText, linkMessage } from './messages.js';
import { firstShown } from './stream-directory.js';

/** Some answers to a read, and where it goes on; nowhere when it has come to the end. */
export interface Page {
  readonly messages: Uint8Array[];
  readonly next: number | undefined;
}

/** The answer that carries an event; with links resolved also what it leads to, unless it cannot be read as a link. */
export function messageOf(store: DoubleStore, event: StoredEvent, isResolving: boolean): Uint8Array {
  if (!isResolving || event.type !== '$>') return event.message;
  const [, revision, stream] = /^(\d+)@(.+)$/s.exec(dataText(event.message)) ?? [];
  if (revision === undefined || stream === undefined) return event.message;
  return linkMessage(event.message, store.shownEvent(stream, Number(revision))?.message);
}

/** From a position on, it included. */
export function allForwards(store: DoubleStore, from: number, limit: number, isResolving: boolean): Page {
  const events = [...store.log.forwards(from, limit)];
  return pageOf(store, events, isResolving, events.length < limit ? undefined : events.at(-1)!.position + 1);
}

/** Before a position, the latest first. */
export function allBackwards(store: DoubleStore, before: number, limit: number, isResolving: boolean): Page {
  const events = [...store.log.backwards(before, limit)];
  return pageOf(store, events, isResolving, events.length < limit ? undefined : events.at(-1)!.position);
}

/** What a stream shows, from a revision on. */
export function streamForwards(
  store: DoubleStore,
  name: string,
  from: number,
  limit: number,
  isResolving: boolean,
): Page {
  const stream = store.streams.get(name);
  const events = [...store.log.ofStream(stream.number, Math.max(from, firstShown(stream)), stream.last, limit)];
  const shown = events.filter((event) => !store.isAged(stream, event));
  return pageOf(store, shown, isResolving, events.length < limit ? undefined : events.at(-1)!.revision + 1);
}

/** What a stream shows, from a revision on backwards. */
export function streamBackwards(
  store: DoubleStore,
  name: string,
  from: number,
  limit: number,
  isResolving: boolean,
): Page {
  const stream = store.streams.get(name);
  const start = Math.min(from, stream.last);
  const events = [...store.log.ofStreamBackwards(stream.number, start, firstShown(stream), limit)];
  const shown = events.filter((event) => !store.isAged(stream, event));
  return pageOf(store, shown, isResolving, events.length < limit ? undefined : events.at(-1)!.revision - 1);
}

const pageOf = (
  store: DoubleStore,
  events: readonly StoredEvent[],
  isResolving: boolean,
  next: number | undefined,
) => ({
  messages: events.map((event) => messageOf(store, event, isResolving)),
  next,
});
