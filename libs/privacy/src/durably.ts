import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { KeyStore } from '#core/ports.js';

/**
 * Claims and draws keys, and makes them durable; does it again from its beginning where another node was before it.
 * @param work may be done several times; what it gives counts only when this resolves
 * @throws LedgerError `revision-conflict` when others were first all the time, and as the key store's `flush`
 */
export async function durably<Result>(keys: Pick<KeyStore, 'dropped' | 'flush'>, work: () => Result): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const since = keys.dropped;
    const result = work();
    try {
      await keys.flush(since);
      return result;
    } catch (error) {
      const isOvertaken = error instanceof LedgerError && error.code === 'revision-conflict';
      if (!isOvertaken || attempt >= limits.keyAttempts) throw error;
    }
  }
}
