import type { Mirror } from '#event-store/port.js';
import { ContextBook } from '#projections/context-book.js';
import { Visibility } from '#projections/visibility.js';

/** What hides facts or gives them to others, and what was published: all that changes what others mean. */
export interface Amendments {
  readonly visibility: Visibility;
  readonly book: ContextBook;
}

const known = new WeakMap<object, { readonly amendments: Amendments; sequence: number }>();

/** The amendments of a ledger up to its head: read once, and then what has come since. Each answer is for a k. */
export function amendmentsOf(ledger: Mirror): Amendments {
  const { sequence } = ledger.head();
  let before = known.get(ledger);
  if (before === undefined) {
    before = { amendments: { visibility: new Visibility(ledger), book: new ContextBook(ledger) }, sequence };
    known.set(ledger, before);
  }
  const { visibility, book } = before.amendments;
  while (before.sequence < sequence) {
    const events = [...ledger.readAll({ from: before.sequence + 1, limit: learntAtOnce })];
    visibility.learn(events);
    book.learn(events);
    before.sequence = events.at(-1)!.sequence;
  }
  return before.amendments;
}

/** Of a ledger that is read for one question, whose amendments have been chosen; it does not grow. */
export function knowAmendments(ledger: Mirror, amendments: Amendments): void {
  known.set(ledger, { amendments, sequence: ledger.head().sequence });
}

const learntAtOnce = 1000;
