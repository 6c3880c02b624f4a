import { LedgerError } from '#core/errors.js';

/**
 * What a failed call to the server means. `conflict`: another revision than expected; `refused`: it did not happen and
 * will not; `unsent`: it did not happen and may be tried again; `unknown`: it may have happened. `renew`: the client goes
 * on with the same node, and would fail again.
 */
export type Failure =
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly error: LedgerError }
  | { readonly kind: 'unsent' | 'unknown'; readonly cause: unknown; readonly renew: boolean };

/** The code of gRPC for a server that cannot be reached. */
const grpcUnavailable = 14;

/** Tells what the failure of an append means. By `type`, because classes differ where the package is loaded twice. */
export function failureOf(error: unknown, stream: string): Failure {
  if (error instanceof LedgerError) return { kind: 'refused', error };
  const { type, code, message } = error as { type?: string; code?: number; message?: string };
  switch (type) {
    case 'wrong-expected-version':
      return { kind: 'conflict' };
    case 'maximum-append-size-exceeded':
      return refused('limit-exceeded', `The server takes no append as large as the one to ${stream}`, error);
    case 'access-denied':
      return refused('unavailable', 'The server of the ledger does not take these credentials', error);
    case 'stream-deleted':
      return refused('integrity', `The stream ${stream} has been deleted on the server of the ledger`, error);
    case 'not-leader':
      return { kind: 'unsent', cause: error, renew: true };
    case 'timeout':
      return { kind: 'unknown', cause: error, renew: true };
    case undefined:
      // Before an append is sent the client asks what the server can do; what fails there comes without a type.
      return { kind: code === grpcUnavailable ? 'unsent' : 'unknown', cause: error, renew: true };
    default:
      return { kind: 'unknown', cause: message === undefined ? new Error(type) : error, renew: false };
  }
}

function refused(code: 'limit-exceeded' | 'unavailable' | 'integrity', detail: string, cause: unknown): Failure {
  return { kind: 'refused', error: new LedgerError(code, detail, { cause }) };
}

/** One line about an error of the client, whose own message is often empty. */
export function describeFailure(error: unknown): string {
  const { type, message } = error as { type?: string; message?: string };
  return message !== undefined && message !== '' ? message : (type ?? String(error));
}

/** Whether it is the mirror's failure, and not that of what came. */
export function isOfTheMirror(error: unknown): boolean {
  return error instanceof LedgerError && /^(?:disk-full|unavailable|integrity)$/.test(error.code);
}

/** Whether a mirror is not one of this ledger. */
export function isIntegrity(error: unknown): error is LedgerError {
  return error instanceof LedgerError && error.code === 'integrity';
}

/** The code of gRPC by which the server drops who is slow. */
const grpcAborted = 10;

/** Whether a live subscription was ended because it did not keep up. */
export function isDropped(error: unknown): boolean {
  return (error as { code?: number }).code === grpcAborted;
}
