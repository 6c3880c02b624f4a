import type { Identifier } from '#domain/touchpoint.js';

/** An identifier with the scope that it is unique in: everywhere (empty), or one dataset. */
export interface ScopedIdentifier extends Identifier {
  readonly scope: string;
}

const everywhere = '';

/**
 * Where an identifier counts. `email` and `phone` mean the same in every dataset; anything else ("Value 7") only in its
 * own. What stands in such a field without being one ("n/a", "0"), or is one only within some country or house (an
 * extension), would make strangers one party, so it counts only in its dataset too.
 */
export function scopeOf(identifier: Identifier, dataset: string): string {
  if (identifier.scheme === 'email') return isEmail(identifier.value) ? everywhere : dataset;
  if (identifier.scheme === 'phone') return isInternational(identifier.value) ? everywhere : dataset;
  return dataset;
}

/** The value that is compared: trimmed, NFC; mail addresses in lower case; telephone numbers as digits. */
export function normalise(identifier: Identifier): string {
  const trimmed = identifier.value.normalize('NFC').trim();
  if (identifier.scheme === 'email') return trimmed.toLowerCase();
  if (identifier.scheme === 'phone') return phoneDigits(trimmed) ?? trimmed;
  return trimmed;
}

/** How people type what they look for: case, width of blanks and Unicode forms do not matter. */
export function folded(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Everything under which an identifier can be found again. */
export function foundForms(identifier: Identifier): string[] {
  const digits = identifier.scheme === 'phone' ? phoneDigits(identifier.value) : undefined;
  return digits === undefined ? [folded(identifier.value)] : [folded(identifier.value), phoneForm(digits)];
}

/** Everything that a typed text can mean. */
export function soughtForms(text: string): string[] {
  const digits = phoneDigits(text);
  return digits === undefined ? [folded(text)] : [folded(text), phoneForm(digits)];
}

function phoneForm(digits: string): string {
  return `tel:${digits}`;
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim());
}

/** E.164: a country code, said to be one by `+` or `00`, and 8 to 15 digits in all. */
function isInternational(text: string): boolean {
  const digits = phoneDigits(text);
  return digits !== undefined && digits.length >= 8 && digits.length <= 15 && /^(?:\+|00)/.test(text.trim());
}

/**
 * The digits of a telephone number, the international `+` or `00` left out; undefined when the text is none: fewer than
 * five digits, or other things than digits, blanks and the usual punctuation.
 */
function phoneDigits(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^\+?[\d\s().\-/]+$/.test(trimmed)) return undefined;
  const digits = trimmed.replace(/\D/g, '').replace(/^00/, '');
  return digits.length < 5 || /^0+$/.test(digits) ? undefined : digits;
}
