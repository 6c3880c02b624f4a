import { Metadata, status } from '@grpc/grpc-js';

/** An error as it goes over the wire; the client finds its class by `exception` in the metadata, else by the code. */
export class RpcError extends Error {
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    readonly details: string,
    metadata: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(metadata)) this.metadata.set(key, headerValue(value));
  }
}

/** A header takes Latin-1 only; the server sends names of streams as UTF-8 there. */
const headerValue = (value: string): string => Buffer.from(value).toString('latin1');

export const streamDeleted = (stream: string): RpcError =>
  new RpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    'exception': 'stream-deleted',
    'stream-name': stream,
  });

export const deleteConflict = (stream: string, expectation: number, current: number): RpcError =>
  new RpcError(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectation}, Actual version: ${current}`,
    {
      'exception': 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expectation),
      'actual-version': String(current),
    },
  );

export const appendTooLarge = (limitBytes: number): RpcError =>
  new RpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${limitBytes} Exceeded.`, {
    'exception': 'maximum-append-size-exceeded',
    'maximum-append-size': String(limitBytes),
  });

export const accessDenied = (): RpcError =>
  new RpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

/** Credentials that the server does not know. */
export const unauthenticated = (): RpcError => new RpcError(status.UNAUTHENTICATED, 'Unauthenticated');

/** The answer of a node that does not lead; the client goes to the leader with its next call. */
export const notLeader = (host: string, port: number): RpcError =>
  new RpcError(status.NOT_FOUND, 'Leader info available', {
    'exception': 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const notReady = (): RpcError => new RpcError(status.UNAVAILABLE, 'Server Is Not Ready');

export const deadlineExceeded = (): RpcError => new RpcError(status.DEADLINE_EXCEEDED, 'Deadline exceeded');

/** A read that the server cannot begin; `call` is `Stream` or `All`. */
export const unexpectedRead = (call: 'Stream' | 'All'): RpcError =>
  new RpcError(status.UNKNOWN, `Unexpected Read${call}Result: Error`);

export const consumerTooSlow = (): RpcError =>
  new RpcError(
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );

/** Whatever the server did not foresee. */
export const thrownByHandler = (): RpcError => new RpcError(status.UNKNOWN, 'Exception was thrown by handler.');

/** An error of the double itself shows as such an exception, too. */
export const asRpcError = (error: unknown): RpcError => (error instanceof RpcError ? error : thrownByHandler());
