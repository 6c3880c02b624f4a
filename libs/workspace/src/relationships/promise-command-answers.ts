import type { PromiseAction, PromiseWitness } from '#domain/commands/work-on-promises.js';
import type { Work } from '../work.js';
import type { PromiseRow } from './promise-answers.js';

/** Of which promises something is said, and what. */
export interface PromiseCommand {
  /** Ids of the events that made them, or what these begin with, where no other promise does. */
  readonly promises: readonly string[];
  /** Of what was kept, or was not: whose word it is; ours (`actor`, self-reported) unless told. */
  readonly by?: PromiseWitness;
  /**
   * To keep: when it was done, a time or a date (its end). Unless told, now; by its due time where that has passed and
   * nobody knew better.
   */
  readonly keptAt?: string;
  /** To renegotiate: the new due time, or date, which ends at the end of that local day. */
  readonly dueAt?: string;
}

export interface PromiseCommandAnswer {
  /** How each stands now, in the order in which they were given. */
  readonly promises: readonly PromiseRow[];
  /** Of how many it was so already: nothing was recorded for them. */
  readonly unchanged: number;
}

/** What people say became of promises. Each is an event of who says it; nothing is overwritten. */
export interface PromiseCommands {
  /**
   * Says something of all of them, or of none where one of them is refused. `undo` takes back what was said of each last.
   * @throws LedgerError `invalid`, `not-found` for a promise that is not known or may not be told of, `data-directory-locked` …
   */
  act(action: PromiseAction, command: PromiseCommand, work: Work): Promise<PromiseCommandAnswer>;
}
