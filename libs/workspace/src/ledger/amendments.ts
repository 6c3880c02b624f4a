import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import { ContextBook, contextTypes } from '#projections/facts/context-book.js';
import { feedTypes } from '#projections/facts/feed-book.js';
import { amendingTypes, Visibility } from '#projections/facts/visibility.js';

/** What hides facts or gives them to others, and what was published: all that changes what others mean. */
export interface Amendments {
  readonly visibility: Visibility;
  readonly book: ContextBook;
}

/** What has been taken in of a ledger. */
interface Known {
  readonly amendments: Amendments;
  sequence: number;
  /** How many events of each type, as far as they were counted: of one that has as many still there is nothing new. */
  readonly counts: Map<string, number>;
}

const known = new WeakMap<object, Known>();
const types = [...amendingTypes, ...contextTypes, ...feedTypes];

/** So many events are read as they come. Where more have come, an import has, and hardly any of them amends another. */
const learntAtOnce = 1000;

/** The amendments of a ledger up to its head: read once, and then what has come since. Each answer is for a k. */
export function amendmentsOf(ledger: Mirror): Amendments {
  const { sequence } = ledger.head();
  let before = known.get(ledger);
  if (before === undefined) {
    const amendments = { visibility: new Visibility(ledger), book: new ContextBook(ledger) };
    before = { amendments, sequence, counts: new Map() };
    known.set(ledger, before);
  }
  if (before.sequence < sequence) catchUp(before, ledger, sequence);
  return before.amendments;
}

/** Of a ledger that is read for one question, whose amendments have been chosen; it does not grow. */
export function knowAmendments(ledger: Mirror, amendments: Amendments): void {
  known.set(ledger, { amendments, sequence: ledger.head().sequence, counts: new Map() });
}

function catchUp(before: Known, ledger: Mirror, sequence: number): void {
  const { visibility, book } = before.amendments;
  for (const events of lotsOf(before, ledger, sequence)) {
    visibility.learn(events);
    book.learn(events);
  }
  before.sequence = sequence;
}

/** What has come since, or what of it amends others: whichever is less to read. */
function* lotsOf({ sequence: from, counts }: Known, ledger: Mirror, to: number): Generator<readonly RecordedEvent[]> {
  if (to - from > learntAtOnce) {
    const changed = types.filter((type) => ledger.countDimension('type', type) !== (counts.get(type) ?? 0));
    const toRead = changed.reduce((sum, type) => sum + ledger.countDimension('type', type), 0);
    if (toRead < to - from) {
      const found: RecordedEvent[] = [];
      for (const type of changed) {
        let count = 0;
        for (const event of ledger.readDimension('type', type)) {
          if (event.sequence > to) continue;
          count++;
          if (event.sequence > from) found.push(event);
        }
        counts.set(type, count);
      }
      yield found.sort((a, b) => a.sequence - b.sequence);
      return;
    }
  }
  for (let next = from + 1; next <= to; next += learntAtOnce) {
    const events = [...ledger.readAll({ from: next, limit: Math.min(learntAtOnce, to - next + 1) })];
    for (const { type } of events) if (counts.has(type)) counts.set(type, counts.get(type)! + 1);
    yield events;
  }
}
