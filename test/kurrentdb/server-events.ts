import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { systemClock } from '#core/clock.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import type { AppendRequest } from '#event-store/port.js';
import { fromWire } from '#event-store/kurrentdb/wire.js';

/**
 * What a ledger is, told by nothing but the server: everything that stands there, read from its beginning, and each append
 * decided after the other by the naive model.
 */
export async function ledgerOfServer(url: string, prefix: string): Promise<MemoryEventStore> {
  const ledger = new MemoryEventStore(systemClock);
  let request: AppendRequest | undefined;
  for (const event of await eventsOfServer(url, prefix)) {
    const wire = fromWire(event, prefix);
    if (wire === undefined) continue;
    request = { ...wire.request, events: [...(wire.at === 0 ? [] : request!.events), wire.event] };
    if (request.events.length === wire.of) await ledger.append(request).catch(() => undefined);
  }
  return ledger;
}

/** All events in the streams of a ledger, in the order of the server. */
export async function eventsOfServer(url: string, prefix: string): Promise<AllStreamRecordedEvent[]> {
  const client = EventStoreDBClient.connectionString(url);
  const events: AllStreamRecordedEvent[] = [];
  const filter = streamNameFilter({ prefixes: [prefix], maxSearchWindow: 1000 });
  const subscription = client.subscribeToAll({ fromPosition: START, filter });
  try {
    await new Promise<void>((resolve, reject) => {
      subscription.on('error', reject);
      subscription.on('data', ({ event }) => event !== undefined && events.push(event));
      // Events that came before may still wait to be handed over.
      const handedOver = (): void => (subscription.readableLength === 0 ? resolve() : void setImmediate(handedOver));
      subscription.on('caughtUp', () => setImmediate(handedOver));
    });
    return events;
  } finally {
    await subscription.unsubscribe();
    await client.dispose();
  }
}
