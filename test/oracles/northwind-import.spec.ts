import { createReadStream, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { LocalTend } from '#workspace/local-tend.js';
import { testFolder } from '#workspace/testing.js';
import { testData } from './test-data.js';

interface Order {
  readonly order_id: string;
  readonly required_date: string;
  readonly shipped_date: string;
}

jest.setTimeout(120_000);

const path = testData('cx', 'northwind', 'orders.csv');
const orders = parse<Order>(readFileSync(path), { columns: true });
const customer = { column: 'customer_id', kind: 'organisation', role: 'customer', side: 'customer' } as const;
const common = {
  version: 1,
  dataset: 'northwind',
  format: 'csv',
  id: 'order_id',
  parties: [customer],
  unmapped: 'drop',
} as const;
const placed = {
  ...common,
  time: { column: 'order_date' },
  type: 'OrderPlaced',
  data: { requiredBy: { column: 'required_date', as: 'deadline' } },
};
const delivered = {
  ...common,
  part: 'delivered',
  time: { column: 'shipped_date' },
  type: 'Delivered',
  data: { order: { column: 'order_id', as: 'event' } },
};

function daysBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

describe('the table of the orders of Northwind, imported once for orders and once for deliveries', () => {
  const folder = testFolder();
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ zone: 'America/New_York' });
    const file = () => ({ name: 'orders.csv', bytes: createReadStream(path) });
    expect(await tend.import(file(), { mapping: placed }, {})).toMatchObject({ appended: 830, refused: 0 });
    // The rows that have no delivery yet say so.
    expect(await tend.import(file(), { mapping: delivered }, {})).toMatchObject({ appended: 809, refused: 21 });
  });

  afterAll(() => folder.dispose());

  const askedFor = async (state: string) => {
    const query = { asOf: '1998-05-06', filter: { state }, limit: 500 };
    const rows = [];
    for (let after: string | undefined; ;) {
      const page = await tend.made.documents('promises', { ...query, ...(after === undefined ? {} : { after }) });
      rows.push(...page.rows);
      if (page.next === undefined) return rows;
      after = page.next;
    }
  };

  it('are on 1998-05-06 promises of which 772 are kept, 37 were kept late and 21 are open', async () => {
    const counts = await Promise.all(
      ['kept', 'kept-late', 'open'].map(async (state) => (await askedFor(state)).length),
    );
    expect(counts).toEqual([772, 37, 21]);
  });

  it('are late by the days between the two dates, and due in those that are left', async () => {
    const late = orders.filter(({ required_date: due, shipped_date: at }) => at !== '' && at > due);
    const lateDays: number[] = [];
    for (const { key } of await askedFor('kept-late')) {
      const { view } = await tend.made.document('promises', key, { asOf: '1998-05-06' });
      lateDays.push((view as { daysLate: number }).daysLate);
    }
    const byNumber = (a: number, b: number) => a - b;
    expect(lateDays.sort(byNumber)).toEqual(
      late.map((order) => daysBetween(order.required_date, order.shipped_date)).sort(byNumber),
    );
    const end = Date.parse('1998-05-07T04:00:00Z') - 1;
    const left = (await askedFor('open')).map(({ row }) => Math.round(((row!['dueAt'] as number) - end) / 86_400_000));
    const open = orders.filter(({ shipped_date: at }) => at === '');
    expect(left.sort(byNumber)).toEqual(
      open.map(({ required_date: due }) => daysBetween('1998-05-06', due)).sort(byNumber),
    );
  });
});
