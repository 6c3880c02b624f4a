import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pack } from '../packing.js';
import type { Build, KeyEntry } from '../port.js';
import { listRows } from '../row-list.js';

/** Lists of rows: pages, sorting, conditions, cursors. */
export function rowListContract(made: () => Promise<Build>): void {
  test('lists rows page by page as a sorted copy of them would', async () => {
    const build = await made();
    const rowOf = fc.record(
      {
        n: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(null), fc.boolean(), fc.constantFrom('a', 'b', 'é')),
        kind: fc.constantFrom('x', 'y'),
      },
      { requiredKeys: ['kind'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowOf, { maxLength: 25 }),
        fc.constantFrom('ascending' as const, 'descending' as const),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (rows, direction, limit, filtered) => {
          const old = build.read((snapshot) => [...snapshot.entries()].map(({ key }) => ({ key })));
          const keys = rows.map((row, i) => ({ key: `k${i}`, entry: entryOf(`k${i}`, row) }));
          await build.commit({ slots: [], keys: [...old, ...keys] });
          const query = { sort: 'n', direction, limit, ...(filtered ? { filter: { kind: 'x' } } : {}) };
          const all = build.read((snapshot) => listRows(snapshot, 'b', { ...query, limit: 1000 }));
          const pages = [];
          for (let after: string | undefined = '', first = true; after !== undefined; first = false) {
            const page = build.read((snapshot) => listRows(snapshot, 'b', first ? query : { ...query, after: after! }));
            expect(page.total).toBe(rows.filter(({ kind }) => !filtered || kind === 'x').length);
            pages.push(...page.rows);
            after = page.next;
          }
          expect(pages).toEqual(all.rows);
          expect(pages.map(({ row }) => row)).toEqual(
            sortedRows(rows, direction).filter(({ kind }) => !filtered || kind === 'x'),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes conditions: a value, a range, several values, a function', async () => {
    const build = await made();
    const rows = [{ n: 1, s: 'a' }, { n: 2, s: 'b' }, { n: 3 }, { n: '2', s: 'c' }];
    await build.commit({ slots: [], keys: rows.map((row, i) => ({ key: `k${i}`, entry: entryOf(`k${i}`, row) })) });
    const keys = (query: Parameters<typeof listRows>[2]): string[] =>
      build.read((snapshot) => listRows(snapshot, 'b', query).rows.map(({ key }) => key));
    expect(keys({ filter: { n: 2 } })).toEqual(['k1']);
    expect(keys({ filter: { n: { from: 2 } } })).toEqual(['k1', 'k2']);
    expect(keys({ filter: { n: { from: 2, to: 2 } } })).toEqual(['k1']);
    expect(keys({ filter: { s: { in: ['a', 'c'] } } })).toEqual(['k0', 'k3']);
    expect(keys({ filter: { n: 2, s: 'a' } })).toEqual([]);
    expect(keys({ filter: { constructor: 2 } })).toEqual([]);
    expect(keys({ where: (row, key) => row.n === 1 || key === 'k3' })).toEqual(['k0', 'k3']);
    expect(keys({ limit: 0 })).toEqual([]);
  });

  test('sorts by what is computed, and keeps it out of the cursor', async () => {
    const build = await made();
    const names: Record<string, string> = { k0: 'Zoe', k1: 'Ann', k2: 'Ann' };
    await build.commit({ slots: [], keys: Object.keys(names).map((key) => ({ key, entry: entryOf(key, {}) })) });
    const query = { sort: (_row: object, key: string) => names[key], limit: 1 };
    const first = build.read((snapshot) => listRows(snapshot, 'b', query));
    expect(first.rows[0]!.key).toBe('k1');
    expect(Buffer.from(first.next!, 'base64url').toString()).not.toContain('Ann');
    const second = build.read((snapshot) => listRows(snapshot, 'b', { ...query, after: first.next! }));
    expect(second.rows[0]!.key).toBe('k2');
    const third = build.read((snapshot) => listRows(snapshot, 'b', { ...query, after: second.next! }));
    expect(third).toEqual({ rows: [{ key: 'k0', row: {} }], total: 3 });
    await build.commit({ slots: [], keys: [{ key: 'k1' }] });
    const gone = (): unknown => build.read((snapshot) => listRows(snapshot, 'b', { ...query, after: first.next! }));
    expect(gone).toThrow(expect.objectContaining({ code: 'cursor-expired' }));
  });

  test('takes no cursor of another build and none that is none', async () => {
    const build = await made();
    await build.commit({ slots: [], keys: ['a', 'b'].map((key) => ({ key, entry: entryOf(key, {}) })) });
    const { next } = build.read((snapshot) => listRows(snapshot, 'b', { limit: 1 }));
    const page = (id: string, after: string): unknown => build.read((snapshot) => listRows(snapshot, id, { after }));
    expect(() => page('c', next!)).toThrow(expect.objectContaining({ code: 'cursor-expired' }));
    for (const bad of ['', 'x', 'bnVsbA', Buffer.from('["b",1]').toString('base64url')]) {
      expect(() => page('b', bad)).toThrow(expect.objectContaining({ code: 'invalid' }));
    }
  });
}

/** An entry that holds a text, and a row. */
export function entryOf(text: string, row?: object): KeyEntry {
  return {
    place: { occurredAt: 1, ordinal: 2, sequence: 3 },
    facts: 1,
    rowSteps: 0,
    totalSteps: 0,
    signalSteps: 0,
    known: 3,
    document: Buffer.from(text),
    ...(row === undefined ? {} : { row: pack(row) }),
  };
}

/** Missing last in both directions; null, booleans, numbers, texts; equal ones by key, which is their place in the list. */
function sortedRows<T extends { n?: unknown }>(rows: readonly T[], direction: 'ascending' | 'descending'): T[] {
  const rank = ({ n }: T): number =>
    [n === null, typeof n === 'boolean', typeof n === 'number', typeof n === 'string'].indexOf(true);
  const keyed = rows.map((row, i) => ({ row, key: `k${i}` }));
  const there = keyed.filter(({ row }) => row.n !== undefined);
  const sorted = there.sort((a, b) => {
    const byRank = rank(a.row) - rank(b.row);
    if (byRank !== 0) return byRank;
    if (a.row.n !== b.row.n) return (a.row.n as number) < (b.row.n as number) ? -1 : 1;
    return a.key < b.key ? -1 : 1;
  });
  const missing = keyed.filter(({ row }) => row.n === undefined).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (direction === 'descending') {
    sorted.reverse();
    missing.reverse();
  }
  return [...sorted, ...missing].map(({ row }) => row);
}
