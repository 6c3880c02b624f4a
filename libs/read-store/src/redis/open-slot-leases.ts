import { connectionName, RedisConnection, type RedisPlace } from './connection.js';
import { SlotLeases, type LeaseOptions } from './slot-leases.js';

export interface SlotLeasesOptions extends RedisPlace, Omit<LeaseOptions, 'redis'> {
  /** What this node is called in lists of connections. */
  readonly node: string;
}

/**
 * Leases over a connection of their own: what says that a node lives must not stand behind what it writes.
 * @throws LedgerError `invalid` for an address that cannot be used
 */
export function openSlotLeases({ url, password, node, ...options }: SlotLeasesOptions): SlotLeases {
  const redis = RedisConnection.open({ url, password }, `${connectionName(node)}-leases`);
  const leases = new SlotLeases({ ...options, redis });
  const close = leases.close.bind(leases);
  leases.close = async () => {
    try {
      await close();
    } finally {
      redis.close();
    }
  };
  return leases;
}
