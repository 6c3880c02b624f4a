import { IsIn } from 'class-validator';
import { limits } from '#core/limits.js';
import { defineFamily, fact } from '../event-definition.js';
import { IsLabel, IsList, IsNested, IsRef, Optional } from '../fields.js';

/**
 * What is said of the things that touchpoints concern (`data.objects`): orders, parcels, deals, invoices, as object-centric
 * logs have them. None of it is an act of anybody, and no measure counts it. What a source calls a thing, and what it says of
 * it, may name people, and is sealed: under the person that the thing stands for, else under the thing itself.
 */

/** A thing that touchpoints concern came to be known. It is dated before everything, because nobody says since when it is. */
export class ObjectRecorded {
  @IsRef() object!: string;
  @IsLabel() objectType!: string;
}

/** Something was said of a thing, valid from then on: values of its attributes, which are sealed. */
export class ObjectDescribed {
  @IsRef() object!: string;
}

/** A thing has to do with another one: an invoice of an order. The qualifier says what. */
export class ObjectsRelated {
  @IsRef() object!: string;
  @IsRef() other!: string;
  @Optional() @IsLabel() qualifier?: string;
}

/** An attribute that a log declares of a type. */
export class DeclaredAttribute {
  @IsLabel() name!: string;
  /** In the words of the log: `string`, `time`, `integer`, `float`, `boolean`. */
  @IsLabel() type!: string;
}

/** A log declares a type of its objects or events, with the attributes that such ones may have. */
export class TypeDeclared {
  @IsIn(['objects', 'events']) of!: 'objects' | 'events';
  @IsLabel() name!: string;
  @IsList(limits.attributesPerType) @IsNested(() => DeclaredAttribute, { each: true }) attributes!: DeclaredAttribute[];
}

const order = '3d1b7c52-9a4e-8f60-b2d7-61c0e5a8f934';
const invoice = 'c84f2e19-5b7d-8a03-9e61-d2f07b43a5c8';

export const objects = defineFamily(
  { stream: 'object', captured: true, personal: ['externalId'] },
  {
    ObjectRecorded: fact(ObjectRecorded, {
      description: 'A thing that touchpoints concern came to be known.',
      example: { object: order, objectType: 'Purchase Order' },
      broken: { data: { object: 'PO1', objectType: 'Purchase Order' }, field: 'object' },
    }),
    ObjectDescribed: fact(ObjectDescribed, {
      description: 'Something was said of a thing, valid from then on: values of its attributes, which are sealed.',
      personal: ['attributes'],
      example: { object: order },
      broken: { data: { object: order, quantity: '600' }, field: 'quantity' },
    }),
    ObjectsRelated: fact(ObjectsRelated, {
      description: 'A thing has to do with another one: an invoice of an order.',
      example: { object: order, other: invoice, qualifier: 'Invoice from PO' },
      broken: { data: { object: order }, field: 'other' },
    }),
    TypeDeclared: fact(TypeDeclared, {
      description: 'A log declares a type of its objects or events, with the attributes that such ones may have.',
      stream: 'policy-object-types',
      example: { of: 'objects', name: 'Purchase Order', attributes: [{ name: 'po_quantity', type: 'integer' }] },
      broken: {
        data: { of: 'objects', name: 'Purchase Order', attributes: [{ name: '' }] },
        field: 'attributes.0.name',
      },
    }),
  },
);
