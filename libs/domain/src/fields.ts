import { IsArray, IsObject, ValidateBy, ValidateIf, ValidateNested, ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { limits } from '#core/limits.js';
import { checkZone } from '#core/zones.js';

/**
 * The fields that event data and commands are made of, as class-validator decorators. `data` holds nothing personal, so
 * there is no field for free text here: what a person wrote belongs in the sealed part.
 */

/** Years 0001 to 9999 in UTC: what ISO 8601 can write with four digits. */
export const instantMin = -62_135_596_800_000;
export const instantMax = 253_402_300_799_999;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// One line that a person may read: no control characters, and no half of a surrogate pair.
const line = /^[^\p{Cc}\p{Cs}\u2028\u2029]+$/u;
const slug = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const hash = /^[0-9a-f]{64}$/;

/** Largest amount of money or score: with six decimal places its millionths stay within 64 bits. */
const amountMax = 1e12;

/** Whether `value` is a lower-case UUID. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && uuid.test(value);
}

/** Whether `value` is one line of 1 to `limits.nameChars` characters without control characters. */
export function isLabel(value: unknown): value is string {
  return isLine(value, limits.nameChars);
}

/** Whether `value` is one line of 1 to `charsMax` characters without control characters. */
export function isLine(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value.length <= charsMax && line.test(value);
}

/** Whether `value` is a name of lower-case words with hyphens, as policies, connectors and projections have. */
export function isSlug(value: unknown): value is string {
  return typeof value === 'string' && value.length <= limits.nameChars && slug.test(value);
}

/** Whether `value` is an instant in ms within the years 0001 to 9999. */
export function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= instantMin && (value as number) <= instantMax;
}

/** Whether `value` is an object with members: not null, not an array. */
export function isRecordObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmount(value: unknown): boolean {
  // The product is compared with a tolerance because 1.1 · 10⁶ is not exact in binary; more than six places is refused.
  if (typeof value !== 'number' || !(Math.abs(value) <= amountMax)) return false;
  const millionths = value * 1e6;
  return Math.abs(millionths - Math.round(millionths)) <= Math.max(1e-6, Math.abs(millionths) * 2 ** -51);
}

function field(name: string, validate: (value: unknown) => boolean, what: string) {
  return (options?: { each?: boolean }): PropertyDecorator =>
    ValidateBy(
      {
        name,
        validator: {
          validate,
          defaultMessage: () => `${options?.each ? 'each value in ' : ''}$property must be ${what}`,
        },
      },
      options,
    );
}

