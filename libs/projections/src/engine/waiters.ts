import { LedgerError } from '#core/errors.js';

/** Those who wait until something holds. It is looked at when something has happened, never by the clock. */
export class Waiters {
  private readonly waiting = new Set<() => void>();
  private ended = false;

  /** Something has happened: everybody looks again. */
  announce(): void {
    for (const look of this.waiting) look();
  }

  /** Nothing will happen any more. */
  end(): void {
    this.ended = true;
    this.announce();
  }

  /**
   * Resolves when it holds; rejects with what `holds` throws.
   * @throws LedgerError `unavailable` after the time-out or at the end, `cancelled`
   */
  until(holds: () => boolean, options: { timeoutMs: number; signal?: AbortSignal }): Promise<void> {
    const { timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        this.waiting.delete(look);
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        outcome();
      };
      const cancel = (): void => settle(() => reject(new LedgerError('cancelled')));
      const look = (): void => {
        try {
          if (holds()) settle(resolve);
          else if (this.ended) settle(() => reject(new LedgerError('unavailable', 'The projections are stopping.')));
        } catch (error) {
          settle(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const expire = (): void =>
        settle(() => reject(new LedgerError('unavailable', `It has not come so far within ${timeoutMs} ms.`)));
      const timer = setTimeout(expire, timeoutMs);
      this.waiting.add(look);
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
      else look();
    });
  }
}
