import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import { ContextBook } from './context-book.js';
import { SetApartBook } from './set-apart.js';
import { Visibility } from './visibility.js';

const eventsAtOnce = 4_096;

/** What one thread knows of amendments and of what is published. It must know what was recorded up to where builds stand. */
export class Knowledge {
  readonly visibility: Visibility;
  readonly book: ContextBook;
  readonly apart: SetApartBook;
  private to: number;

  constructor(private readonly mirror: Mirror) {
    this.to = mirror.head().sequence;
    this.visibility = new Visibility(mirror);
    this.book = new ContextBook(mirror);
    this.apart = new SetApartBook(mirror);
  }

  /** Takes in events that somebody has at hand; what lies before them is read. */
  learn(events: readonly RecordedEvent[]): void {
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last!.sequence <= this.to) return;
    this.reach(first.sequence - 1);
    this.take(events);
  }

  /** Knows everything up to a sequence. */
  reach(sequence: number): void {
    while (this.to < sequence) {
      const limit = Math.min(eventsAtOnce, sequence - this.to);
      this.take(takeBatch(this.mirror.readAll({ from: this.to + 1, limit })));
    }
  }

  private take(events: readonly RecordedEvent[]): void {
    this.visibility.learn(events);
    this.book.learn(events);
    this.to = events.at(-1)!.sequence;
  }
}
