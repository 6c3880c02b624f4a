import type { UnplacedEvent } from '#core/record.js';
import { dayOf } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { defineProjection } from '#projections/definition/define-projection.js';
import { registryOf, type ProjectionRegistry } from '#projections/definition/projection-registry.js';
import { nothing } from '#projections/oracle/sample-projections.js';
import { EngineEvents } from './engine-events.js';

/** What others publish for the same task, or what was measured with them once on this kind of machine, in events/s. */
export const peerFigures = {
  'Emmett on PostgreSQL': 1_054,
  'Emmett on SQLite': 1_189,
  'Act on SQLite (folding into a Map, at least once)': 17_000,
  'a JSONL file folded by a plain loop': 183_000,
} as const;

export const peerEvents = Math.min(200_000, Number(process.env['TEND_BENCH_EVENTS'] ?? 200_000));
export const peerStreams = Math.max(1, peerEvents / 20);

/** Small events in 10,000 streams, as such comparisons have them. */
export class PeerEvents extends EngineEvents {
  #streams = 0;

  constructor() {
    super(peerStreams);
  }

  override take(count: number): UnplacedEvent[] {
    return super.take(count).map(({ process: _case, sealed: _sealed, ...event }) => {
      const customer = this.customers[this.#streams++ % this.customers.length]!;
      const parties = [{ id: customer, role: 'customer', side: 'customer' } as const];
      const type = this.#streams % 3 === 0 ? 'MessageSent' : 'MessageReceived';
      return { ...event, type, stream: `party-${customer}`, parties };
    });
  }
}

function addToStream(doc: { events: number; lastAt: number }, event: Fact): void {
  doc.events++;
  doc.lastAt = event.occurredAt;
}

const streams = defineProjection({
  name: 'peer-streams',
  purpose: 'service',
  key: { by: 'stream' },
  initial: () => ({ events: 0, lastAt: 0 }),
  on: { ...nothing, MessageReceived: addToStream, MessageSent: addToStream },
  index: (doc) => ({ events: doc.events, lastAt: doc.lastAt }),
});

const balances = defineProjection({
  name: 'peer-balances',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ received: 0, sent: 0 }),
  on: {
    ...nothing,
    MessageReceived: (doc) => void doc.received++,
    MessageSent: (doc) => void doc.sent++,
  },
  rollup: (doc) => [{ at: ['all'], add: { received: doc.received, sent: doc.sent } }],
});

const days = defineProjection({
  name: 'peer-days',
  purpose: 'service',
  key: { by: 'stream' },
  initial: () => ({}),
  on: nothing,
  count: {
    MessageReceived: (event) => [{ at: ['day', dayOf(event.occurredAt, 'UTC')], add: { received: 1 } }],
    MessageSent: (event) => [{ at: ['day', dayOf(event.occurredAt, 'UTC')], add: { sent: 1 } }],
  },
});

/** Three simple projections: a document a stream, one with totals, and totals alone. */
export const peerProjections: ProjectionRegistry = registryOf(streams, balances, days);
