import { IsIn, ValidateIf } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsAmount, IsCurrency, IsInstant, IsRef, Optional } from '../fields.js';
import { touchpointPersonal, TouchpointData } from './touchpoint-data.js';

/** Who says that a promise was kept, or was not: the source itself, the customer, or the one who made it. */
export const confirmations = ['connector', 'customer', 'actor'] as const;
export type Confirmation = (typeof confirmations)[number];

/** One side promised the other to do something by a time; the people are parties in the roles `by` and `to`. */
export class PromiseMade extends TouchpointData {
  @IsIn(['customer', 'ours']) by!: 'customer' | 'ours';
  /** The last instant at which it is not late; a due date ends at the end of that local day. */
  @IsInstant() dueAt!: number;
  @IsIn(confirmations) confirmBy!: Confirmation;
}

/** Another due time was agreed for a promise before it was due. */
export class PromiseRenegotiated extends TouchpointData {
  /** Id of the PromiseMade event. */
  @IsRef() promise!: string;
  @IsInstant() dueAt!: number;
}

/** What was promised was done. */
export class PromiseKept extends TouchpointData {
  @IsRef() promise!: string;
  @IsIn(confirmations) confirmedBy!: Confirmation;
}

/**
 * What was promised was not done by its due time, as a person or a source says. What the clock alone breaks is no event: it
 * follows from the due time, and a replay may judge otherwise.
 */
export class PromiseNotKept extends TouchpointData {
  @IsRef() promise!: string;
  @IsIn(confirmations) confirmedBy!: Confirmation;
}

/** We apologised to the customer. */
export class ApologyMade extends TouchpointData {
  /** Id of the event that it is for. */
  @Optional() @IsRef() for?: string;
}

/** We gave the customer something to make up for a failure. */
export class CompensationGiven extends TouchpointData {
  @Optional() @IsRef() for?: string;
  @Optional() @IsAmount() value?: number;
  @ValidateIf((data: CompensationGiven) => data.value !== undefined || data.currency !== undefined)
  @IsCurrency()
  currency?: string;
}

const promise = '0b6f3a52-5d0e-8c1f-9a34-2c6d6f0b7e11';

export const commitment = defineFamily(
  { stream: 'matter', captured: true, personal: touchpointPersonal },
  {
    PromiseMade: fact(PromiseMade, {
      description:
        'One side promised the other to do something by a time; the people are parties in the roles `by` and `to`.',
      example: { by: 'ours', dueAt: 1_772_459_999_999, confirmBy: 'connector' },
      broken: { data: { by: 'ours', dueAt: 1_772_459_999_999, confirmBy: 'nobody' }, field: 'confirmBy' },
    }),
    PromiseRenegotiated: fact(PromiseRenegotiated, {
      description: 'Another due time was agreed for a promise before it was due.',
      example: { promise, dueAt: 1_773_064_799_999 },
      broken: { data: { promise: 'the first one', dueAt: 1_773_064_799_999 }, field: 'promise' },
    }),
    PromiseKept: fact(PromiseKept, {
      description: 'What was promised was done.',
      acts: 'ours',
      example: { promise, confirmedBy: 'customer' },
      broken: { data: { promise }, field: 'confirmedBy' },
    }),
    PromiseNotKept: fact(PromiseNotKept, {
      description: 'What was promised was not done by its due time, as a person or a source says.',
      example: { promise, confirmedBy: 'actor' },
      broken: { data: { promise }, field: 'confirmedBy' },
    }),
    ApologyMade: fact(ApologyMade, {
      description: 'We apologised to the customer.',
      acts: 'ours',
      example: { channel: 'phone', for: promise },
      broken: { data: { for: '' }, field: 'for' },
    }),
    CompensationGiven: fact(CompensationGiven, {
      description: 'We gave the customer something to make up for a failure.',
      acts: 'ours',
      example: { value: 25, currency: 'EUR', for: promise },
      broken: { data: { value: 25 }, field: 'currency' },
    }),
  },
);
