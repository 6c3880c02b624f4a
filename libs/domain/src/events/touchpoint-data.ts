import { IsBoolean, IsIn } from 'class-validator';
import { limits } from '#core/limits.js';
import { channels, type Channel } from '../channels.js';
import {
  IsCount,
  IsLabel,
  IsLanguage,
  IsList,
  IsNested,
  IsReal,
  IsRef,
  IsSeconds,
  IsShare,
  Optional,
} from '../fields.js';

export const directions = ['inbound', 'outbound', 'internal'] as const;
export type Direction = (typeof directions)[number];

/** GDPR Art. 6 (1) a–f. */
export const lawfulBases = [
  'consent',
  'contract',
  'legal-obligation',
  'vital-interests',
  'public-task',
  'legitimate-interests',
] as const;
export type LawfulBasis = (typeof lawfulBases)[number];

/** What touchpoints seal besides what their type names: everything that a person wrote, is called, or is recognised by. */
export const touchpointPersonal = ['summary', 'text', 'subject', 'identifiers', 'externalId'] as const;

/** What a text said, measured once at capture and stored with the measure that said it. */
export class Sentiment {
  /** Compound value, −1 to 1. */
  @IsReal() value!: number;
  @IsLabel() scorer!: string;
  @IsLabel() version!: string;
  /** Of the scorer's, that it can read the text: that it is in its language. */
  @IsShare() confidence!: number;
  /** How many characters of the customer's own words were scored at most, from the first on. */
  @Optional() @IsCount() span?: number;
}

/** A thing that a touchpoint concerns besides its parties: an order, a parcel, a deal. What it is called is sealed elsewhere. */
export class ConcernedObject {
  @IsRef() id!: string;
  @IsLabel() type!: string;
  /** What it was in the touchpoint. */
  @Optional() @IsLabel() qualifier?: string;
}

/** What every touchpoint may say of itself, but for its direction. All of it optional: a source says what it knows. */
export class ContactData {
  @Optional() @IsIn(channels) channel?: Channel;
  /** Sent by a machine: RFC 3834 Auto-Submitted and the like. */
  @Optional() @IsBoolean() automated?: boolean;
  /** Precedence: bulk, or one template to more than 20 parties in an hour: capture decides. */
  @Optional() @IsBoolean() bulk?: boolean;
  @Optional() @IsSeconds() durationSec?: number;
  /** Of text that the customer wrote, never of our own side's. */
  @Optional() @IsNested(() => Sentiment) sentiment?: Sentiment;
  @Optional() @IsLanguage() language?: string;
  /** Length of the text without quotes and signature, in characters. */
  @Optional() @IsCount() textChars?: number;
  /** Where the sealed body lies, when it is kept apart. */
  @Optional() @IsLabel() bodyRef?: string;
  /** `internal`: a note that the customer does not see. */
  @Optional() @IsIn(['public', 'internal']) visibility?: 'public' | 'internal';
  @Optional() @IsIn(lawfulBases) lawfulBasis?: LawfulBasis;
  /** The objects that it concerns, all at once; one more than once where it is several things in it. */
  @Optional()
  @IsList(limits.objectsPerEvent, 1)
  @IsNested(() => ConcernedObject, { each: true })
  objects?: ConcernedObject[];
  /** What its source calls it, where it is a step of no case: of a step the record's `process` says it. */
  @Optional() @IsLabel() activity?: string;
}

/** What touchpoints may say of themselves when their type does not demand a direction. */
export class TouchpointData extends ContactData {
  @Optional() @IsIn(directions) direction?: Direction;
}
