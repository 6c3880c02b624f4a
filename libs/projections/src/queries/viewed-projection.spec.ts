import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { limits } from '#core/limits.js';
import type { RecordedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { pack } from '#read-store/packing.js';
import { compareValues, listRows } from '#read-store/row-list.js';
import type { RowValue } from '#read-store/row-list.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from '../definition/compiled-projection.js';
import { ContextBook, nothingPublished } from '../facts/context-book.js';
import { Follower } from '../batches/follower.js';
import { publishedFor } from '../oracle/naive-key.js';
import type { Definition } from '../oracle/naive-key.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { PastView } from './past-view.js';
import { projectionReads } from './projection-reader.js';
import type { ProjectionView, ReadPage, ReadRow } from './projection-reader.js';
import { QuestionGuard } from './question-guard.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { drifting } from '../oracle/sample-projections.js';
import { ViewedProjection, viewedHead, viewedPast } from './viewed-projection.js';
import { Visibility } from '../facts/visibility.js';

jest.setTimeout(120_000);

const any = drifting as unknown as AnyDefinition;
const compiled = compileProjection(any);

const pagesMost = 100;

/** Pages of a list, each read later than the one before. */
function pagesOf(page: (after: string | undefined, number: number) => ReadPage): ReadRow[] {
  const rows: ReadRow[] = [];
  let after: string | undefined;
  for (let number = 0; ; number++) {
    const { rows: more, next } = page(after, number);
    rows.push(...more);
    // A list that does not end is one whose cursor does not hold.
    if (number > pagesMost) throw new Error(`More than ${pagesMost} pages.`);
    if (next === undefined) return rows;
    after = next;
  }
}

/** By a member, missing ones last, ties by key; with a condition on it. */
function naiveList(
  rows: readonly ReadRow[],
  sort: string | undefined,
  sign: 1 | -1,
  to: number | undefined,
): ReadRow[] {
  const valueOf = ({ row }: ReadRow): RowValue | undefined => (sort === undefined ? null : row[sort]);
  const matching = rows.filter((one) => {
    const value = valueOf(one);
    return sort === undefined || to === undefined || (typeof value === 'number' && value <= to);
  });
  return matching.toSorted((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === undefined || y === undefined) return x === y ? sign * (a.key < b.key ? -1 : 1) : x === undefined ? 1 : -1;
    return sign * (compareValues(x, y) || (a.key < b.key ? -1 : 1));
  });
}

async function built(drafts: readonly DraftEvent[]) {
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, drafts);
  const store = new MemoryReadStore();
  const build = await store.create(any.name, 'f', { beganAt: ledger.head().sequence });
  const follower = new Follower(compiled, build, ledger, fixedClock(endOfHistory));
  while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
  await follower.passTime();
  await store.activate(build.info.id);
  const book = new ContextBook(ledger);
  const past = { mirror: ledger, visibility: new Visibility(ledger), book, now: endOfHistory };
  const reads = projectionReads(store, () => true);
  return {
    events: [...ledger.readAll()],
    head: <T>(now: number, work: (view: ReturnType<typeof viewedHead>) => T) =>
      reads.read(any.name, (head) => work(viewedHead(head, compiled, now, () => book))),
    at: <T>(asOf: number, known: number, work: (view: ProjectionView) => T) =>
      reads.read(any.name, (head) =>
        work(viewedPast(new PastView(head, compiled, past, { asOf, known }), head, compiled, () => book)),
      ),
  };
}

describe('a list of what is seen', () => {
  const asked = fc.record({
    // Without an order they stand by their keys.
    sort: fc.constantFrom('sinceMs', 'fired', 'rules', 'zone', undefined),
    direction: fc.constantFrom('ascending' as const, 'descending' as const),
    to: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 3 }),
    ahead: fc.integer({ min: 0, max: 3 }).map((n) => n * 700),
    asOf: fc.option(
      fc.integer({ min: 0, max: 20 }).map((n) => startOfHistory + n * 500),
      { nil: undefined },
    ),
    known: fc.nat({ max: 40 }),
  });

  test('is filtered, sorted and cut into pages by what a naive recomputation sees at the first page', async () => {
    await fc.assert(
      fc.asyncProperty(history, asked, async (drafts, { sort, direction, to, limit, ahead, asOf, known }) => {
        const { events, head, at } = await built(drafts);
        const ordered = sort === undefined ? {} : { sort, ...(to === undefined ? {} : { filter: { [sort]: { to } } }) };
        const query = { direction, limit, ...ordered };
        const more = (after: string | undefined) => (after === undefined ? query : { ...query, after });
        // The first page of the head tells when all are seen.
        const now = endOfHistory + ahead;
        const found = pagesOf((after, number) =>
          asOf === undefined
            ? head(now + number * 1_000, (view) => view.list(more(after)))
            : at(asOf, Math.min(known, events.length), (view) => view.list(more(after))),
        );
        const told = asOf === undefined ? events : events.slice(0, known);
        const permissions = { events, now: endOfHistory };
        const kept = naiveContents(unseen, told, asOf ?? endOfHistory, {}, events.length, permissions);
        const rows = kept.documents.flatMap(({ key, row }) =>
          row === undefined ? [] : [naivelySeen(key, row as Kept, told, asOf ?? now, events.length)],
        );
        expect(found).toEqual(naiveList(rows, sort, direction === 'ascending' ? 1 : -1, to));
      }),
      { numRuns: 200 },
    );
  });

  const unseen = { ...drifting, viewRow: undefined } as unknown as AnyDefinition;
  type Kept = Parameters<NonNullable<typeof drifting.viewRow>>[0];

  /** A row by the rules of an instant, which may lie behind the horizon of the fold. */
  function naivelySeen(key: string, kept: Kept, told: readonly RecordedEvent[], t: number, beganAt: number): ReadRow {
    const published = publishedFor(drifting as unknown as Definition, told, t, beganAt);
    const valid = (type: string) => published.findLast((one) => one.type === type)?.data;
    try {
      return { key, row: { ...kept, ...drifting.viewRow!(kept, t, { parameters: {}, valid } as never) } };
    } catch {
      return { key, row: kept, viewError: { step: 'viewRow', message: 'Error: viewRow' } };
    }
  }
});

