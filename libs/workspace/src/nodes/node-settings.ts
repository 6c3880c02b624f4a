import { hostname } from 'node:os';
import { parseRedisUrl } from '#read-store/redis/redis-url.js';
import { ledgerServerOf, type LedgerServer } from '../directory/ledger-server.js';
import { refusedSetting, secretOf, type Environment } from '../directory/setting.js';

/** What a node does: records what it is told, folds, answers questions. */
export const roles = ['commands', 'projector', 'queries'] as const;
export type Role = (typeof roles)[number];

/** Where read models are kept that several nodes share. */
export interface ReadStoreServer {
  readonly url: string;
  readonly password?: string;
}

/** One program of several that keep one ledger, and where they keep it. */
export interface NodeSettings {
  /** What it is called: in lists of connections, in answers and in logs. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** Without it the ledger is in the data directory. */
  readonly ledgerServer?: LedgerServer;
  /** Without it read models are in the data directory. */
  readonly readStoreServer?: ReadStoreServer;
}

/**
 * `TEND_NODE`, `TEND_ROLES`, `TEND_READ_STORE` (`embedded`, or the address of Redis), `TEND_READ_STORE_PASSWORD_FILE`, and
 * those of `ledgerServerOf`.
 * @throws LedgerError `invalid`, which repeats no address: it may hold a password
 */
export function nodeSettingsOf(environment: Environment): NodeSettings {
  const ledgerServer = ledgerServerOf(environment);
  const readStoreServer = readStoreServerOf(environment);
  const name = environment['TEND_NODE'] || hostname();
  if (!/^[\w.-]{1,64}$/.test(name))
    throw refusedSetting('TEND_NODE', 'must be up to 64 letters, digits, ".", "_" and "-"');
  const own = rolesOf(environment['TEND_ROLES'] ?? '');
  if (!own.has('projector') && readStoreServer === undefined)
    throw refusedSetting(
      'TEND_ROLES',
      'a node that does not fold needs read models that others have folded: say with TEND_READ_STORE where they are',
    );
  return {
    name,
    roles: own,
    ...(ledgerServer === undefined ? {} : { ledgerServer }),
    ...(readStoreServer === undefined ? {} : { readStoreServer }),
  };
}

function rolesOf(text: string): ReadonlySet<Role> {
  if (text === '') return new Set(roles);
  const named = text.split(',').map((role) => role.trim());
  if (named.every((role) => (roles as readonly string[]).includes(role))) return new Set(named as Role[]);
  throw refusedSetting('TEND_ROLES', `must be some of ${roles.join(',')}`);
}

function readStoreServerOf(environment: Environment): ReadStoreServer | undefined {
  const url = environment['TEND_READ_STORE'] ?? '';
  if (url === '' || url === 'embedded') return undefined;
  try {
    parseRedisUrl(url);
  } catch {
    throw refusedSetting(
      'TEND_READ_STORE',
      'must be embedded, or such as redis://host:6379, redis+sentinel://host:26379/name or redis+cluster://host:6379',
    );
  }
  const password = secretOf(environment, 'TEND_READ_STORE_PASSWORD_FILE');
  return { url, ...(password === undefined ? {} : { password }) };
}
