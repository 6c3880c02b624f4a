import type { Severity } from '#core/severities.js';
import type { Id } from '#core/time.js';
import type { Answered, Named, Page } from '../answers.js';

/** A signal of the inbox. */
export interface SignalRow {
  /** The same as long as it stands, and when it is raised again: hash of its projection, its kind and of what began it. */
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  /** When what began it occurred. */
  readonly since: string;
  /** When it ended, of one that has. */
  readonly endedAt?: string;
  /** Id of the event that began it. */
  readonly event: Id;
  readonly projection: string;
  readonly key: string;
  /** The party by which that event belongs to the key: the first customer-side one, under the id that it was recorded with. */
  readonly party?: Id;
  readonly relationship?: Named;
  /** Whatever else the projection says of it. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface SignalsAnswered extends Answered {
  readonly projection: string;
  /** How many keys of this build are set apart: none of them raises anything. Absent where none is. */
  readonly setApart?: number;
  /** How many signals stand that are not here: more of a key than are kept. Absent where there are none. */
  readonly rest?: number;
}

export type SignalsAnswer = Page<SignalRow> & {
  /** Which builds answered. */
  readonly answered: readonly SignalsAnswered[];
  /** Projections that could not be asked: what they raise is not here. */
  readonly missing?: readonly string[];
};
