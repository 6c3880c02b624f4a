import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { CellPath } from '#read-store/port.js';
import { BatchSize } from './batch-size.js';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { ContextBook } from './context-book.js';
import type { Contributor, ContributorPlace } from './contributor.js';
import { samePath } from './contributions.js';
import type { Contribution } from './definition.js';
import { Follower } from './follower.js';
import { naiveContents } from './naive-projection.js';
import { PastView } from './past-view.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from './random-history.js';
import { faulty, faultyReminders, parts, reminders, trails } from './sample-projections.js';
import { Visibility } from './visibility.js';

jest.setTimeout(120_000);

/** All of them, in pages of so many that were looked at. */
function gathered(view: PastView, at: CellPath, pageSize: number): Contributor[] {
  const all: Contributor[] = [];
  let after: ContributorPlace | undefined;
  for (let isOver = false; !isOver;) {
    isOver = true;
    let looked = 0;
    for (const { place, found } of view.contributors(at, after)) {
      if (found !== undefined) all.push(found);
      after = place;
      isOver = false;
      if (++looked === pageSize) break;
    }
  }
  return all;
}

/** What they come to, as a cell tells it. */
function sumOf(contributors: readonly Pick<Contributor, 'sums' | 'values'>[]) {
  const sums = new Map<string, bigint>();
  const values = new Map<string, number[]>();
  for (const one of contributors) {
    for (const [name, sum] of Object.entries(one.sums)) sums.set(name, (sums.get(name) ?? 0n) + sum);
    for (const [name, list] of Object.entries(one.values)) values.set(name, [...(values.get(name) ?? []), ...list]);
  }
  return {
    sums: Object.fromEntries([...sums].flatMap(([name, sum]) => (sum === 0n ? [] : [[name, String(sum)]]))),
    values: Object.fromEntries(
      [...values].flatMap(([name, list]) => (list.length === 0 ? [] : [[name, list.toSorted((a, b) => a - b)]])),
    ),
  };
}

interface Rolled {
  readonly rollup: (doc: object, ctx: object) => readonly Contribution[];
  readonly parameters?: object;
}

/** What a document has in a cell by the definition itself. */
function ownShare(definition: AnyDefinition, document: object, at: CellPath) {
  const { rollup, parameters } = definition as unknown as Rolled;
  const entries = rollup(document, { parameters });
  const own = entries.filter((entry) => samePath(entry.at, at));
  return sumOf(
    own.map(({ add = {}, values = {} }) => ({
      sums: Object.fromEntries(Object.entries(add).map(([name, by]) => [name, BigInt(by)])),
      values,
    })),
  );
}

describe.each([trails, parts, faulty, reminders, faultyReminders])(
  'what stands behind totals of $name',
  (definition) => {
    const any = definition as unknown as AnyDefinition;
    const compiled = { ...compileProjection(any), snapshotFacts: 2 };
    /** What they roll up depends on nothing but the document. */
    const isOfDocument = ['trails', 'parts'].includes(any.name);

    test('comes to what a naive recomputation of the total gives, document by document and event by event', async () => {
      await fc.assert(
        fc.asyncProperty(
          history,
          fc.integer({ min: -1, max: 20 }).map((n) => startOfHistory + n * 500),
          fc.nat({ max: 40 }),
          fc.record({ folded: fc.nat({ max: 50 }), horizon: fc.constantFrom(0, 4_000, 10_000), pageSize: fc.nat(3) }),
          async (drafts, asOf, k, { folded, horizon, pageSize }) => {
            const ledger = ledgerAt(endOfHistory);
            await record(ledger, drafts);
            const events = [...ledger.readAll()];
            const known = Math.min(k, events.length);
            const store = new MemoryReadStore();
            const build = await store.create(any.name, 'f', { beganAt: 0 });
            const visibility = new Visibility(ledger);
            const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now: endOfHistory };
            const clock = fixedClock(startOfHistory + horizon);
            const follower = new Follower(compiled, build, ledger, clock, visibility, new BatchSize(5, 9));
            const to = Math.min(folded, events.length);
            while (follower.position < to) await follower.catchUp(to);
            await store.activate(build.info.id);
            const permissions = { events, now: endOfHistory };
            const naive = naiveContents(any, events.slice(0, known), asOf, {}, 0, permissions);
            projectionReads(store, () => true).read(any.name, (head) => {
              const view = new PastView(head, compiled, past, { asOf, known });
              for (const { at, sums, values } of naive.cells) {
                const found = gathered(view, at, pageSize + 1);
                expect({ at, ...sumOf(found) }).toEqual({ at, sums, values });
                for (const { key, event, sequences, ...share } of found) {
                  const behind = sequences.map((sequence) => events[sequence - 1]!);
                  expect(behind.length).toBeGreaterThan(0);
                  // What was published may change a document too: from when it is valid.
                  for (const { sequence, occurredAt, effectiveFrom = occurredAt } of behind)
                    expect([sequence <= known, effectiveFrom <= asOf]).toEqual([true, true]);
                  const document = naive.documents.find((one) => one.key === key)?.document;
                  if (event !== undefined) expect(sequences).toEqual([event]);
                  else if (isOfDocument) expect(sumOf([share])).toEqual(ownShare(any, document as object, at));
                }
                // Documents by key, then events by sequence, each once.
                const places = found.map(({ key, event }) =>
                  event === undefined ? key : `~~${String(event).padStart(9, '0')}`,
                );
                expect(places).toEqual([...new Set(places)].sort());
              }
              expect(gathered(view, ['nowhere'], 3)).toEqual([]);
            });
          },
        ),
        { numRuns: 100 },
      );
    });
  },
);
