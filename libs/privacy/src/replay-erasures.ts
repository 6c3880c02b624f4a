import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import type { LocalKeyStore } from './key-store.js';

/**
 * Destroys what keys the ledger says were destroyed: those of an `ErasureCompleted` that are in the store all the same,
 * because it comes from before the erasure. To be done before anything is served from a key store that was restored. On
 * disk when it resolves.
 * @returns how many keys
 */
export async function replayErasures(ledger: Mirror, keys: LocalKeyStore): Promise<number> {
  let destroyed = 0;
  for (const { data, parties } of ledger.readDimension('type', 'ErasureCompleted')) {
    const { keyIds } = data as EventTypes['ErasureCompleted'];
    for (const { id } of parties) {
      const key = keys.find(id);
      // Whoever came back since has another key, and keeps it.
      if (key === undefined || !keyIds.includes(key.keyId)) continue;
      keys.destroy(id);
      destroyed++;
    }
  }
  await keys.flush();
  return destroyed;
}
