import { setTimeout as pause } from 'node:timers/promises';
import { ExponentialBackoff, noJitterGenerator } from 'cockatiel';
import { limits } from '#core/limits.js';

/** How long is waited for the server, in ms. Tests have less patience. */
export interface KurrentTimeouts {
  /** One attempt at an append, and whatever else the server is asked. */
  readonly attemptMs: number;
  /** Until an append whose outcome cannot be learnt is given up. */
  readonly patienceMs: number;
  /** Between attempts: after the first, and at most. */
  readonly firstPauseMs: number;
  readonly lastPauseMs: number;
  /** For the mirror, when a ledger is opened. */
  readonly openingMs: number;
}

export const defaultTimeouts: KurrentTimeouts = {
  attemptMs: limits.kurrentdbAttemptMs,
  patienceMs: limits.kurrentdbPatienceMs,
  firstPauseMs: limits.kurrentdbFirstPauseMs,
  lastPauseMs: limits.kurrentdbLastPauseMs,
  openingMs: limits.kurrentdbOpeningMs,
};

/**
 * Pauses between attempts, each longer than the one before, up to the last. Without chance in them, so that what failed
 * together is tried again in the order in which it was.
 */
export function pausesOf({ firstPauseMs, lastPauseMs }: KurrentTimeouts): ExponentialBackoff<unknown> {
  return new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay: firstPauseMs,
    maxDelay: lastPauseMs,
  });
}

/**
 * The client has no timer of its own: a server that hangs would never be heard of again.
 * @throws Error of the type `timeout` when the time is over or the signal aborts first
 */
export async function within<T>(call: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<T> {
  call.catch(() => undefined);
  const timer = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: AbortSignal.any([timer.signal, signal]) })
    .catch(() => undefined)
    .then(() => {
      throw Object.assign(new Error('The server has not answered in time'), { type: 'timeout' });
    });
  late.catch(() => undefined);
  try {
    return await Promise.race([call, late]);
  } finally {
    timer.abort();
  }
}
