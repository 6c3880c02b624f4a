import { eventStoreContract } from '../event-store.contract.js';
import { MemoryEventStore } from './memory-event-store.js';

eventStoreContract('memory', async () => ({
  durable: false,
  open: async (clock) => new MemoryEventStore(clock),
  remove: async () => {},
}));
