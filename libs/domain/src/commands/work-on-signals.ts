import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';

/** What people do about a signal. */
export const signalActions = ['acknowledge', 'snooze', 'resolve', 'reopen'] as const;
export type SignalAction = (typeof signalActions)[number];

/** What is said of it: until when it is put off, or what came of it and why. */
export interface SignalDetails {
  readonly until?: Instant | undefined;
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
}

/** Where the work on a signal stands. */
export type SignalWorkNow =
  | { readonly state: 'new' }
  | { readonly state: 'acknowledged' }
  | { readonly state: 'snoozed'; readonly until: Instant }
  | { readonly state: 'resolved'; readonly outcome?: string | undefined; readonly reason?: string | undefined };

/**
 * Decides whether something is to be recorded. The same once more is nothing, nor is what says less; another time, outcome or reason is.
 * @returns false: what is asked for is so already
 * @throws LedgerError `invalid` for what is resolved and would have to be opened again first
 */
export function decideSignalWork(
  now: SignalWorkNow,
  action: SignalAction,
  { until, outcome, reason }: SignalDetails = {},
): boolean {
  if (now.state === 'resolved' && (action === 'acknowledge' || action === 'snooze'))
    throw new LedgerError('invalid', 'It is resolved.', { hint: 'Open it again first: tend signals reopen ID.' });
  switch (action) {
    case 'acknowledge':
      return now.state !== 'acknowledged';
    case 'snooze':
      return now.state !== 'snoozed' || now.until !== until;
    case 'resolve':
      return now.state !== 'resolved' || isOther(now.outcome, outcome) || isOther(now.reason, reason);
    case 'reopen':
      return now.state !== 'new';
  }
}

/** What is not said stays as it is. */
function isOther(now: string | undefined, said: string | undefined): boolean {
  return said !== undefined && said !== now;
}
