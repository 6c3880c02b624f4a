import type { UnplacedEvent } from '#core/record.js';
import type { RecordedPlace } from '../append-decision.js';

/** An append that is on its way to the server and back. */
export class Flight {
  /** Resolves when it is known what became of it. */
  readonly landed: Promise<void>;
  private readonly events: ReadonlyMap<string, UnplacedEvent>;
  private settle!: () => void;
  private isOvertaken = false;

  /**
   * @param revision last revision of its stream when it has landed as it was sent
   * @param expected what it expects on the server: the last revision there, -1 for none
   */
  constructor(
    readonly revision: number,
    readonly expected: number,
    events: readonly UnplacedEvent[],
  ) {
    this.events = new Map(events.map((event) => [event.id, event]));
    this.landed = new Promise((resolve) => (this.settle = resolve));
  }

  get count(): number {
    return this.events.size;
  }

  get ids(): Iterable<string> {
    return this.events.keys();
  }

  /** Nothing may be decided on top of it: something else has come before it, or before one that it was sent on top of. */
  get cannotLandAsSent(): boolean {
    return this.isOvertaken;
  }

  event(id: string): UnplacedEvent | undefined {
    return this.events.get(id);
  }

  overtake(): void {
    this.isOvertaken = true;
  }

  land(): void {
    this.settle();
  }
}

/** What is under way from this node: what comes after it is decided on top of it, so that many are at once. */
export class Flights {
  /** The last one to each stream. */
  private readonly streams = new Map<string, Flight>();
  private readonly ids = new Map<string, Flight>();

  ofStream(stream: string): Flight | undefined {
    return this.streams.get(stream);
  }

  ofId(id: string): Flight | undefined {
    return this.ids.get(id);
  }

  /**
   * @param base last revision of the stream in the mirror, and how many events more the server has of it; counts where
   *   nothing is under way to it
   */
  depart(
    stream: string,
    events: readonly UnplacedEvent[],
    base: { readonly revision: number; readonly refused: number },
  ): Flight {
    const before = this.streams.get(stream);
    const flight = new Flight(
      (before?.revision ?? base.revision) + events.length,
      before === undefined ? base.revision + base.refused : before.expected + before.count,
      events,
    );
    this.streams.set(stream, flight);
    for (const id of flight.ids) this.ids.set(id, flight);
    return flight;
  }

  land(stream: string, flight: Flight): void {
    if (this.streams.get(stream) === flight) this.streams.delete(stream);
    for (const id of flight.ids) if (this.ids.get(id) === flight) this.ids.delete(id);
    flight.land();
  }
}

/** An event that is on its way, as the decision about another request sees it. */
export function underWay({ stream, digest, occurredAt }: UnplacedEvent): RecordedPlace {
  return { stream, digest, occurredAt, revision: -1, sequence: -1, recordedAt: 0, leaf: '' };
}
