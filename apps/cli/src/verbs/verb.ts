import type { Command } from 'commander';
import type { Session } from '../session.js';

/** One verb of `tend`: a file of its own, and one line in the list of `command-line.ts`. */
export interface Verb {
  /** Name and positional arguments, as commander takes them. */
  readonly usage: string;
  readonly description: string;
  readonly example: string;
  /** Adds the verb's own options. */
  readonly configure?: (command: Command) => void;
  /** It looks at the session's signal and leaves in order; other verbs are left where they are. */
  readonly stopsInOrder?: true;
  /**
   * @returns the exit status; nothing = 0
   * @throws UsageError, LedgerError
   */
  readonly run: (
    session: Session,
    positional: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<number | void>;
}
