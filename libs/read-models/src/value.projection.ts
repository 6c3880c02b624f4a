import type { Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { amountOf, moneyOf } from '#measures/contracts/money.js';
import { addValue, nextValueDay, noValue, passDays, type TrailingValue } from '#measures/value/trailing-value.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { localDayOf, startOfLocalDay } from './local-days.js';

/**
 * What each relationship was worth in the last 365 days, net, by currency, never added across currencies (definitions.md
 * §1.8). Counted is what was *booked*, when it was: orders, contracts, renewals and expansions, less compensation that we
 * gave. (What counts as booked is a proposal of ours: deliveries and invoices are the same money again, and a contract
 * counts with the value that its source states, for its term.) Days are those of `zone`: an amount counts on its day and
 * the 364 after it.
 *
 * **Row**: `amounts`, one line a currency (`EUR 1200.5`), and of one currency alone `currency` and `value`; `bookedAt`, the
 * latest booking. **Cell** `trailing, <currency>`: relationships, and their value (`units` and `micros`, millionths).
 * What is of several relationships counts once.
 */
export const value = defineProjection({
  name: 'value',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: () => ({ ...noValue(), bookedAt: null as Instant | null, nextAt: null as Instant | null }),
  on: {
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    OrderPlaced: (doc, event, ctx) => book(doc, event, event.data, ctx),
    Contracted: (doc, event, ctx) => book(doc, event, event.data, ctx),
    Renewed: (doc, event, ctx) => book(doc, event, event.data, ctx),
    Expanded: (doc, event, ctx) => book(doc, event, event.data, ctx),
    CompensationGiven: (doc, event, ctx) => {
      const { value: given, currency } = event.data;
      book(doc, event, { currency, value: given === undefined ? undefined : -given }, ctx);
    },
  },
  deadline: ({ nextAt }) => nextAt ?? undefined,
  onDeadline: (doc, at, ctx) => {
    passDays(doc, localDayOf(at, ctx.parameters.zone));
    doc.nextAt = nextFall(doc, ctx);
  },
  index: ({ sums, bookedAt }) => {
    const only = sums.length === 1 ? sums[0]! : undefined;
    return {
      amounts: sums.map((sum) => `${sum.currency} ${amountOf(sum)}`).join('\n'),
      currency: only?.currency ?? null,
      value: only === undefined ? null : amountOf(only),
      bookedAt,
    };
  },
  rollup: ({ counted }) =>
    counted.map(({ currency, units, micros }) => ({
      at: ['trailing', currency],
      add: { relationships: 1, units, micros },
    })),
});

type ValueDocument = TrailingValue & { bookedAt: Instant | null; nextAt: Instant | null };
type Zoned = Context<{ readonly zone: string }>;

function book(
  doc: ValueDocument,
  event: Fact,
  booked: { readonly value?: number | undefined; readonly currency?: string | undefined },
  ctx: Zoned,
): void {
  const money = moneyOf(booked.value, booked.currency);
  if (money === undefined) return;
  addValue(doc, localDayOf(event.occurredAt, ctx.parameters.zone), money, event.share === 1);
  doc.bookedAt = event.occurredAt;
  doc.nextAt ??= nextFall(doc, ctx);
}

/** When the oldest amount counts no longer: at the beginning of its local day. */
function nextFall(doc: ValueDocument, { parameters }: Zoned): Instant | null {
  const day = nextValueDay(doc);
  return day === null ? null : startOfLocalDay(day, parameters.zone);
}
