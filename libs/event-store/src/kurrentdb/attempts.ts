import { setTimeout as pause } from 'node:timers/promises';
import type { IBackoff } from 'cockatiel';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import type { Connection } from './connection.js';
import { describeFailure, failureOf } from './failures.js';
import { defaultTimeouts, pausesOf, within } from './time-outs.js';
import type { KurrentTimeouts } from './time-outs.js';

interface AttemptOptions<Result> {
  /** What a failure that says how it ended comes to; undefined where it says nothing. */
  readonly settled?: (type: string | undefined) => Result | undefined;
  /** It changes nothing on the server: then there is no outcome that is not known. */
  readonly isRead?: boolean;
  readonly timeouts?: KurrentTimeouts;
  /** Until when it is tried; for the patience of the time-outs unless given. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a call again, as it was, until it is known how it ended.
 * @param what is called, for whoever is told that it cannot be
 * @throws LedgerError `unavailable`, `outcome-unknown` when nobody could learn it in time, `revision-conflict`, and as refused
 */
export async function untilKnown<Result>(
  connection: Connection,
  what: string,
  call: (client: EventStoreDBClient) => Promise<Result>,
  options: AttemptOptions<Result> = {},
): Promise<Result> {
  const { settled, isRead = false, timeouts = defaultTimeouts } = options;
  const { signal = AbortSignal.timeout(timeouts.patienceMs) } = options;
  let mayHaveHappened = false;
  for (let backoff: IBackoff<unknown> = pausesOf(timeouts).next(); ; backoff = backoff.next(undefined)) {
    const client = connection.client();
    try {
      const result = await within(call(client), timeouts.attemptMs, signal);
      // What is read by a client that was given up meanwhile ends early, and without an error.
      if (!isRead || connection.isCurrent(client)) return result;
      throw new Error('The connection has ended meanwhile');
    } catch (error) {
      const end = settled?.((error as { type?: string }).type);
      if (end !== undefined) return end;
      const failure = failureOf(error, what);
      if (failure.kind === 'conflict') throw new LedgerError('revision-conflict', `Something else is in ${what}`);
      if (failure.kind === 'refused') throw failure.error;
      mayHaveHappened ||= failure.kind === 'unknown' && !isRead;
      if (signal.aborted) throw notKnown(what, mayHaveHappened, failure.cause);
      if (failure.renew) connection.renew(client);
    }
    await pause(backoff.duration);
  }
}

function notKnown(what: string, mayHaveHappened: boolean, cause: unknown): LedgerError {
  const detail = `The server cannot be reached for ${what}: ${describeFailure(cause)}`;
  return new LedgerError(mayHaveHappened ? 'outcome-unknown' : 'unavailable', detail, { cause });
}
