import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { ContextBook, contextTypes } from '#projections/facts/context-book.js';
import {
  endOfHistory,
  history,
  ledgerAt,
  messages,
  record,
  startOfHistory,
} from '#projections/oracle/random-history.js';
import { Visibility } from '#projections/facts/visibility.js';
import { amendmentsOf } from './amendments.js';

jest.setTimeout(60_000);

const many = messages(1200);

/** Others than those of an earlier lot. */
const fresh = (drafts: typeof many, lot: number) =>
  drafts.map((draft, i) => ({ ...draft, id: idOf(100_000 * (lot + 1) + i) }));

test('what has come since is known as if all were read anew, however much of it there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(history, fc.boolean()), { minLength: 1, maxLength: 4 }), async (lots) => {
      const ledger = ledgerAt(endOfHistory);
      amendmentsOf(ledger);
      for (const [lot, [drafts, isImport]] of lots.entries()) {
        const before = ledger.head().sequence;
        // Corrections name what they correct by its id: the first lot keeps its own.
        const own = lot === 0 ? drafts : fresh(drafts, 10 + lot);
        await record(ledger, [...own, ...(isImport ? fresh(many, lot) : [])]);
        const { visibility, book } = amendmentsOf(ledger);
        const anew = { visibility: new Visibility(ledger), book: new ContextBook(ledger) };
        const events = [...ledger.readAll()];
        const told = (all: typeof anew, event: RecordedEvent, known: number) => [
          all.visibility.withdrawalOf(event, known),
          all.visibility.belonging.at(known)?.valuesOf(event, 'relationship', [idOf(1)]),
          all.visibility.permissions.permitted(event, 'service', { sequence: known, horizon: endOfHistory })?.parties,
        ];
        for (const known of [before, events.length])
          for (const event of events.slice(0, 40))
            expect(told({ visibility, book }, event, known)).toEqual(told(anew, event, known));
        const timeline = (all: typeof anew) =>
          all.book.timeline({ contextTypes: [...contextTypes], usesFeeds: false }, Infinity, events.length).changes;
        expect(timeline({ visibility, book })).toEqual(timeline(anew));
      }
    }),
    { numRuns: 15 },
  );
});

test('what amends others is found by its type where much has come, and read as it comes where it is most', async () => {
  const ledger = ledgerAt(endOfHistory);
  amendmentsOf(ledger);
  const read = jest.spyOn(ledger, 'readAll');
  await record(ledger, fresh(many, 1));
  amendmentsOf(ledger);
  expect(read).not.toHaveBeenCalled();
  const objection = (n: number) => {
    const parties = [{ id: idOf(n), role: 'subject', side: 'customer' as const }];
    const draft = unplaced(
      eventOf('ProcessingObjected', {
        id: idOf(7000 + n),
        stream: `party-${idOf(n)}`,
        occurredAt: startOfHistory,
        data: { purpose: 'service' },
        parties,
      }),
    );
    return draft;
  };
  await record(
    ledger,
    Array.from({ length: 1500 }, (_, n) => objection(n)),
  );
  const { permissions } = amendmentsOf(ledger).visibility;
  expect(read).toHaveBeenCalled();
  expect(permissions.permits(idOf(1499), 'service', { sequence: ledger.head().sequence, horizon: 0 })).toBe(false);
});
