import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { endOfDay, startOfDay } from '#core/time.js';
import { eventOf, idOf } from '#domain/testing.js';
import { promiseRates } from '#measures/promises/promise-rate.js';
import { tallyOfCells } from '#measures/promises/promise-totals.js';
import { promises } from '#read-models/promises.projection.js';
import { feedStarted, given, type GivenFact } from '#projections/testing/testing.js';
import { KitRun } from '#projections/testing/testing-runs.js';
import { testData } from './test-data.js';

interface Order {
  readonly order_id: string;
  readonly customer_id: string;
  readonly order_date: string;
  readonly required_date: string;
  readonly shipped_date: string;
}

jest.setTimeout(120_000);

const orders = parse<Order>(readFileSync(testData('cx', 'northwind', 'orders.csv')), { columns: true });
const zone = 'America/New_York';
const asOf = endOfDay('1998-05-06', zone);
const customers = [...new Set(orders.map((order) => order.customer_id))];
const source = { connector: 'erp', dataset: 'northwind' };

/** An order as it would be captured: placed, and delivered where it was shipped. */
function factsOf(order: Order): GivenFact[] {
  const id = idOf(Number(order.order_id));
  const parties = [
    { id: idOf(1_000 + customers.indexOf(order.customer_id)), role: 'customer', side: 'customer' as const },
  ];
  const placed = eventOf('OrderPlaced', {
    id,
    occurredAt: startOfDay(order.order_date, zone),
    ordinal: Number(order.order_id),
    data: { requiredBy: endOfDay(order.required_date, zone) },
    parties,
    source,
  });
  if (order.shipped_date === '') return [placed];
  const delivered = eventOf('Delivered', {
    id: idOf(100_000 + Number(order.order_id)),
    occurredAt: startOfDay(order.shipped_date, zone),
    ordinal: Number(order.order_id),
    data: { order: id },
    parties,
    source,
  });
  return [placed, delivered];
}

/** The same by comparing dates as texts and as numbers of days. */
function expectedOf({ required_date: required, shipped_date: shipped }: Order, day: string, up: boolean): string {
  if (shipped !== '' && shipped <= day) return shipped > required ? 'kept-late' : 'kept';
  if (day <= required) return 'open';
  return up ? 'broken' : 'unconfirmed';
}

function daysBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

async function runOf(facts: readonly GivenFact[]): Promise<KitRun> {
  return KitRun.of({ definition: promises, facts, parameters: { zone, dueSoonDays: 2 }, until: asOf });
}

const feed = feedStarted('erp', startOfDay('1996-01-01', zone));

describe('the orders of Northwind, folded as promises', () => {
  let run: KitRun;

  beforeAll(async () => {
    run = await runOf([feed, ...orders.flatMap(factsOf)]);
  });

  it('are 830 of 89 customers: 772 kept, 37 late, 21 open on 1998-05-06', () => {
    run.read((view) => {
      const counts = (state: string) => view.list({ filter: { state }, limit: 1 }).total;
      const { rows, total } = view.list();
      expect([total, new Set(rows.map(({ key }) => key.split('~')[0])).size]).toEqual([830, 89]);
      expect([counts('kept'), counts('kept-late'), counts('open')]).toEqual([772, 37, 21]);
      const tally = tallyOfCells(view.cells([]), { by: 'ours' });
      expect(tally).toEqual({
        byEvidence: {
          'observed': { kept: 772, broken: 37 },
          'customer-confirmed': { kept: 0, broken: 0 },
          'self-reported': { kept: 0, broken: 0 },
        },
        unconfirmed: 0,
        open: 21,
        void: 0,
      });
      expect(promiseRates(tally)['observed']!.rate).toBeCloseTo(772 / 809, 12);
    });
  });

  it('are late by the days between the two dates', () => {
    run.read((view) => {
      const documents = new Map([...view.documents()].map(({ key, view: seen }) => [key.split('~')[1], seen]));
      expect(documents.size).toBe(830);
      for (const order of orders) {
        const late = order.shipped_date === '' ? 0 : daysBetween(order.required_date, order.shipped_date);
        expect(documents.get(idOf(Number(order.order_id)))).toMatchObject({ daysLate: late > 0 ? late : null });
      }
      const ms = [...view.cells([])].map(({ columns }) => columns['lateMs']?.count ?? 0);
      expect(ms.reduce((sum, n) => sum + n, 0)).toBe(37);
    });
  });

  it('are, of the 21 that are open, due in the days between that day and the required one', () => {
    run.read((view) => {
      const { rows } = view.list({ filter: { state: 'open' }, sort: 'dueAt' });
      const open = orders.filter((order) => order.shipped_date === '');
      const days = open.map((order) => daysBetween('1998-05-06', order.required_date)).sort((a, b) => a - b);
      expect(rows.map(({ row }) => Math.round(((row['dueAt'] as number) - asOf) / 86_400_000))).toEqual(days);
    });
  });

  it.each(['1996-08-22', '1996-09-30', '1997-08-09', '1998-01-29', '1998-04-03', '1998-05-05'])(
    'are on %s what the dates say of that day',
    (day) => {
      const known = orders.filter((order) => order.order_date <= day);
      const states = run.readAt(endOfDay(day, zone), run.events.length, (view) =>
        [...view.rows()].map(({ key, row }) => [key.split('~')[1], row['state']]),
      );
      const expected = known.map((order) => [idOf(Number(order.order_id)), expectedOf(order, day, true)]);
      expect(new Map(states as [string, string][])).toEqual(new Map(expected as [string, string][]));
    },
  );

  it('without a feed are a question, from the day after they are due until they are delivered', async () => {
    const imported = await runOf(orders.flatMap(factsOf));
    for (const day of ['1997-08-09', '1998-01-29', '1998-04-03']) {
      const overdue = orders
        .filter((order) => order.order_date <= day)
        .filter((order) => expectedOf(order, day, false) === 'unconfirmed');
      const found = imported.readAt(endOfDay(day, zone), imported.events.length, (view) =>
        [...view.rows()].filter(({ row }) => row['state'] === 'unconfirmed').map(({ key }) => key.split('~')[1]),
      );
      expect(overdue.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set(overdue.map((order) => idOf(Number(order.order_id)))));
    }
  });
});

it('some orders of Northwind keep every rule of a fold', async () => {
  const some = orders.filter((_, i) => i % 60 === 0).flatMap(factsOf);
  await given([feed, ...some.toReversed()], { parameters: { zone } })
    .of(promises)
    .asOf(asOf)
    .folded();
});
