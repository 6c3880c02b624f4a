import { LedgerError } from '#core/errors.js';
import type { Streams } from './streams.js';

/** One key press can arrive twice: from the terminal, and again passed on by npm. It is still one. */
const samePressMs = 400;

/** Ctrl-C: the first one stops the work in order, a second one stops at once. */
export class Interruption {
  readonly #abort = new AbortController();
  #firstAt: number | undefined;
  readonly #streams: Pick<Streams, 'now'>;
  readonly #first: () => void;
  readonly #second: () => void;

  constructor(
    streams: Pick<Streams, 'now' | 'onInterrupt'>,
    listeners: { readonly first: () => void; readonly second: () => void },
  ) {
    this.#streams = streams;
    this.#first = listeners.first;
    this.#second = listeners.second;
    streams.onInterrupt(() => this.#pressed());
  }

  #pressed(): void {
    const now = this.#streams.now();
    if (this.#firstAt === undefined) {
      this.#firstAt = now;
      this.#first();
      this.#abort.abort();
    } else if (now - this.#firstAt >= samePressMs) {
      this.#second();
    }
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The outcome of work that does not look at the signal itself: it is left where it is. @throws LedgerError `cancelled` */
  async leaving<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    const { signal } = this;
    let leave: () => void = () => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(new LedgerError('cancelled', 'Stopped before there was an answer.'));
    });
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([work, left]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }
}
