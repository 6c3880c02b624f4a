import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { memoryJournal } from '../builds/build-decisions.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { endOfHistory, ledgerAt, messages, record } from './random-history.js';
import { open } from './runtime-testing.js';
import { trails } from './sample-projections.js';

/** A definition with some members changed, as if its file had been edited. */
export function variantOf(base: AnyDefinition, changes: object): AnyDefinition {
  return Object.freeze({ ...base, ...changes });
}

/** The same projection after its file was edited. */
export const edited = variantOf(trails, {
  index: (doc: { ids: string[] }) => ({ last: doc.ids.at(-1) ?? null, n: doc.ids.length * 2 }),
});
export const editedAgain = variantOf(trails, {
  index: (doc: { ids: string[] }) => ({ last: doc.ids.at(-1) ?? null, n: doc.ids.length * 3 }),
});

/** A workspace whose process ends and begins: what lasts is the ledger, the read store and the journal. */
export async function workspace(events = 10) {
  const all = messages(60);
  let recorded = 0;
  const ledger = ledgerAt(endOfHistory);
  const store = new MemoryReadStore();
  const journal = memoryJournal();
  const recordMore = async (count: number): Promise<void> => {
    await record(ledger, all.slice(recorded, (recorded += count)));
  };
  const start = (definition: unknown, options: Partial<Parameters<typeof open>[0]> = {}) =>
    open({ ledger, store, journal, definitions: definition === undefined ? [] : [definition], ...options });
  await recordMore(events);
  const first = await start(trails);
  await first.waitForAll();
  await first.stop();
  return {
    ledger,
    store,
    journal,
    recordMore,
    start,
    states: () => store.builds().map(({ number, state }) => [number, state]),
    decisions: () => [...journal.read()].map(({ type, data }) => [type, data.number]),
  };
}
