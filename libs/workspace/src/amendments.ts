import type { Mirror } from '#event-store/port.js';
import { ContextBook } from '#projections/context-book.js';
import { Visibility } from '#projections/visibility.js';

/** What hides facts, and what was published: all that changes what others mean. */
export interface Amendments {
  readonly visibility: Visibility;
  readonly book: ContextBook;
}

const known = new WeakMap<object, Amendments & { readonly sequence: number }>();

/** The amendments of a ledger up to its head. They are read anew only when it has grown. */
export function amendmentsOf(ledger: Mirror): Amendments {
  const { sequence } = ledger.head();
  const before = known.get(ledger);
  if (before?.sequence === sequence) return before;
  const read = { sequence, visibility: new Visibility(ledger), book: new ContextBook(ledger) };
  known.set(ledger, read);
  return read;
}
