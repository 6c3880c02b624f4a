import type { Instant } from '#core/time.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';

/**
 * What an event of a thread or case is to a wait for a reply:
 *
 * - `customer`: somebody of theirs wrote, or asked in another way for an answer;
 * - `reply`: a human of ours answered, where the customer sees or hears it;
 * - `closed`: the work on it ended;
 * - `reopened`, `reopened-by-customer`: it began again.
 *
 * Everything else is none of these: bots, automatic replies of either side, internal notes.
 */
export type ReplyStep = 'customer' | 'reply' | 'closed' | 'reopened' | 'reopened-by-customer';

/** Where one thread stands: plain JSON. */
export interface ReplyState {
  /** The first customer message that no human has answered. */
  readonly waitingSince: Instant | null;
  /** Whether a wait of this opening was answered: the next reply is then no first one. */
  readonly replied: boolean;
  /** 0 for the first opening, one more each time that it begins again after it was closed. */
  readonly opening: number;
  readonly closed: boolean;
}

/** One wait of a customer, from the first unanswered message. */
export interface ReplyWait {
  readonly which: 'first' | 'next';
  readonly opening: number;
  readonly from: Instant;
  readonly to: Instant;
  /** `waiting`: still open at `to`. */
  readonly ended: 'replied' | 'closed-unanswered' | 'waiting';
}

export function noReply(): ReplyState {
  return { waitingSince: null, replied: false, opening: 0, closed: false };
}

/**
 * Advances a thread by one step, in fold order (definitions.md §1.7). A wait runs from the first customer message that
 * nobody has answered; further messages do not begin it anew. It ends with a human reply, or by closing without one, and
 * what is said after that ends nothing. Beginning again, by a step that says so or by a message to a closed thread, starts
 * a new opening with a first reply of its own; the time in which it was closed is nobody's wait.
 *
 * @returns the state after it, and the wait that ended with it, if one did
 */
export function afterReplyStep(
  state: ReplyState,
  step: ReplyStep,
  at: Instant,
): { readonly state: ReplyState; readonly wait?: ReplyWait } {
  switch (step) {
    case 'customer':
      return { state: waitingFrom(openAgain(state), at) };
    case 'reopened-by-customer':
      return { state: waitingFrom(openAgain(state), at) };
    case 'reopened':
      return { state: openAgain(state) };
    case 'reply':
      if (state.waitingSince === null) return { state };
      return { state: { ...state, waitingSince: null, replied: true }, wait: waitOf(state, at, 'replied') };
    case 'closed': {
      const closed = { ...state, waitingSince: null, closed: true };
      return state.waitingSince === null
        ? { state: closed }
        : { state: closed, wait: waitOf(state, at, 'closed-unanswered') };
    }
  }
}

function openAgain(state: ReplyState): ReplyState {
  return state.closed ? { waitingSince: null, replied: false, opening: state.opening + 1, closed: false } : state;
}

function waitingFrom(state: ReplyState, at: Instant): ReplyState {
  return state.waitingSince === null ? { ...state, waitingSince: at } : state;
}

function waitOf(state: ReplyState, to: Instant, ended: ReplyWait['ended']): ReplyWait {
  return { which: state.replied ? 'next' : 'first', opening: state.opening, from: state.waitingSince!, to, ended };
}

/** The wait that is still open at an instant; undefined when nobody waits, or does so only later. */
export function openWait(state: ReplyState, at: Instant): ReplyWait | undefined {
  return state.waitingSince === null || state.waitingSince > at ? undefined : waitOf(state, at, 'waiting');
}

/** How long a wait took and how it ended, as curves of competing outcomes take it (Aalen & Johansen 1978). */
export interface ReplyTime {
  /** ms of the clock. */
  readonly time: number;
  /** `event`: a reply; `competing`: closed without one; `censored`: still open. */
  readonly outcome: 'event' | 'competing' | 'censored';
}

const outcomeOf = { 'replied': 'event', 'closed-unanswered': 'competing', 'waiting': 'censored' } as const;

/**
 * Waits as times of a curve.
 * @param clock by which they are measured: the business time of the calendars that were in force (`clockInForce`)
 */
export function replyTimes(waits: readonly ReplyWait[], clock: Pick<RunningClock, 'msBetween'>): ReplyTime[] {
  return waits.map(({ from, to, ended }) => ({ time: clock.msBetween(from, to), outcome: outcomeOf[ended] }));
}