describe('a list that has to look at every row', () => {
  const projection: CompiledProjection = { ...compiled, viewRow: (_row, t) => ({ age: t }) };
  const pageOf = (count: number) => {
    const row = pack({ n: 1 });
    const rows = Array.from({ length: count }, (_, i) => ({ key: String(i).padStart(6, '0'), row }));
    const snapshot = { rows: () => rows.values(), row: (key: string) => rows[Number(key)]?.row };
    return (query: object) => listRows(snapshot, 'x.1', query);
  };
  const listed = (count: number) => {
    const base = { horizonMs: 0, list: pageOf(count) } as unknown as ProjectionView;
    return (at: number) => new ViewedProjection(base, projection, { at, timeline: nothingPublished });
  };

  test('refuses more of them than the limit, with what to do instead', () => {
    const seen = listed(limits.viewedRows + 1)(5);
    const { name } = projection;
    for (const query of [{ sort: 'age' }, { filter: { n: 1 } }, { where: () => true }])
      expect(() => seen.list({ ...query, limit: 2 })).toThrow(
        `${name} makes its rows as they are read, and has more than`,
      );
    expect(seen.list({ limit: 2 })).toMatchObject({ rows: [{ row: { n: 1, age: 5 } }, { key: '000001' }] });
    expect(listed(limits.viewedRows)(5).list({ sort: 'age', limit: 2 }).total).toBe(limits.viewedRows);
  });

  test('is seen at the instant of its first page also in the order of its keys, and looks at no more than the page', () => {
    const seen = listed(limits.viewedRows + 1);
    const { next, rows } = seen(9).list({ limit: 2 });
    const more = seen(10).list({ limit: 2, after: next! });
    expect([...rows, ...more.rows].map(({ row }) => row['age'])).toEqual([9, 9, 9, 9]);
    expect(seen(11).list({ limit: 1, after: more.next! }).rows).toEqual([{ key: '000004', row: { n: 1, age: 9 } }]);
  });

  test('takes no cursor that claims to have been seen in the future, or was given without a view', () => {
    const seen = listed(3);
    const { next } = seen(9).list({ sort: 'age', limit: 2 });
    expect(seen(10).list({ sort: 'age', limit: 2, after: next! }).rows).toEqual([
      { key: '000002', row: { n: 1, age: 9 } },
    ]);
    expect(() => seen(8).list({ sort: 'age', limit: 2, after: next! })).toThrow('not one that a page gave');
    const plain = pageOf(3)({ limit: 2 }).next!;
    expect(() => seen(9).list({ sort: 'age', after: plain })).toThrow('not one that a page gave');
  });

  test('gives all rows once, in their order, however many are looked at together, and each that fails by itself', () => {
    const failing: CompiledProjection = {
      ...compiled,
      viewRow: (row, t) => {
        if (row['n'] === 700) throw new Error('viewRow');
        return { age: t };
      },
    };
    for (const count of [0, 1, 255, 256, 257, 1_000]) {
      const rows = Array.from({ length: count }, (_one, n) => ({ key: String(n), row: { n } }));
      const base = { horizonMs: 0, rows: () => rows.values() } as unknown as ProjectionView;
      const seen = [...new ViewedProjection(base, failing, { at: 5, timeline: nothingPublished }).rows()];
      expect(seen).toEqual(
        rows.map(({ key, row }) =>
          row.n === 700
            ? { key, row, viewError: { step: 'viewRow', message: 'Error: viewRow' } }
            : { key, row: { ...row, age: 5 } },
        ),
      );
    }
  });
});

describe('all rows, each looked at', () => {
  const failing = (row: { n?: unknown }, t: number) => {
    if (row.n === 300) throw new Error('viewRow');
    return { age: t };
  };
  const projection = { ...compiled, viewRow: failing } as CompiledProjection;
  const seenOf = (rows: () => readonly { key: string; row: { n: number } }[]) => {
    const base = { horizonMs: 0, rows: () => rows().values() } as unknown as ProjectionView;
    return new ViewedProjection(base, projection, { at: 9, timeline: nothingPublished });
  };
  const numbered = (count: number) => Array.from({ length: count }, (_none, n) => ({ key: String(n), row: { n } }));

  test('are in their order with what each is seen as, and an error is of its own row alone', () => {
    for (const count of [0, 1, 255, 256, 257, 600]) {
      const expected = numbered(count).map(({ key, row }) =>
        row.n === 300
          ? { key, row, viewError: { step: 'viewRow', message: 'Error: viewRow' } }
          : { key, row: { ...row, age: 9 } },
      );
      expect([...seenOf(() => numbered(count)).rows()]).toEqual(expected);
      expect([...seenOf(() => numbered(count)).rows({ asKept: true })]).toEqual(numbered(count));
    }
  });

  test('share guards, each of which costs more than many looks', () => {
    const guards = jest.spyOn(QuestionGuard.prototype, 'repeat');
    expect([...seenOf(() => numbered(10_000)).rows()]).toHaveLength(10_000);
    expect(guards.mock.calls.length).toBeLessThanOrEqual(100);
    guards.mockRestore();
  });
});
