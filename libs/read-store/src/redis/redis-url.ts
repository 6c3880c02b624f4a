import { LedgerError } from '#core/errors.js';

/** Where Redis is, and who asks. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  /** The server itself; or some of the sentinels; or some nodes of the cluster. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly isEncrypted: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Of a single server or a master. */
  readonly database: number;
  /** What the sentinels call the master. */
  readonly master?: string;
  /** Of the sentinels, where they want one. */
  readonly sentinelPassword?: string;
}

const form =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;

/**
 * Reads an address: `redis://host:port/database`, `redis+sentinel://host:port,host:port/master?database=0&sentinelPassword=…`
 * or `redis+cluster://host:port,host:port`; `rediss…` over TLS; before the hosts `user:password@`, both percent-encoded.
 * @throws LedgerError `invalid`; what it says does not repeat the address, which may hold a password
 */
export function parseRedisUrl(url: string): RedisAddress {
  const found = form.exec(url)?.groups;
  if (found === undefined) throw invalid('It begins with redis://, redis+sentinel:// or redis+cluster://.');
  const kind = (found['kind'] as 'sentinel' | 'cluster' | undefined) ?? 'single';
  const hosts = found['hosts']!.split(',').map((host) => hostOf(host, kind === 'sentinel' ? 26_379 : 6_379));
  if (kind === 'single' && hosts.length > 1)
    throw invalid('It names several hosts: say redis+sentinel or redis+cluster.');
  const path = found['path'] ?? '';
  const query = new URLSearchParams(found['query'] ?? '');
  if (kind === 'sentinel' && path === '') throw invalid('Behind the sentinels stands /NAME, the name of their master.');
  if (kind === 'cluster' && path !== '') throw invalid('A cluster has no databases.');
  const sentinelPassword = query.get('sentinelPassword');
  return {
    kind,
    hosts,
    isEncrypted: found['scheme'] === 'rediss',
    ...(found['user'] ? { username: decoded(found['user']) } : {}),
    ...(found['password'] ? { password: decoded(found['password']) } : {}),
    database: databaseOf(kind === 'single' ? path : (query.get('database') ?? '')),
    ...(kind === 'sentinel' ? { master: decoded(path) } : {}),
    ...(sentinelPassword === null ? {} : { sentinelPassword }),
  };
}

function hostOf(text: string, usual: number): { host: string; port: number } {
  const [, six, name, port] = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = six ?? name;
  const number = port === undefined ? usual : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw invalid('A host is written as name:port.');
  return { host, port: number };
}

function databaseOf(text: string): number {
  if (!/^\d{0,4}$/.test(text)) throw invalid('A database is a number.');
  return Number(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('What stands in it in percent signs cannot be read.');
  }
}

function invalid(message: string): LedgerError {
  return new LedgerError('invalid', `The address of Redis cannot be used. ${message}`);
}