/** An id: a lower-case UUID. */
export const IsRef = field('isRef', isUuid, 'a lower-case UUID');
/** One line of text that is not personal: a stage, a product, a segment. */
export const IsLabel = field('isLabel', isLabel, `one line of 1 to ${limits.nameChars} characters`);
/** Lower-case words with hyphens. */
export const IsSlug = field('isSlug', isSlug, 'lower-case words joined by hyphens');
/** Milliseconds since 1970-01-01T00:00Z, years 0001 to 9999. */
export const IsInstant = field('isInstant', isInstant, 'an instant in ms within the years 0001 to 9999');
/** A whole number that is not negative. */
export const IsCount = field(
  'isCount',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'a whole number, 0 or more',
);
/** A whole number of days, at least one, up to 100 years. */
export const IsNumberOfDays = field(
  'isNumberOfDays',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 36_525,
  'a whole number of days, 1 or more',
);
/** A duration in seconds, fractions allowed, up to 100 years. */
export const IsSeconds = field(
  'isSeconds',
  (value) => typeof value === 'number' && value >= 0 && value <= 3_155_760_000,
  'seconds, 0 or more',
);
/** A number with at most six decimal places, at most 10¹² in size. */
export const IsAmount = field(
  'isAmount',
  isAmount,
  'a number with at most six decimal places and at most 10^12 in size',
);
/** Any finite number: a fitted parameter. */
export const IsReal = field('isReal', Number.isFinite, 'a finite number');
/** A finite number above 0: a shape, a rate. */
export const IsPositive = field(
  'isPositive',
  (value) => Number.isFinite(value) && (value as number) > 0,
  'a number above 0',
);
/** A finite number that is not negative. */
export const IsNotNegative = field(
  'isNotNegative',
  (value) => Number.isFinite(value) && (value as number) >= 0,
  'a number, 0 or more',
);
/** A time zone: an IANA name, or a fixed offset. */
export const IsZone = field('isZone', isZone, 'a time zone, such as Europe/Vienna');
/** A share or probability, 0 to 1. */
export const IsShare = field(
  'isShare',
  (value) => typeof value === 'number' && value >= 0 && value <= 1,
  'a number from 0 to 1',
);
/** An ISO 4217 currency code; every three capital letters, because the list changes and history does not. */
export const IsCurrency = field(
  'isCurrency',
  (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
  'three capital letters (ISO 4217)',
);
/** A SHA-256 or HMAC-SHA-256 in lower-case hex. */
export const IsHash = field(
  'isHash',
  (value) => typeof value === 'string' && hash.test(value),
  '64 lower-case hex digits',
);
/** The root of a Merkle tree as a checkpoint writes it: SHA-256 in base64. */
export const IsTreeRoot = field(
  'isTreeRoot',
  (value) => typeof value === 'string' && /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(value),
  'a SHA-256 in base64',
);
/** A language tag of BCP 47. */
export const IsLanguage = field(
  'isLanguage',
  (value) => typeof value === 'string' && value.length <= 35 && /^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(value),
  'a language tag (BCP 47)',
);
/** A local calendar date, YYYY-MM-DD. */
export const IsDay = field('isDay', isDay, 'a date, YYYY-MM-DD');
/** A local time of day, HH:MM, up to 24:00. */
export const IsTimeOfDay = field(
  'isTimeOfDay',
  (value) => typeof value === 'string' && /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/.test(value),
  'a time of day, HH:MM',
);

function isZone(value: unknown): boolean {
  try {
    if (typeof value === 'string') checkZone(value);
    return typeof value === 'string';
  } catch {
    return false;
  }
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false;
  const instant = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(instant) && instant >= instantMin && new Date(instant).toISOString().startsWith(value);
}

/** Not before (smaller than) another field of the same object, where both are numbers or both texts. */
export function IsNotBefore(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'isNotBefore',
    constraints: [other],
    validator: {
      validate: (value, args) => {
        const earlier = (args!.object as Record<string, unknown>)[other];
        // What is neither is refused by its own rule; comparing objects could call a method that somebody sent.
        if (typeof value === 'number' && typeof earlier === 'number') return value >= earlier;
        return typeof value !== 'string' || typeof earlier !== 'string' || value >= earlier;
      },
      defaultMessage: () => '$property must not be before $constraint1',
    },
  });
}

/** The field may be left out. Unlike class-validator's IsOptional it refuses null: absent fields are never null. */
export function Optional(): PropertyDecorator {
  return ValidateIf(isPresent);
}

/** The condition of `Optional`; `data-validation.ts` knows it by its identity. */
export function isPresent(_object: unknown, value: unknown): boolean {
  return value !== undefined;
}

/** An array of 0 or more, up to `max` values; give its values a further decorator with `{ each: true }`. */
export function IsList(max: number, min = 0): PropertyDecorator {
  return compose(IsArray(), ArrayMinSize(min), ArrayMaxSize(max));
}

const nestedClasses = new Map<object, Map<string, () => Constructor>>();

/** The class of a nested field, found by `data-validation.ts`, or undefined. */
export function nestedClassOf(owner: Constructor, property: string): Constructor | undefined {
  for (
    let prototype = owner.prototype as object | null;
    prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const found = nestedClasses.get(prototype)?.get(property);
    if (found) return found();
  }
  return undefined;
}

/** An object of another class, or, with `each`, an array of such objects. */
export function IsNested(of: () => Constructor, options?: { each?: boolean }): PropertyDecorator {
  const remember: PropertyDecorator = (prototype, property) => {
    const fields = nestedClasses.get(prototype) ?? new Map<string, () => Constructor>();
    nestedClasses.set(prototype, fields.set(String(property), of));
  };
  // ValidateNested alone takes an empty array, or an array of arrays, for an object.
  return compose(IsObject(options), ValidateNested(options), remember);
}

// oxlint-disable-next-line no-explicit-any -- constructors of any arguments are meant
export type Constructor<Instance extends object = object> = new (...args: any[]) => Instance;

function compose(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (prototype, property) => {
    for (const decorate of decorators) decorate(prototype, property);
  };
}
