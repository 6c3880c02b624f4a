import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import { evidenceOf } from './evidence.js';
import type { Evidence } from './evidence.js';
import { Follower } from '../batches/follower.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { PastView } from './past-view.js';
import { atOnce } from '../calls/pieces.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import { samePath } from '../definition/contributions.js';
import type { Contribution } from '../definition/definition.js';
import { faulty, faultyReminders, parts, reminders, trails } from '../oracle/sample-projections.js';
import { Visibility } from '../facts/visibility.js';

describe.each([trails, parts, faulty, reminders, faultyReminders])('the evidence of a total of $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 2 };
  /** What they roll up depends on nothing but the document. */
  const isOfDocument = ['trails', 'parts'].includes(any.name);
  const instant = fc.integer({ min: -1, max: 20 }).map((n) => startOfHistory + n * 500);

  test('adds up to the total of a naive recomputation, at any moment, in pages, with the events behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        instant,
        fc.nat({ max: 40 }),
        fc.nat({ max: 50 }),
        fc.constantFrom(0, 4_000, endOfHistory - startOfHistory),
        fc.integer({ min: 1, max: 4 }),
        async (drafts, asOf, k, folded, horizon, limit) => {
          const ledger = ledgerAt(endOfHistory);
          await record(ledger, drafts);
          const events = [...ledger.readAll()];
          const store = new MemoryReadStore();
          const build = await store.create(any.name, 'f', { beganAt: Infinity });
          const visibility = new Visibility(ledger);
          const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now: endOfHistory };
          const follower = new Follower(
            compiled,
            build,
            ledger,
            fixedClock(startOfHistory + horizon),
            visibility,
            new BatchSize(5, 9),
          );
          const to = Math.min(folded, events.length);
          while (follower.position < to) await follower.catchUp(to);
          await store.activate(build.info.id);
          const moment = { asOf, known: Math.min(k, events.length) };
          const permissions = { events, now: endOfHistory };
          const { cells, documents } = naiveContents(
            any,
            events.slice(0, moment.known),
            asOf,
            {},
            Infinity,
            permissions,
          );
          projectionReads(store, () => true).read(any.name, (head) => {
            const view = new PastView(head, compiled, past, moment);
            const searched = { projection: compiled, past, moment, view };
            const nowhere = atOnce(evidenceOf(searched, { at: ['nowhere'] }, { limit }));
            expect(nowhere).toEqual({ rows: [] });
            for (const cell of cells) {
              const found: Evidence[] = [];
              let after: string | undefined;
              do {
                const page = atOnce(
                  evidenceOf(searched, { at: cell.at }, { limit, ...(after === undefined ? {} : { after }) }),
                );
                expect(page.rows.length).toBeLessThanOrEqual(limit);
                found.push(...page.rows);
                after = page.next;
              } while (after !== undefined);
              expect(canonicalJson(addedUp(found))).toBe(canonicalJson(shownOf(cell)));
              for (const part of [...Object.keys(cell.sums), ...Object.keys(cell.values)]) {
                const { rows } = atOnce(evidenceOf(searched, { at: cell.at, part }, { limit: 1000 }));
                const { sums, values } = shownOf(cell) as {
                  sums: Record<string, string>;
                  values: Record<string, number>;
                };
                const only = <T>(all: Record<string, T>) => (part in all ? { [part]: all[part] } : {});
                expect(canonicalJson(addedUp(rows))).toBe(canonicalJson({ sums: only(sums), values: only(values) }));
                const keys = new Set(found.map(({ key }) => key));
                expect(rows.every(({ key, sequences }) => keys.has(key) && sequences.length > 0)).toBe(true);
              }
              // Documents by key, then events by sequence, each once.
              const places = found.map(({ key, isCounted, sequences }) =>
                isCounted === true ? `~~${String(sequences[0]).padStart(9, '0')}` : key,
              );
              expect(places).toEqual(Array.from(new Set(places)).sort());
              for (const { key, isCounted, sequences, ...part } of found) {
                expect(sequences.length).toBeGreaterThan(0);
                if (isCounted === true) expect(sequences).toHaveLength(1);
                else if (isOfDocument) {
                  const document = documents.find((one) => one.key === key)!.document as object;
                  expect(addedUp([{ key, sequences, ...part }])).toEqual(ownPart(any, document, cell.at));
                }
                for (const sequence of sequences) {
                  expect(sequence).toBeLessThanOrEqual(moment.known);
                  const event = events[sequence - 1]!;
                  if (event.effectiveFrom !== undefined) continue;
                  expect(event.occurredAt).toBeLessThanOrEqual(asOf);
                  const at = { sequence: moment.known, horizon: endOfHistory };
                  const now = { sequence: events.length, horizon: endOfHistory };
                  const keys = assignmentsOf(compiled, new GivenEvent(event), visibility, at, now).map(
                    (one) => one.key,
                  );
                  expect(keys).toContain(key);
                }
              }
            }
          });
        },
      ),
      { numRuns: 120 },
    );
  });
});

interface Rolled {
  readonly rollup: (doc: object, ctx: object) => readonly Contribution[];
  readonly parameters?: object;
}

/** What a document has in a cell by the definition itself. */
function ownPart(definition: AnyDefinition, document: object, at: readonly (string | number)[]): object {
  const { rollup, parameters } = definition as unknown as Rolled;
  const own = rollup(document, { parameters }).filter((entry) => samePath(entry.at, at));
  const parts = own.map(({ add = {}, values = {} }) => ({
    key: '',
    sequences: [],
    sums: Object.fromEntries(Object.entries(add).map(([name, by]) => [name, BigInt(by)])),
    values: Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.length])),
  }));
  return addedUp(parts);
}

/** Sums, and how many values there are. */
function addedUp(found: readonly Evidence[]): object {
  const sums: Record<string, bigint> = {};
  const values: Record<string, number> = {};
  for (const evidence of found) {
    for (const [name, sum] of Object.entries(evidence.sums)) sums[name] = (sums[name] ?? 0n) + sum;
    for (const [name, count] of Object.entries(evidence.values)) values[name] = (values[name] ?? 0) + count;
  }
  const kept = Object.entries(sums).filter(([, sum]) => sum !== 0n);
  const counted = Object.entries(values).filter(([, count]) => count !== 0);
  const sumTexts = kept.map(([name, sum]) => [name, String(sum)]);
  return { sums: Object.fromEntries(sumTexts), values: Object.fromEntries(counted) };
}

function shownOf({ sums, values }: { readonly sums: object; readonly values: object }): object {
  const counts = Object.entries(values as Record<string, readonly unknown[]>).map(([name, all]) => [name, all.length]);
  return {
    sums: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, String(sum)])),
    values: Object.fromEntries(counts),
  };
}
