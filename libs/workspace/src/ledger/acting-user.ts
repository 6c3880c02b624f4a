import { userInfo } from 'node:os';
import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import { durably } from '#privacy/durably.js';
import type { WritableWorkspace } from '../workspace.js';

/** The name that the operating system has for whoever runs this process; undefined where it has none. */
export function userOfSystem(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that nobody has.
    return undefined;
  }
}

/**
 * Whoever acts by an authority, such as a link, takes back what was said by the same one, and nobody else's word.
 * @param event what is to be taken back
 * @throws LedgerError `invalid`
 */
export function requireOwnWord({ ledger, acting }: Pick<WritableWorkspace, 'ledger' | 'acting'>, event: Id): void {
  if (acting === undefined || ledger.get(event)?.authority === acting.authority) return;
  throw new LedgerError('invalid', 'Something else was said of it since, or nothing was said by this link.', {
    hint: 'Take it back on the page Today.',
  });
}

/**
 * Who did what is recorded because somebody asked for it: a party of ours. Their name is in the directory, sealed like
 * every name, and never in an event.
 * @returns the id of the party; `system:tend` where nobody is known
 */
export async function actorOf({
  names,
  keys,
  user,
  acting,
}: Pick<WritableWorkspace, 'names' | 'keys' | 'user' | 'acting'>): Promise<string> {
  if (acting !== undefined) return acting.actor;
  if (user === undefined) return 'system:tend';
  const identifiers = [{ scheme: 'user', value: user }];
  const party = { kind: 'person', identifiers, name: user, role: 'user', side: 'ours' } as const;
  // An event must not name somebody whom the directory may forget.
  return durably(keys, () => names.claim(party, 'tend'));
}
