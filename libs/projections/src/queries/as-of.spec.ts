import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import type { Row } from '#read-store/row-list.js';
import { documentAt } from './as-of.js';
import { compileProjection } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import { drifting, faulty, faultyReminders, journal, parts, reminders, trails } from '../oracle/sample-projections.js';
import { Viewing } from './viewing.js';
import { Visibility } from '../facts/visibility.js';

describe.each([trails, parts, journal, faulty, reminders, faultyReminders, drifting])(
  'a document of $name',
  (definition) => {
    jest.setTimeout(120_000);
    const any = definition as unknown as AnyDefinition;
    const compiled = compileProjection(any);
    const instant = fc.integer({ min: -1, max: 12 }).map((n) => startOfHistory + n * 1000);

    test('is, at any moment of either axis, what a naive recomputation of what was there then gives', async () => {
      await fc.assert(
        fc.asyncProperty(history, instant, fc.nat({ max: 40 }), async (drafts, asOf, known) => {
          const ledger = ledgerAt(endOfHistory);
          await record(ledger, drafts);
          const events = [...ledger.readAll()];
          const at = { asOf, known };
          const then = naiveContents(any, events.slice(0, known), asOf, {}, Infinity, { events, now: endOfHistory });
          const all = naiveContents(any, events, Infinity);
          const reading = {
            mirror: ledger,
            visibility: new Visibility(ledger),
            book: new ContextBook(ledger),
            now: endOfHistory,
          };
          const timeline = reading.book.timeline(compiled, Infinity, known);
          const viewing = new Viewing(compiled, timeline, asOf);
          // Keys that come only later have no document yet; those whose facts are taken back later had one.
          for (const key of new Set([...then.documents, ...all.documents].map((document) => document.key))) {
            const value = key.split('~')[0]!.replaceAll('%7E', '~').replaceAll('%25', '%');
            const found = documentAt(compiled, reading, { key, value }, at);
            const { document, quarantine, view, viewError } = found === undefined ? {} : viewing.document(found);
            const { row, viewError: rowError } = found?.row === undefined ? {} : viewing.row(found.row as Row);
            const threw = [viewError, rowError].flatMap((error) => error?.step ?? []);
            const shown = found && {
              key,
              ...(document === undefined ? {} : { document }),
              ...(row === undefined ? {} : { row }),
              ...(quarantine === undefined ? {} : { setApartAt: quarantine.event ?? '' }),
              ...(view === undefined ? {} : { view }),
              ...(threw.length === 0 ? {} : { threw }),
            };
            const expected = then.documents.find((one) => one.key === key);
            expect(canonicalJson([shown ?? null])).toBe(canonicalJson([expected ?? null]));
          }
        }),
        { numRuns: 200 },
      );
    });
  },
);
