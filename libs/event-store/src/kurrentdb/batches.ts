import type { UnplacedEvent } from '#core/record.js';
import type { AppendRequest } from '../port.js';
import type { WireEvent } from './wire.js';

/** An append that has come from the server whole. */
export interface ReceivedAppend {
  readonly append: string;
  readonly request: AppendRequest;
}

interface Begun {
  readonly append: string;
  readonly events: UnplacedEvent[];
}

/**
 * Puts appends together again out of the events that they were stored as. What is no whole append in its order was not
 * written by a ledger, and is passed over, by every mirror alike.
 */
export class Batches {
  private readonly begun = new Map<string, Begun>();

  /** Takes the next event of the total order; the append when it was its last one. */
  take({ append, at, of, request, event }: WireEvent): ReceivedAppend | undefined {
    if (at === 0 && of === 1) return { append, request: { ...request, events: [event] } };
    const { stream } = request;
    if (at === 0) this.begun.set(stream, { append, events: [] });
    const begun = this.begun.get(stream);
    if (begun?.append !== append || begun.events.length !== at) {
      this.begun.delete(stream);
      return undefined;
    }
    begun.events.push(event);
    if (begun.events.length < of) return undefined;
    this.begun.delete(stream);
    return { append, request: { ...request, events: begun.events } };
  }

  /** Forgets what has begun: it will come again. */
  clear(): void {
    this.begun.clear();
  }
}
