import type { Severity } from '#core/severities.js';
import type { Id } from '#core/time.js';
import type { Answered, Named, Page } from '../answered.js';
import type { ExpectedFalseAlarms } from './false-alarm-answers.js';

/** A signal of the inbox: one episode of what its projection tells. */
export interface SignalRow {
  /** The same as long as it stands, and when it is raised again: hash of its projection, its kind and of what began it. */
  readonly id: string;
  readonly kind: string;
  /** As it is now, or was last; where several tell the same, of the gravest. */
  readonly severity: Severity;
  /** When what began it occurred. */
  readonly since: string;
  /** From when on it stands: when it could first be told by what is known. */
  readonly firstSeen: string;
  /** Up to when it is known to stand; when it ended, of one that has. */
  readonly lastSeen: string;
  /** When it ended, of one that has, or was withdrawn. */
  readonly endedAt?: string;
  /** What is known now does not say that it ever stood. */
  readonly withdrawn?: true;
  /** Id of the event that began it. */
  readonly event: Id;
  /** The events that it rests on: the one that began it, and others that its projection names. */
  readonly evidence: readonly Id[];
  readonly projection: string;
  readonly key: string;
  /** The party by which that event belongs to the key: the first customer-side one, under the id that it was recorded with. */
  readonly party?: Id;
  readonly relationship?: Named;
  /** Why it is raised, in a sentence; absent of kinds that this program does not know. */
  readonly why?: string;
  /** What there is to do about it. */
  readonly todo?: string;
  /** What began it had occurred more than 30 days before it was recorded: nobody is told of it. */
  readonly historic?: true;
  readonly work: SignalWork;
  /** Other projections that tell the same, and stand for it too. */
  readonly also?: readonly { readonly projection: string; readonly kind: string; readonly id: string }[];
  /** Whatever else the projection says of it. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Where the work on a signal stands, as of the moment of the question. */
export interface SignalWork {
  readonly state: 'new' | 'acknowledged' | 'snoozed' | 'resolved';
  /** Who said so, and when; absent of a new one. */
  readonly by?: Named;
  readonly at?: string;
  /** Until when it is snoozed. */
  readonly until?: string;
  readonly outcome?: string;
  /** `erased` where it may not be read any more. */
  readonly reason?: string;
}

export interface SignalsAnswered extends Answered {
  readonly projection: string;
  /** How many keys of this build are set apart: none of them raises anything. Absent where none is. */
  readonly setApart?: number;
  /** How many signals stand that are not here: more of a key than are kept. Absent where there are none. */
  readonly rest?: number;
}

/** How many fit the question but for what the inbox leaves out by itself. */
export interface NotShown {
  readonly historic: number;
  readonly snoozed: number;
  readonly resolved: number;
}

export type SignalsAnswer = Page<SignalRow> & {
  /** How many there are of each kind, whichever kind is asked for; the most first. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly notShown: NotShown;
  /** How many alarms of this week are to be expected though nothing changes; of what stands, with the first page. */
  readonly expectedFalseAlarms?: ExpectedFalseAlarms;
  /** Which builds answered. */
  readonly answered: readonly SignalsAnswered[];
  /** Projections that could not be asked: what they raise is not here. */
  readonly missing?: readonly string[];
};
