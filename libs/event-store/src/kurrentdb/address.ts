import { LedgerError } from '#core/errors.js';

/** Where the server is, and who asks. */
export interface KurrentConnection {
  /** `esdb://`, `esdb+discover://`, `kurrentdb://` or `kurrentdb+discover://`, as the field writes it. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** What the names of the streams of a ledger begin with on a server, unless told: one server may hold several. */
export const defaultPrefix = 'tend.';

/** The address as the client of this version writes it, with the credentials in it. */
export function connectionString({ url, user, password }: KurrentConnection): string {
  const [, scheme, discover = '', rest] = /^([a-z]+)(\+discover)?:\/\/(.+)$/.exec(url) ?? [];
  if (rest === undefined || !/^(?:esdb|eventstoredb|kurrent|kurrentdb)$/.test(scheme!))
    throw new LedgerError('invalid', 'The address of the ledger begins with esdb:// or kurrentdb://');
  if (user === undefined) return `esdb${discover}://${rest}`;
  const hosts = rest.slice(rest.lastIndexOf('@') + 1);
  return `esdb${discover}://${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@${hosts}`;
}
