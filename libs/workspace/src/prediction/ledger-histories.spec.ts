import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import { populationAt, usualHorizon } from '#measures/prediction/relationship-history.js';
import { TestLedger } from './prediction-testing.js';

const importId = idOf(70);
const imported = { source: { connector: 'csv', dataset: 'x', importId } };
const party = (n: number, role: string) => ({ id: idOf(n), role, side: 'customer' as const });

describe('the histories of a ledger', () => {
  let made: TestLedger;
  beforeEach(() => void (made = new TestLedger()));
  const historyOf = (n: number, day = 500) => made.histories(day).histories.find(({ id }) => id === idOf(n));

  it('hold acts of theirs by day, each known when it was recorded', async () => {
    await made.record('OrderPlaced', { day: 10 });
    await made.record('OrderPlaced', { day: 11, recorded: 20 });
    await made.record('MessageSent', { day: 21 });
    const { histories, span, acts, claimed } = made.histories(500);
    expect(histories).toEqual([
      {
        id: idOf(1),
        acts: [
          { day: 10, knownOn: 10 },
          { day: 11, knownOn: 20 },
        ],
      },
    ]);
    // Behind the last touchpoint of anybody nothing is known.
    expect([span, acts, claimed]).toEqual([{ from: 10, through: 21 }, 2, 0]);
    await made.record('FeedStarted', { day: 30 }, { of: [] });
    expect(made.histories(500).span).toEqual({ from: 10, through: 30 });
    await made.record('MessageSent', { day: 500 });
    expect(made.histories(500).span!.through).toBe(499);
  });

  it('take imported acts to have been known when the source says, or when they occurred, and say how many', async () => {
    await made.record('OrderPlaced', { day: 10, recorded: 100 }, imported);
    await made.record('OrderPlaced', { day: 20, recorded: 100 }, { ...imported, sourceRecordedAt: 25 * 86_400_000 });
    await made.record('OrderPlaced', { day: 110 }, { sourceRecordedAt: 25 * 86_400_000 });
    const { histories, claimed } = made.histories(500);
    expect(histories[0]!.acts).toEqual([
      { day: 10, knownOn: 10 },
      { day: 20, knownOn: 25 },
      { day: 110, knownOn: 110 },
    ]);
    expect(claimed).toBe(2);
  });

  it('give acts to another one from when the link was known; until then they were of one that was merged', async () => {
    await made.orders(1, 10);
    await made.orders(2, 20);
    await made.record('PartiesLinked', { day: 50 }, { parties: [party(1, 'one'), party(2, 'other')] });
    await made.orders(2, 60);
    expect(historyOf(1)!.acts).toEqual([
      { day: 10, knownOn: 10 },
      { day: 20, knownOn: 50 },
      { day: 60, knownOn: 60 },
    ]);
    expect(historyOf(2)).toEqual({ id: idOf(2), acts: [{ day: 20, knownOn: 20 }], mergedOn: 50, unusable: 'merged' });
    const { histories } = made.histories(500);
    const unusable = (cut: number) => populationAt(histories, cut, usualHorizon).unusable.merged;
    expect([19, 20, 49, 50].map(unusable)).toEqual([0, 1, 1, 0]);
  });

  it('give acts of members to their organisations, from when that was known', async () => {
    await made.orders(1, 10);
    await made.record(
      'PartyAffiliated',
      { day: 50 },
      { parties: [party(1, 'member'), party(9, 'organisation')], data: { from: 0 } },
    );
    expect(historyOf(9)!.acts).toEqual([{ day: 10, knownOn: 50 }]);
    expect(historyOf(1)).toMatchObject({ unusable: 'merged', mergedOn: 50 });
  });

  it('believe what was taken back until it was, but nothing that was only claimed', async () => {
    const target = await made.record('OrderPlaced', { day: 10 });
    const claimed = await made.record('OrderPlaced', { day: 11, recorded: 20 }, imported);
    for (const id of [target, claimed]) await made.record('TouchpointRetracted', { day: 30 }, { data: { target: id } });
    expect(historyOf(1)!.acts).toEqual([{ day: 10, knownOn: 10, withdrawnOn: 30 }]);
    expect(made.histories(500).acts).toBe(0);
  });

  it('leave out who may not be analysed: those erased are counted at the cuts', async () => {
    await made.orders(1, 10);
    await made.orders(2, 10);
    await made.orders(3, 10);
    await made.record('ErasureRequested', { day: 20 }, { of: [1], data: {} });
    await made.record('ProcessingObjected', { day: 20 }, { of: [2], data: { purpose: 'relationship-analysis' } });
    const { histories, withheld } = made.histories(500);
    expect(histories.map(({ id, unusable }) => [id, unusable])).toEqual([
      [idOf(3), undefined],
      [idOf(1), 'erased'],
    ]);
    expect(withheld).toBe(1);
  });

  it('know contracts, their ends, and who looked after them', async () => {
    const day = (n: number) => n * 86_400_000;
    await made.orders(1, 10);
    const contract = await made.record('Contracted', { day: 11 }, { data: { startAt: day(12), endAt: day(99) } });
    await made.record('Renewed', { day: 90 }, { data: { contract, endAt: day(199) } });
    const owner = { id: idOf(60), role: 'owner', side: 'ours' as const };
    await made.record('OwnerChanged', { day: 95 }, { parties: [party(1, 'customer'), owner], data: {} });
    await made.record('MessageSent', { day: 300 });
    expect(historyOf(1)).toMatchObject({
      contracts: [{ from: 12, until: 200 }],
      endings: [{ day: 200, knownOn: 200 }],
      owners: [{ owner: idOf(60), day: 95, knownOn: 95 }],
    });
    await made.record('Cancelled', { day: 301 }, { data: {} });
    expect(historyOf(1)!.endings).toContainEqual({ day: 301, knownOn: 301 });
  });

  it('know on which whole days a feed of theirs was down', async () => {
    const feed = (type: 'FeedStarted' | 'FeedHeartbeat' | 'FeedStopped', day: number, data = {}) =>
      made.record(type, { day }, { of: [], data });
    await feed('FeedStarted', 1, { heartbeatSec: 2 * 86_400 });
    await made.orders(1, 2);
    await feed('FeedHeartbeat', 3);
    await feed('FeedHeartbeat', 10);
    await feed('FeedStopped', 11);
    await feed('FeedStarted', 20);
    // Silent from day 5 at noon until day 10 at noon, stopped on day 11 until day 20: the days between.
    expect(historyOf(1)!.outages).toEqual([
      { from: 6, until: 10 },
      { from: 12, until: 20 },
    ]);
    await feed('FeedStopped', 30);
    expect(historyOf(1)!.outages!.at(-1)).toEqual({ from: 31, until: Infinity });
  });

  it('know at a cut what the ledger knew then, and nothing else', async () => {
    const entry = fc.record({
      day: fc.integer({ min: 1, max: 40 }),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
      of: fc.constantFrom([1], [2], [3], [1, 2]),
      retracts: fc.option(fc.nat({ max: 20 }), { nil: undefined, freq: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 70 }),
        async (all, cut) => {
          const inOrder = all.toSorted((a, b) => a.day + a.late - b.day - b.late);
          const write = async (entries: typeof all) => {
            const ledger = new TestLedger();
            const ids: string[] = [];
            for (const { day, late, of, retracts } of entries) {
              const target = retracts === undefined ? undefined : ids[retracts % (ids.length + 1)];
              if (target === undefined)
                ids.push(await ledger.record('OrderPlaced', { day, recorded: day + late }, { of }));
              else await ledger.record('TouchpointRetracted', { day: day + late }, { of: [], data: { target } });
            }
            return ledger.histories(100).histories;
          };
          const seen = (histories: Awaited<ReturnType<typeof write>>) =>
            populationAt(histories, cut, usualHorizon)
              .members.map(({ id, days, horizonDays }) => ({ id, days, horizonDays }))
              .sort((a, b) => (a.id < b.id ? -1 : 1));
          const then = inOrder.filter(({ day, late }) => day + late <= cut);
          expect(seen(await write(inOrder))).toEqual(seen(await write(then)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
