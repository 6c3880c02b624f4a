import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { at, dayMs, openMade, type MadeFixture } from './made-testing.js';
import { importLines, now, refusalOf } from '../testing.js';

jest.setTimeout(60_000);

describe('totals of what projections make', () => {
  let made: MadeFixture;
  let tend: MadeFixture['tend'];

  beforeEach(async () => {
    made = await openMade();
    ({ tend } = made);
  });

  afterEach(() => made.dispose());

  it('is summed up, page by page, now and at a moment', async () => {
    const { rows } = await tend.made.totals('silence', {});
    const gaps = { count: 6, min: dayMs, median: dayMs, p90: 2.5 * dayMs, max: 3 * dayMs, sum: 9 * dayMs };
    expect(rows).toEqual([
      { at: ['by channel', 'email'], sums: { n: 12 }, columns: {} },
      { at: ['gaps'], sums: { n: 6 }, columns: { gapMs: gaps } },
      ...[1, 2, 3, 4].map((n) => ({ at: ['messages', n], sums: { keys: 1 }, columns: {} })),
    ]);
    const found = [];
    for (let after: string | undefined, isOver = false; !isOver;) {
      const page = await tend.made.totals('silence', { limit: 1, prefix: ['messages'], ...(after && { after }) });
      found.push(...page.rows);
      after = page.next;
      isOver = after === undefined;
    }
    expect(found).toEqual(rows.slice(2));
    const then = await tend.made.totals('silence', { asOf: at(3), limit: 3 });
    expect(then.rows.map((row) => [row.at, row.sums])).toEqual([
      [['by channel', 'email'], { n: 4 }],
      [['gaps'], { n: 1 }],
      [['messages', 1], { keys: 2 }],
    ]);
    const rest = await tend.made.totals('silence', { asOf: at(3), limit: 3, after: then.next! });
    expect([rest.rows.map((row) => row.at), rest.next]).toEqual([[['messages', 2]], undefined]);
  });

  it('opens every total to its documents and events, page by page, of one moment', async () => {
    const gaps = await tend.evidence('silence', ['gaps'], { limit: 2 });
    made.clock.set(now + dayMs);
    await importLines(tend, [{ id: 'late', at: at(4.5), customer: 'Cedar Bay' }]);
    const more = await tend.evidence('silence', ['gaps'], { limit: 2, after: gaps.next! });
    const found = [...gaps.rows, ...more.rows].map(({ of, sums, values, eventCount }) => [
      of?.name,
      sums['n'],
      values['gapMs'],
      eventCount,
    ]);
    // Who wrote once has no gap; of Cedar Bay the gap is as it was when the first page was asked for.
    expect(found.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['Amber Mills', 2, 2, 2],
      ['Cedar Bay', 1, 1, 1],
      ['Dune Ltd', 3, 3, 3],
    ]);
    expect(more.next).toBeUndefined();
    const counted = await tend.evidence('silence', ['by channel', 'email'], { asOf: at(2) });
    const isCounted = gaps.rows.map((row) => row.isCounted);
    expect(isCounted).toEqual([undefined, undefined]);
    expect(counted.rows.map(({ of, isCounted, sums, events }) => [of?.name, isCounted, sums, events.length])).toEqual([
      ['Amber Mills', true, { n: 1 }, 1],
      ['Amber Mills', true, { n: 1 }, 1],
      ['Birch & Co', true, { n: 1 }, 1],
    ]);
    expect((await tend.evidence('silence', ['nowhere'], {})).rows).toEqual([]);
  });

  it('refuses what it cannot answer', async () => {
    const codeOf = async (work: () => Promise<unknown>) => {
      const { code, violations } = await refusalOf(work);
      return [code, ...violations.map(({ field }) => field)];
    };
    const { made: reads } = tend;
    for (const ask of [
      () => reads.documents('nowhere', {}),
      () => reads.document('nowhere', 'x', {}),
      () => reads.document('silence', 'x', {}),
      () => reads.document('silence', 'x', { asOf: at(1) }),
      () => reads.totals('nowhere', {}),
      () => tend.evidence('nowhere', ['x'], {}),
    ])
      expect(await codeOf(ask)).toEqual(['not-found']);
    const filter = { messages: { between: 1 } } as never;
    expect(await codeOf(() => reads.documents('silence', { filter }))).toEqual(['invalid', 'filter.messages']);
    expect(await codeOf(() => reads.documents('silence', { sort: 'mesages' }))).toEqual(['invalid', 'sort']);
    expect(await codeOf(() => reads.documents('silence', { limit: 0 }))).toEqual(['invalid', 'limit']);
    expect(await codeOf(() => reads.totals('silence', { prefix: [null] as never }))).toEqual(['invalid', 'prefix']);
    expect(await codeOf(() => reads.totals('silence', { asOf: '2099-01-01' }))).toEqual(['invalid', 'asOf']);
    const { next } = await reads.documents('silence', { limit: 1 });
    expect(await codeOf(() => reads.documents('silence', { limit: 1, sort: 'messages', after: next! }))).toEqual([
      'invalid',
      'after',
    ]);
    const cells = await reads.totals('silence', { limit: 1 });
    const behind = await tend.evidence('silence', ['gaps'], { limit: 1 });
    for (const activate of [true, true]) await tend.builds.rebuild('silence', { activate }, {});
    for (const ask of [
      () => reads.documents('silence', { limit: 1, after: next! }),
      () => reads.totals('silence', { limit: 1, after: cells.next! }),
      () => tend.evidence('silence', ['gaps'], { limit: 1, after: behind.next! }),
    ])
      expect(await codeOf(ask)).toEqual(['cursor-expired']);
  });
});
