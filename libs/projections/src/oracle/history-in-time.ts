import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { record, startOfHistory } from './random-history.js';
import type { DraftEvent } from './random-history.js';

/** For specs: a ledger that gets to know a history bit by bit: one event each 400 ms, from its start on. */
export async function recordedInTime(drafts: readonly DraftEvent[]): Promise<MemoryEventStore> {
  let now = startOfHistory;
  const ledger = new MemoryEventStore({ now: () => now });
  for (const made of drafts) {
    await record(ledger, [made]);
    now += 400;
  }
  return ledger;
}
