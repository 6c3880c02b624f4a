import { eventStoreContract } from '#event-store/event-store.contract.js';
import { nodeOn, serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();

/** The same suite that the embedded engine passes, on a server. */
eventStoreContract('kurrentdb', async () => {
  const node = nodeOn(server());
  return { durable: true, open: (clock) => node.open(clock), remove: () => node.remove() };
});
