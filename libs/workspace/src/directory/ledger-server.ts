import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import { connectionString, defaultPrefix } from '#event-store/kurrentdb/address.js';

/** Where the ledger is kept when it is not kept in the data directory: on a KurrentDB or EventStoreDB server or cluster. */
export interface LedgerServer {
  readonly url: string;
  /** What its streams begin with there. */
  readonly prefix: string;
  readonly user?: string;
  readonly password?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

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
  const password = passwordOf(environment);
  if (!/^[a-z][a-z0-9._]{0,63}\.$/.test(prefix))
    throw refused(
      'TEND_LEDGER_PREFIX',
      'must be of small letters, digits, dots and _, and end with a dot, such as tend.',
    );
  try {
    connectionString({ url });
  } catch {
    throw refused(
      'TEND_LEDGER',
      'must be embedded, or such as esdb://host:2113 or esdb+discover://cluster.example.org:2113',
    );
  }
  return { url, prefix, ...(user === '' ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

function passwordOf(environment: Environment): string | undefined {
  const path = environment['TEND_LEDGER_PASSWORD_FILE'] ?? '';
  if (path === '') return undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw refused('TEND_LEDGER_PASSWORD_FILE', `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field}: ${message}.`, { violations: [{ field, message }] });
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

/**
 * Opens the ledger of a data directory for writing.
 * @throws LedgerError as the engines; `unavailable` when it is on a server that cannot be reached, and nothing is known of it yet
 */
export async function openLedger(
  directory: string,
  options: { readonly clock: Clock; readonly server: LedgerServer | undefined },
): Promise<EventStore> {
  const { clock, server } = options;
  if (server === undefined) {
    const { openEventStore } = await import('#event-store/embedded/open.js');
    return openEventStore(directory, { clock });
  }
  // Loaded only where it is used: the client of the server is as large as the rest of the program.
  const { KurrentEventStore } = await import('#event-store/kurrentdb/kurrentdb-event-store.js');
  const store = await KurrentEventStore.open(directory, { ...server, clock });
  const { isCaughtUp, failure } = store.mirrorStatus();
  if (isCaughtUp || store.head().sequence > 0) return store;
  await store.close();
  throw new LedgerError(
    'unavailable',
    `The server of the ledger cannot be reached: ${failure ?? 'it does not answer'}.`,
  );
}
