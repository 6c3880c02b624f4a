import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, startOfDay } from '#core/time.js';
import { amountOf } from '#measures/contracts/money.js';
import { customer, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { value } from './value.projection.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const zone = 'Europe/Zurich';

function order(at: number | string, amount: number, currency = 'EUR', more: Partial<GivenFact> = {}): GivenFact {
  return { ...fact('OrderPlaced', at, more as object), data: { value: amount, currency } };
}

/** The definition, once more and by itself: days are compared as the calendar writes them. */
function naive(facts: readonly GivenFact[], at: number, inZone: string): Record<string, number> {
  const today = Date.parse(dayOf(at, inZone));
  const sums: Record<string, number> = {};
  for (const { occurredAt, type, data } of facts) {
    const { value: amount, currency } = data as { value: number; currency: string };
    const age = (today - Date.parse(dayOf(occurredAt, inZone))) / day;
    if (occurredAt > at || age > 364) continue;
    sums[currency] = (sums[currency] ?? 0) + Math.round(amount * 100) * (type === 'CompensationGiven' ? -1 : 1);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

describe('value', () => {
  it('counts for 365 days of the zone, and falls out at the beginning of a day', async () => {
    const at = Date.parse('2024-03-01T22:30Z');
    const facts = given([order(at, 120.5)], { parameters: { zone } }).of(value);
    // In Zurich that is the evening of 1 March; 365 days later it is 1 March 2025.
    const falls = startOfDay('2025-03-01', zone);
    const row = { amounts: 'EUR 120.5', currency: 'EUR', value: 120.5, bookedAt: at };
    await facts.asOf(at).expectRow(row);
    await facts.asOf(falls - 1).expectRow(row);
    await facts.asOf(falls - 1).expectTotal(['trailing', 'EUR'], { relationships: 1, units: 120, micros: 500_000 });
    await facts.asOf(falls).expectRow({ amounts: '', currency: null, value: null, bookedAt: at });
    await facts.asOf(falls).expectTotal(['trailing', 'EUR'], {});
  });

  it('is net, and never added across currencies', async () => {
    const made = [
      order('2024-03-01T10:00Z', 100),
      order('2024-03-01T11:00Z', 20.25, 'USD'),
      fact('CompensationGiven', '2024-03-02T10:00Z', { data: { value: 30, currency: 'EUR' } }),
      fact('InvoicePaid', '2024-03-03T10:00Z', { data: { value: 100, currency: 'EUR' } }),
      fact('Delivered', '2024-03-03T11:00Z', { data: { value: 100, currency: 'EUR' } }),
    ];
    const facts = given(made).of(value);
    const booked = Date.parse('2024-03-02T10:00Z');
    await facts
      .asOf('2024-03-04T00:00Z')
      .expectRow({ amounts: 'EUR 70\nUSD 20.25', currency: null, value: null, bookedAt: booked });
    await facts.asOf('2024-03-04T00:00Z').expectTotal(['trailing', 'EUR'], { relationships: 1, units: 70 });
    await facts
      .asOf('2024-03-04T00:00Z')
      .expectTotal(['trailing', 'USD'], { relationships: 1, units: 20, micros: 250_000 });
  });

  it('counts contracts, renewals and expansions when they are made, and nothing without an amount', async () => {
    const data = { value: 10, currency: 'CHF' };
    const made = [
      fact('Contracted', '2024-01-01T10:00Z', { data }),
      fact('Renewed', '2024-02-01T10:00Z', { data }),
      fact('Expanded', '2024-03-01T10:00Z', { data }),
      { ...fact('OrderPlaced', '2024-04-01T10:00Z'), data: {} },
    ];
    await given(made)
      .of(value)
      .asOf('2024-04-02T00:00Z')
      .expectRow({ amounts: 'CHF 30', currency: 'CHF', value: 30, bookedAt: Date.parse('2024-03-01T10:00Z') });
  });

  it('takes what comes late, what is taken back, and counts once what is of several', async () => {
    const first = order('2024-03-01T10:00Z', 100);
    const facts = given([
      first,
      late(order('2024-02-01T10:00Z', 5), '2024-03-05T00:00Z'),
      retraction(first, '2024-03-06T00:00Z'),
      order('2024-03-02T10:00Z', 7, 'EUR', { parties: [customer(100), customer(200)] }),
    ]).of(value);
    await facts.asOf('2024-03-07T00:00Z').expectTotal(['trailing', 'EUR'], { relationships: 1, units: 12 });
    const { rows } = await given([order('2024-03-02T10:00Z', 7, 'EUR', { parties: [customer(1), customer(2)] })], {
      until: '2024-03-07T00:00Z',
    }).fold(value);
    expect(Object.values(rows).map((row) => row['value'])).toEqual([7, 7]);
  });

  it('is what the definition says, at any moment of any history', async () => {
    const begin = Date.parse('2024-01-01T00:00Z');
    const booking = fc.record({
      hour: fc.integer({ min: 0, max: 600 * 24 }),
      cents: fc.integer({ min: 0, max: 9_999 }),
      currency: fc.constantFrom('EUR', 'CHF'),
      given: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(booking, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 1_000 * 24 }),
        async (bookings, hour) => {
          const made = bookings.map(({ hour: at, cents, currency, given: back }) =>
            fact(back ? 'CompensationGiven' : 'OrderPlaced', begin + at * 3_600_000, {
              data: { value: cents / 100, currency },
            }),
          );
          const until = begin + Math.max(hour, ...bookings.map((one) => one.hour)) * 3_600_000;
          const { document } = await given(made, { until, parameters: { zone } }).fold(value);
          const sums = document.sums.map((sum) => [sum.currency, Math.round(amountOf(sum) * 100)] as const);
          expect(Object.fromEntries(sums)).toEqual(naive(made, until, zone));
        },
      ),
      { numRuns: 40 },
    );
  });
});
