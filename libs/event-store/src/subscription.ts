import type { Mirror, SubscriptionMessage, SubscriptionOptions } from './port.js';
import { takeBatch } from './take-batch.js';

/** Tells that a ledger has grown, to whoever waits for it. */
export class Growth {
  private readonly waiting = new Set<() => void>();
  private ended = false;
  private announced = 0;

  /** Wakes everyone: there may be more to read. */
  announce(): void {
    this.announced++;
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /** Wakes everyone for the last time. */
  end(): void {
    this.ended = true;
    this.announce();
  }

  get isEnded(): boolean {
    return this.ended;
  }

  /** Whether anybody waits at all: a reader of another process's ledger looks only then. */
  get isAwaited(): boolean {
    return this.waiting.size > 0;
  }

  /** How often it was told to have grown; asked for before a look, so that `next` misses nothing. */
  get count(): number {
    return this.announced;
  }

  /** Resolves at the first announcement after the `count` seen, at the end, or when the signal aborts. */
  next(seen: number, signal?: AbortSignal): Promise<void> {
    if (this.ended || this.announced !== seen || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}

const defaultBatch = 512;

/**
 * Everything after a place, then live. It holds one batch and no queue: a slow consumer simply reads on from the store,
 * however far it has fallen behind. `caught-up` comes whenever everything that is recorded has been given.
 */
export async function* subscribeTo(
  mirror: Pick<Mirror, 'head' | 'readAll'>,
  growth: Growth,
  options: SubscriptionOptions,
): AsyncIterableIterator<SubscriptionMessage> {
  const { signal, batch = defaultBatch } = options;
  const limit = typeof batch === 'number' ? () => batch : batch;
  let given = options.after;
  let toldCaughtUp = false;
  while (!growth.isEnded && signal?.aborted !== true) {
    const seen = growth.count;
    const events = takeBatch(mirror.readAll({ from: given + 1, limit: limit() }));
    if (events.length > 0) {
      given = events.at(-1)!.sequence;
      toldCaughtUp = false;
      yield { kind: 'events', events };
    } else if (!toldCaughtUp) {
      toldCaughtUp = true;
      yield { kind: 'caught-up', sequence: given };
    } else {
      await growth.next(seen, signal);
    }
  }
}
