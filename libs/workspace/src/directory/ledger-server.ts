import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { connectionString, defaultPrefix } from '#event-store/kurrentdb/address.js';
import { refusedSetting, secretOf, type Environment } from './setting.js';

/** Where the ledger is kept when it is not kept in the data directory: on a KurrentDB or EventStoreDB server or cluster. */
export interface LedgerServer {
  readonly url: string;
  /** What its streams begin with there. */
  readonly prefix: string;
  readonly user?: string;
  readonly password?: string;
}

/**
 * `TEND_LEDGER` (`embedded`, or the address of a server), `TEND_LEDGER_PREFIX`, `TEND_LEDGER_USER` and
 * `TEND_LEDGER_PASSWORD_FILE`. Undefined: the ledger is in the data directory.
 * @throws LedgerError `invalid`, which repeats no address: it may hold a password
 */
export function ledgerServerOf(environment: Environment): LedgerServer | undefined {
  const url = environment['TEND_LEDGER'] ?? '';
  const prefix = environment['TEND_LEDGER_PREFIX'] ?? defaultPrefix;
  const user = environment['TEND_LEDGER_USER'] ?? '';
  if (url === '' || url === 'embedded') return undefined;
  const password = secretOf(environment, 'TEND_LEDGER_PASSWORD_FILE');
  if (!/^[a-z][a-z0-9._]{0,63}\.$/.test(prefix))
    throw refusedSetting(
      'TEND_LEDGER_PREFIX',
      'must be of small letters, digits, dots and _, and end with a dot, such as tend',
    );
  try {
    connectionString({ url });
  } catch {
    throw refusedSetting(
      'TEND_LEDGER',
      'must be embedded, or such as esdb://host:2113 or esdb+discover://cluster.example.org:2113',
    );
  }
  return { url, prefix, ...(user === '' ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

/**
 * Where the events of a data directory lie: the ledger itself, or the mirror of one on a server.
 * @param onServer what is wanted; without it, what is there
 * @throws LedgerError `data-directory-foreign` when the other one is there: events would be in two places
 */
export function eventsIn(path: string, onServer?: boolean): string {
  const [ledger, mirror] = [join(path, 'ledger'), join(path, 'mirror')];
  if (onServer === undefined) return existsSync(mirror) ? mirror : ledger;
  if (onServer && existsSync(join(ledger, 'format.json')))
    throw new LedgerError('data-directory-foreign', `The ledger of ${path} is in the directory itself.`, {
      hint: 'Leave TEND_LEDGER out, or name another directory with --data.',
    });
  if (!onServer && existsSync(mirror))
    throw new LedgerError(
      'data-directory-foreign',
      `The ledger of ${path} is on a server, and this is a mirror of it.`,
      {
        hint: 'Say with TEND_LEDGER where the server is.',
      },
    );
  return onServer ? mirror : ledger;
}
