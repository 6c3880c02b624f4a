import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { fixedClock } from '#core/testing.js';
import { endOfDay, startOfDay } from '#core/time.js';
import type { LocalTend } from '#workspace/local-tend.js';
import { fileOf, testFolder } from '#workspace/testing.js';
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
const end = endOfDay('1998-05-06', zone);
const folder = testFolder();
let tend: LocalTend;

const customerOf = ({ customer_id: value }: Order) => ({
  kind: 'organisation',
  identifiers: [{ scheme: 'customer', value }],
  name: value,
  role: 'customer',
  side: 'customer',
});
const lineOf = (order: Order, id: string, type: string, day: string, data: object): string =>
  `${JSON.stringify({ id, type, occurredAt: new Date(startOfDay(day, zone)).toISOString(), parties: [customerOf(order)], data })}\n`;
const send = (text: string) =>
  tend.import(fileOf('orders.ndjson', text), { dataset: 'northwind', format: 'ndjson' }, {});

beforeAll(async () => {
  tend = await folder.open({ zone, clock: fixedClock(end) });
  const placed = orders.map((order) => {
    const data = { requiredBy: endOfDay(order.required_date, zone) };
    return lineOf(order, `placed ${order.order_id}`, 'OrderPlaced', order.order_date, data);
  });
  await send(placed.join(''));
  const ids = new Map<string, string>();
  for (const { id } of (await tend.relationships({ limit: 500 })).rows) {
    for (const { id: event, personal } of (await tend.timeline(id, { limit: 500 })).rows)
      if (typeof personal === 'object') ids.set(String(personal['externalId']), event);
  }
  const shipped = orders.filter((order) => order.shipped_date !== '');
  await send(
    shipped
      .map((order) => {
        const data = { order: ids.get(`placed ${order.order_id}`) };
        return lineOf(order, `shipped ${order.order_id}`, 'Delivered', order.shipped_date, data);
      })
      .join(''),
  );
});

afterAll(() => folder.dispose());

it('lists the orders of Northwind as promises: 772 kept, 37 late and 21 open on 1998-05-06', async () => {
  const answer = await tend.promises.list({ state: 'all', limit: 1 });
  expect([answer.total, answer.counts]).toEqual([830, { open: 21, kept: 772, broken: 37, unconfirmed: 0 }]);
  const [rate] = answer.rates;
  expect(rate!.rate).toBeCloseTo(772 / 809, 12);
  expect((await tend.promises.list({ state: 'kept-late' })).total).toBe(37);
});

it('shows the open ones by their required dates, the oldest due first', async () => {
  const { rows } = await tend.promises.list({ state: 'open', limit: 100 });
  const open = orders.filter((order) => order.shipped_date === '');
  expect(rows.map(({ dueAt, relationship }) => [dueAt.slice(0, 10), relationship!.name])).toEqual(
    expect.arrayContaining(open.map((order) => [order.required_date, order.customer_id])),
  );
  expect(rows.map(({ dueAt }) => dueAt.slice(0, 10))).toEqual(open.map((order) => order.required_date).sort());
});

it.each(['1996-08-22', '1997-08-09', '1998-01-29'])('counts on %s what the dates say of that day', async (day) => {
  const placed = orders.filter((order) => order.order_date <= day);
  const done = placed.filter(({ shipped_date: shipped }) => shipped !== '' && shipped <= day);
  const late = done.filter((order) => order.shipped_date > order.required_date).length;
  const waiting = placed.filter((order) => !done.includes(order));
  const open = waiting.filter((order) => day <= order.required_date).length;
  const answer = await tend.promises.list({ asOf: day, limit: 1 });
  const unconfirmed = waiting.length - open;
  expect(answer.counts).toEqual({ open, kept: done.length - late, broken: late, unconfirmed });
});

it('tells of each customer what its own orders say', async () => {
  const customer = 'SAVEA';
  const own = orders.filter((order) => order.customer_id === customer);
  const late = own.filter((order) => order.shipped_date > order.required_date).length;
  const open = own.filter((order) => order.shipped_date === '').length;
  const { promises } = await tend.relationship(customer);
  expect(promises).toMatchObject({ open, broken: late, kept: own.length - late - open, unconfirmed: 0 });
});
