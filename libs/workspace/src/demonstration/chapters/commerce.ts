import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { endOfDay, hourMs, minuteMs, type Pen } from '../pen.js';

/** An order, what confirms it, its delivery and its bill. */
export function order(pen: Pen, at: Instant, products: readonly string[] = usual(pen)): void {
  const { chance } = pen;
  const { currency } = pen.scene;
  const value = pen.amount(900);
  const requiredBy = endOfDay(at, 7);
  const data = { channel: 'web', value, currency, quantity: chance.whole(1, 12), products, requiredBy };
  const placed = pen.theirs('OrderPlaced', at, data, { summary: 'An order' });
  const confirmation = { channel: 'email', direction: 'outbound', automated: true, template: 'order-confirmation' };
  if (chance.happens(0.5)) pen.ours('MessageSent', at + 2 * minuteMs, confirmation);
  const isLate = chance.happens(0.1);
  const references = { order: { externalId: placed } };
  const arrives = at + (isLate ? chance.whole(8, 12) : chance.whole(2, 5)) * dayMs;
  if (chance.happens(0.97))
    pen.ours('Delivered', arrives, { channel: 'post', partial: isLate && chance.happens(0.3) }, { references });
  const dueAt = endOfDay(at, 30);
  if (chance.happens(0.9)) {
    pen.theirs('InvoicePaid', at + chance.whole(12, 29) * dayMs, { channel: 'billing', value, currency, dueAt });
    return;
  }
  pen.ours('InvoiceOverdue', dueAt + dayMs, {
    channel: 'billing',
    value,
    currency,
    dueAt,
    reminder: 1,
    automated: true,
  });
  pen.theirs('InvoicePaid', dueAt + chance.whole(3, 20) * dayMs, { channel: 'billing', value, currency, dueAt });
}

/** The first of what they take is in every order, so that none of it is new again. */
function usual({ chance, scene }: Pen): readonly string[] {
  const [first, second] = scene.products;
  return second !== undefined && chance.happens(0.7) ? [first!, second] : [first!];
}

/** The sales process: stages of a deal, won or lost or still open. */
export function salesCase(pen: Pen, at: Instant): void {
  const { chance } = pen;
  const number = pen.name('D');
  const [value, currency] = [pen.amount(9_000), pen.scene.currency];
  const process = (activity: string) => ({ process: { definition: 'sales', case: number, activity } });
  let after = at;
  for (const stage of ['Qualified', 'Proposal', 'Negotiation']) {
    pen.ours('StageEntered', after, { stage: stage.toLowerCase(), value, currency }, process(stage));
    after += chance.gamma(2, 9 * dayMs);
    if (chance.happens(0.2)) return;
  }
  const isWon = chance.happens(0.6);
  pen.ours('CaseResolved', after, { resolution: isWon ? 'won' : 'lost' }, process(isWon ? 'Won' : 'Lost'));
}

/** A contract that runs. */
export interface Contract {
  readonly id: string;
  endAt: Instant;
  readonly value: number;
  readonly autoRenew: boolean;
}

/** So long before the end of a contract it is decided whether it goes on. */
export const decisionDays = 66;
const termDays = 365;

export function contracted(pen: Pen, at: Instant): Contract {
  const { chance } = pen;
  const { currency, products } = pen.scene;
  const endAt = endOfDay(at, termDays);
  const [value, autoRenew] = [pen.amount(12_000), chance.happens(0.5)];
  const data = { startAt: at, endAt, noticeBy: endAt - 60 * dayMs, autoRenew, value, currency, product: products[0] };
  const id = pen.ours('Contracted', at + hourMs, data, { summary: 'A contract for a year' });
  return { id, endAt, value, autoRenew };
}

/** It goes on for another year. */
export function renewed(pen: Pen, contract: Contract): void {
  const { chance } = pen;
  const { id, value, autoRenew } = contract;
  const at = contract.endAt - chance.whole(3, 40) * dayMs;
  contract.endAt = endOfDay(contract.endAt, termDays - 1);
  const data = { endAt: contract.endAt, noticeBy: contract.endAt - 60 * dayMs, value, currency: pen.scene.currency };
  pen.ours('Renewed', at, autoRenew ? { ...data, automatic: true } : data, {
    references: { contract: { externalId: id } },
  });
}

/** They give notice in time, and it ends. @returns when it ends */
export function ended(pen: Pen, { id, endAt }: Contract): Instant {
  const references = { contract: { externalId: id } };
  pen.theirs('NoticeGiven', endAt - 63 * dayMs, { by: 'customer', endAt }, { references });
  pen.theirs('Cancelled', endAt, { by: 'customer', endAt }, { references, reasonCode: 'not-needed' });
  return endAt;
}

/** They take more: a product that they did not have. */
export function expanded(pen: Pen, at: Instant, contract: Contract | undefined): void {
  const { currency, nextProduct } = pen.scene;
  order(pen, at, [nextProduct]);
  if (contract === undefined) return;
  const data = { product: nextProduct, value: pen.amount(4_000), currency };
  pen.theirs('Expanded', at + hourMs, data, { references: { contract: { externalId: contract.id } } });
}
