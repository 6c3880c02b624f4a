import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';

/**
 * Names are personal, and addresses end up in histories and logs: parameters hold ids alone.
 * @param find the route that gives the id of a name
 * @throws LedgerError `invalid`
 */
export function requireId(field: string, text: string | undefined, find: string): void {
  if (text === undefined || isId(text)) return;
  throw new LedgerError('invalid', `${field} must be an id: find it with POST ${find}.`, {
    violations: [{ field, message: 'must be an id' }],
  });
}
