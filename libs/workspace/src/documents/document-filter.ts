import { LedgerError } from '#core/errors.js';
import type { CellPath } from '#read-store/port.js';
import type { Condition } from '#read-store/row-list.js';

/**
 * Conditions by member, as they are given from outside.
 * @throws LedgerError `invalid` for what is no value, no range and no list of values
 */
export function filterOf(given: unknown): Readonly<Record<string, Condition>> | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refused('filter', 'must be an object: a condition for each member');
  for (const [member, condition] of Object.entries(given)) {
    if (!isCondition(condition))
      throw refused(`filter.${member}`, 'must be a value, {"from": …, "to": …} or {"in": [values]}');
  }
  return given as Readonly<Record<string, Condition>>;
}

/** The place of a total, as it is given from outside. @throws LedgerError `invalid` */
export function pathOf(field: string, given: unknown): CellPath {
  const isElement = (element: unknown): boolean =>
    typeof element === 'string' ? element.isWellFormed() : Number.isFinite(element);
  if (Array.isArray(given) && given.every(isElement)) return given as CellPath;
  throw refused(field, 'must be a list of texts and numbers, such as ["kept", "north"]');
}

function isCondition(condition: unknown): boolean {
  if (isValue(condition)) return true;
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return false;
  const members = Object.entries(condition);
  if ('in' in condition) return members.length === 1 && Array.isArray(condition.in) && condition.in.every(isValue);
  return members.length > 0 && members.every(([name, value]) => (name === 'from' || name === 'to') && isValue(value));
}

function isValue(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field} ${message}.`, { violations: [{ field, message }] });
}
