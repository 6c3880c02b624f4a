import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { endOfDay, startOfDay } from '#core/time.js';
import { daysLate, tallyPromises } from '#measures/promises/promise-outcome.js';
import {
  promiseAt,
  promiseDeadline,
  promiseKept,
  promiseMade,
  unmadePromise,
  type PromiseState,
} from '#measures/promises/promise-state.js';
import { testData } from './test-data.js';

interface Order {
  readonly order_id: string;
  readonly order_date: string;
  readonly required_date: string;
  readonly shipped_date: string;
}

const orders = parse<Order>(readFileSync(testData('cx', 'northwind', 'orders.csv')), { columns: true });
const asOf = '1998-05-06';

/** The order as a promise to ship by the required date, with all that is known at the end of a day. */
function promiseOf(order: Order, day: string, zone: string): PromiseState {
  const until = endOfDay(day, zone);
  let promise = promiseMade(unmadePromise(), {
    at: startOfDay(order.order_date, zone),
    by: 'ours',
    dueAt: endOfDay(order.required_date, zone),
    confirmBy: 'connector',
  });
  const steps: { at: number; step: () => void }[] = [];
  const deadline = promiseDeadline(promise)!;
  steps.push({ at: deadline, step: () => void (promise = promiseAt(promise, deadline, true)) });
  if (order.shipped_date !== '') {
    const at = startOfDay(order.shipped_date, zone);
    // At one instant facts come before deadlines.
    steps.unshift({ at, step: () => void (promise = promiseKept(promise, at, 'connector')) });
  }
  for (const { at, step } of steps.toSorted((a, b) => a.at - b.at)) if (at <= until) step();
  return promise;
}

/** The same by comparing dates as numbers of days, with code of its own. */
function daysAfter(later: string, earlier: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

describe.each(['UTC', 'America/New_York', 'Asia/Tokyo'])('the orders of Northwind as promises, in %s', (zone) => {
  const promises = orders.map((order) => ({ order, promise: promiseOf(order, asOf, zone) }));

  it('are 830: 37 late, 21 open, the others in time', () => {
    expect(promises).toHaveLength(830);
    expect(promises.filter(({ promise }) => promise.status === 'kept-late')).toHaveLength(37);
    expect(tallyPromises(promises.map(({ promise }) => promise))).toEqual({
      byEvidence: {
        'observed': { kept: 772, broken: 37 },
        'customer-confirmed': { kept: 0, broken: 0 },
        'self-reported': { kept: 0, broken: 0 },
      },
      unconfirmed: 0,
      open: 21,
      void: 0,
    });
  });

  it('are late by the days between the two dates', () => {
    for (const { order, promise } of promises) {
      const late = order.shipped_date === '' ? 0 : daysAfter(order.shipped_date, order.required_date);
      expect(daysLate(promise, endOfDay(asOf, zone), zone)).toBe(late > 0 ? late : undefined);
    }
  });

  it('are on earlier days what the dates say of those days', () => {
    for (const day of ['1996-09-30', '1997-06-15', '1998-01-31']) {
      for (const order of orders.filter(({ order_date: made }) => made <= day)) {
        const { status } = promiseOf(order, day, zone);
        const shipped = order.shipped_date !== '' && order.shipped_date <= day;
        const late = shipped ? order.shipped_date > order.required_date : day > order.required_date;
        expect(status).toBe(shipped ? (late ? 'kept-late' : 'kept') : late ? 'broken' : 'open');
      }
    }
  });
});

describe('the order of Northwind that is due on the last day', () => {
  it('is open to the end of that day and broken on the next', () => {
    const order = orders.find(({ required_date: due, shipped_date: shipped }) => due === asOf && shipped === '')!;
    expect(promiseOf(order, asOf, 'UTC').status).toBe('open');
    expect(promiseOf(order, '1998-05-07', 'UTC').status).toBe('broken');
  });
});
