import type { Clock } from '#core/ports.js';
import { noSlots, type SlotOwnership } from '#projections/batches/slot-ownership.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import type { ReadStore } from '#read-store/port.js';
import type { NodeSettings, ReadStoreServer } from './node-settings.js';

interface Options {
  /** For what this node has of them. */
  readonly directory: string;
  /** What all nodes call their part of the server. */
  readonly namespace: string;
  readonly server: ReadStoreServer;
  readonly node: Pick<NodeSettings, 'name' | 'roles'>;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

/** Read models that several nodes share, and which of them this one folds. */
export interface SharedReadModels {
  readonly store: ReadStore;
  readonly ownership: SlotOwnership;
  /** Projections that join the others when they start, and leave when they stop. */
  joining(projections: Projections): Projections;
  close(): Promise<void>;
}

/** @throws LedgerError `invalid`; `unavailable` where neither the server nor what this node had of it is there */
export async function openSharedReadModels(options: Options): Promise<SharedReadModels> {
  const { directory, namespace, server, node, clock, failed } = options;
  // Loaded only where they are used.
  const { openRedisReadStore } = await import('#read-store/redis/redis-read-store.js');
  const { openSlotLeases } = await import('#read-store/redis/open-slot-leases.js');
  const address = { ...server, namespace, node: node.name };
  const store = await openRedisReadStore({ ...address, directory, clock });
  const leases = openSlotLeases({ ...address, clock, failed });
  const close = async (): Promise<void> => {
    await leases.close();
    await store.close();
  };
  const joining = (projections: Projections): Projections => ({
    ...projections,
    start: async () => {
      await projections.start();
      await leases.start();
    },
    stop: async () => {
      // What folds has ended before others have its slots.
      await projections.stop();
      await close();
    },
  });
  return { store, ownership: node.roles.has('projector') ? leases : foldingNothing(leases), joining, close };
}

/** A node that only reads takes no slots; what it wants is kept for it. */
function foldingNothing(leases: SlotOwnership): SlotOwnership {
  return {
    slotsOf: () => noSlots,
    decides: () => false,
    wantedElsewhere: () => leases.wantedElsewhere(),
    announce: ({ wants }) => leases.announce({ runs: new Set(), wants }),
    onChange: (listener) => leases.onChange(listener),
  };
}
