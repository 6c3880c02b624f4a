import type { SignalAction } from '#domain/commands/work-on-signals.js';
import type { SignalWork } from '#workspace/signals/signal-answers.js';

/** What is sent about one signal. */
export interface SignalWord {
  readonly action: SignalAction;
  readonly until?: string;
  readonly outcome?: string;
  readonly reason?: string;
}

/** What a signal is shown as until the server has answered. @param nowMs from when on a span is counted */
export function workAfter({ action, until, outcome }: SignalWord, before: SignalWork, nowMs: number): SignalWork {
  switch (action) {
    case 'acknowledge':
      return { state: 'acknowledged' };
    case 'snooze':
      return { state: 'snoozed', ...(until === undefined ? {} : { until: instantUntil(until, nowMs) }) };
    case 'resolve':
      return { state: 'resolved', ...(outcome === undefined ? {} : { outcome }) };
    case 'reopen':
      return before.state === 'new' ? before : { state: 'new' };
  }
}

const hourMs = 3_600_000;
const unitMs = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs } as const;

/** As an instant: whoever says it once more later means the same one. */
function instantUntil(text: string, nowMs: number): string {
  const span = /^(\d+)([hdw])$/.exec(text);
  if (span === null) return text;
  return new Date(nowMs + Number(span[1]) * unitMs[span[2] as keyof typeof unitMs]).toISOString();
}

/** Whether something may be said of a signal: what is resolved is taken back first, what is new cannot be. */
export function canBe({ action }: Pick<SignalWord, 'action'>, { state }: SignalWork): boolean {
  switch (action) {
    case 'acknowledge':
      return state === 'new' || state === 'snoozed';
    case 'snooze':
      return state !== 'resolved';
    case 'resolve':
      return state !== 'resolved';
    case 'reopen':
      return state !== 'new';
  }
}

/**
 * What takes a word back, so that the signal stands as before: mostly the ledger's own way, which takes back what was said
 * last. What that word has ended is said once more.
 */
export function undoOf({ action }: SignalWord, before: SignalWork): SignalWord {
  const { state, until, outcome, reason } = before;
  if (action !== 'reopen' && !(state === 'snoozed' && action !== 'resolve')) return { action: 'reopen' };
  if (state === 'snoozed') return { action: 'snooze', ...(until === undefined ? {} : { until }) };
  if (state === 'acknowledged') return { action: 'acknowledge' };
  return {
    action: 'resolve',
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined || reason === 'erased' ? {} : { reason }),
  };
}

/** Whether a filter of the inbox shows what stands so. */
export function isShownBy(work: string | undefined, { state }: SignalWork, hasEnded: boolean): boolean {
  if (work === 'all' || (work === undefined && hasEnded)) return true;
  return work === undefined ? state === 'new' || state === 'acknowledged' : state === work;
}
