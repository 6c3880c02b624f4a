import type { SignalAction } from '#domain/commands/work-on-signals.js';
import type { Work } from '../work.js';
import type { SignalWork } from './signal-answers.js';

/** Which signals something is said of, and what. */
export interface SignalCommand {
  /** Ids, or what they begin with, where no other one does. */
  readonly signals: readonly string[];
  /** To snooze: a time, a date (its beginning), or how long, such as 3d, 12h or 2w. */
  readonly until?: string;
  /** To resolve: what came of it, in a few words; it is sealed. */
  readonly outcome?: string;
  /** To resolve: why, in a person's words; it is sealed. */
  readonly reason?: string;
}

export interface WorkedSignal {
  readonly id: string;
  /** What it is, or was when something was said of it first. */
  readonly kind?: string;
  readonly work: SignalWork;
}

export interface SignalCommandAnswer {
  /** Where the work on each stands now, in the order in which they were given. */
  readonly signals: readonly WorkedSignal[];
  /** Of how many it was so already: nothing was recorded for them. */
  readonly unchanged: number;
}

/** What people do about signals. Each is an event of who acts; nothing is overwritten. */
export interface SignalCommands {
  /**
   * Says something of all of them, or of none where one of them is refused.
   * @throws LedgerError `invalid`, `not-found` for a signal that never was, `data-directory-locked` …
   */
  act(action: SignalAction, command: SignalCommand, work: Work): Promise<SignalCommandAnswer>;
}
