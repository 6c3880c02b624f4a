import type { Metadata } from '@grpc/grpc-js';
import { accessDenied, unauthenticated } from './rpc-errors.js';

export interface User {
  readonly username: string;
  readonly password: string;
}

/**
 * Who may call: anyone when there are no users, as on an insecure server; otherwise a known user only, because a secure
 * server lets nobody else at streams.
 * @returns false without credentials, @throws RpcError with unknown ones
 */
export function hasAccess(users: readonly User[] | undefined, metadata: Metadata): boolean {
  if (users === undefined) return true;
  const [header] = metadata.get('authorization');
  if (header === undefined) return false;
  const given = Buffer.from(String(header).replace(/^Basic /, ''), 'base64').toString();
  if (!users.some(({ username, password }) => given === `${username}:${password}`)) throw unauthenticated();
  return true;
}

/** @throws RpcError without credentials, or with unknown ones */
export function requireAccess(users: readonly User[] | undefined, metadata: Metadata): void {
  if (!hasAccess(users, metadata)) throw accessDenied();
}
