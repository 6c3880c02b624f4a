import { IsBoolean, IsIn, ValidateIf } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsAmount, IsCount, IsCurrency, IsInstant, IsLabel, IsList, IsNotBefore, IsRef, Optional } from '../fields.js';
import { touchpointPersonal, TouchpointData } from './touchpoint-data.js';

/** Most products that one order names. */
const productsMax = 1_000;

/** A touchpoint that may be worth money. A value never stands without its currency: they are never added across. */
export class CommerceData extends TouchpointData {
  @Optional() @IsAmount() value?: number;
  @ValidateIf((data: CommerceData) => data.value !== undefined || data.currency !== undefined)
  @IsCurrency()
  currency?: string;
}

/** The customer ordered something. */
export class OrderPlaced extends CommerceData {
  @Optional() @IsAmount() quantity?: number;
  /** The last instant at which it may reach the customer, as was agreed; a date ends at the end of that local day. */
  @Optional() @IsInstant() requiredBy?: number;
  @Optional() @IsList(productsMax) @IsLabel({ each: true }) products?: string[];
}

/** What was ordered reached the customer. */
export class Delivered extends CommerceData {
  /** Id of the OrderPlaced event. */
  @Optional() @IsRef() order?: string;
  @Optional() @IsBoolean() partial?: boolean;
}

/** The customer paid an invoice. */
export class InvoicePaid extends CommerceData {
  @Optional() @IsInstant() dueAt?: number;
}

/** An invoice was not paid when it was due. */
export class InvoiceOverdue extends CommerceData {
  @IsInstant() dueAt!: number;
  /** Which reminder it is, from 1. */
  @Optional() @IsCount() reminder?: number;
}

/** A contract was made. */
export class Contracted extends CommerceData {
  @IsInstant() startAt!: number;
  @Optional() @IsInstant() @IsNotBefore('startAt') endAt?: number;
  /** The last instant at which notice can be given. */
  @Optional() @IsInstant() noticeBy?: number;
  @Optional() @IsBoolean() autoRenew?: boolean;
  @Optional() @IsLabel() product?: string;
}

/** Notice to end a contract was given. */
export class NoticeGiven extends TouchpointData {
  /** Id of the Contracted event. */
  @Optional() @IsRef() contract?: string;
  @Optional() @IsIn(['customer', 'ours']) by?: 'customer' | 'ours';
  @Optional() @IsInstant() endAt?: number;
}

/** A contract goes on for another term. */
export class Renewed extends CommerceData {
  @Optional() @IsRef() contract?: string;
  @Optional() @IsInstant() endAt?: number;
  @Optional() @IsInstant() noticeBy?: number;
  /** By itself, because nobody gave notice. */
  @Optional() @IsBoolean() automatic?: boolean;
}

/** The customer took more than before: a larger contract or another product. */
export class Expanded extends CommerceData {
  @Optional() @IsRef() contract?: string;
  @Optional() @IsLabel() product?: string;
}

/** A contract, or the whole relationship, was ended. */
export class Cancelled extends CommerceData {
  @Optional() @IsRef() contract?: string;
  @Optional() @IsIn(['customer', 'ours']) by?: 'customer' | 'ours';
  @Optional() @IsInstant() endAt?: number;
}

const contract = '9d2f6a10-7e43-8b6c-8a5e-0f4b1c2d3e4f';
const startAt = 1_767_225_600_000;
const endAt = 1_798_761_599_999;

export const commerce = defineFamily(
  { stream: 'matter', captured: true, personal: touchpointPersonal },
  {
    OrderPlaced: fact(OrderPlaced, {
      description: 'The customer ordered something.',
      acts: 'theirs',
      example: { channel: 'web', value: 58.5, currency: 'USD', quantity: 3, products: ['CD'] },
      broken: { data: { value: 58.5, products: ['CD'] }, field: 'currency' },
    }),
    Delivered: fact(Delivered, {
      description: 'What was ordered reached the customer.',
      example: { order: contract, partial: false },
      broken: { data: { partial: 0 }, field: 'partial' },
    }),
    InvoicePaid: fact(InvoicePaid, {
      description: 'The customer paid an invoice.',
      example: { channel: 'billing', value: 1190, currency: 'EUR' },
      broken: { data: { value: '1190', currency: 'EUR' }, field: 'value' },
    }),
    InvoiceOverdue: fact(InvoiceOverdue, {
      description: 'An invoice was not paid when it was due.',
      example: { value: 1190, currency: 'EUR', dueAt: startAt, reminder: 1 },
      broken: { data: { value: 1190, currency: 'EUR' }, field: 'dueAt' },
    }),
    Contracted: fact(Contracted, {
      description: 'A contract was made.',
      example: { startAt, endAt, noticeBy: endAt, autoRenew: true, value: 24_000, currency: 'CHF', product: 'Support' },
      broken: { data: { startAt, endAt: 1e18 }, field: 'endAt' },
    }),
    NoticeGiven: fact(NoticeGiven, {
      description: 'Notice to end a contract was given.',
      example: { contract, by: 'customer', endAt },
      broken: { data: { contract: null }, field: 'contract' },
    }),
    Renewed: fact(Renewed, {
      description: 'A contract goes on for another term.',
      example: { contract, endAt, automatic: true },
      broken: { data: { contract, automatic: 'auto' }, field: 'automatic' },
    }),
    Expanded: fact(Expanded, {
      description: 'The customer took more than before: a larger contract or another product.',
      example: { contract, product: 'Analytics', value: 6000, currency: 'CHF' },
      broken: { data: { product: '' }, field: 'product' },
    }),
    Cancelled: fact(Cancelled, {
      description: 'A contract, or the whole relationship, was ended.',
      personal: ['reason'],
      example: { contract, by: 'customer', endAt },
      broken: { data: { reason: 'Moved to another supplier' }, field: 'reason' },
    }),
  },
);
