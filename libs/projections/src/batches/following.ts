import type { Build, BuildStall } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { GivenEvent } from '../facts/given-event.js';
import type { Visibility } from '../facts/visibility.js';

/** How far a build is. */
export interface Stand {
  /** The sequence that every slot has folded to, also those that had nothing to fold since they were written. */
  readonly position: number;
  readonly horizonMs: number;
  /** When time changes something next: a fact that waits, a deadline, a rule that comes to be valid. */
  readonly nextDueAt: number;
  /** How many events it should be given at once. */
  readonly batchEvents: number;
  /** Whether it is on its way and has slots that have folded nothing: `catchUp` makes these, some at a time. */
  readonly isBeginning: boolean;
  /** How many events it has folded, of those up to the head: `position` or more, because slots may stand apart. */
  readonly folded: number;
}

/** One build that follows the ledger, in this thread (`follower.ts`) or in another one (`thread-follower.ts`). */
export interface Following extends Stand {
  readonly projection: CompiledProjection;
  readonly build: Build;
  /** It knows at least what was recorded up to `position`. */
  readonly visibility: Visibility;
  /** Another thread folds it and reads for itself: events need not be read for it. */
  readonly readsAlone: boolean;
  /** Other nodes fold some of its slots, from time to time. */
  readonly isShared?: boolean;
  /** The sequence that the slots have folded to that are folded here; Infinity where there are none. Absent: all are. */
  readonly reached?: number;
  /** Slots came or went since it began from what is stored. */
  readonly isOutdated?: boolean;
  /** It is going to be made slot by slot: the ledger is gone over once for all that are. */
  announce?(): void;
  /** From now on it is given events as they come, and may serve: no slots are made any more, whose totals would be put aside. */
  goLive(): void;
  /** Folds events up to the last of them; a gap before the first is read from the mirror. */
  advance(events: readonly GivenEvent[]): Promise<void>;
  /** Folds one batch of what the mirror holds, up to a sequence. */
  catchUp(to: number): Promise<void>;
  /** Lets time pass: facts that waited and have occurred by now are folded. */
  passTime(): Promise<void>;
  /** Writes the position into slots that had nothing to fold, so that other processes see how far this one is. */
  publish(): Promise<void>;
  /** Resolves when nothing is being folded. */
  idle(): Promise<void>;
  /** Where a function of the definition does not come back. */
  readonly stall?: BuildStall | undefined;
  /** What did not come back is called again. */
  tryAgain(): void;
  /** Begins again from what is stored. */
  restart(): Promise<void>;
  /** It folds nothing more; resolves when nothing holds the build open any more but the store itself. */
  close(): Promise<void>;
}

/** How far a build is folded as far as this node folds it. */
export function reachedBy({ reached, position }: Pick<Following, 'reached' | 'position'>): number {
  return reached ?? position;
}

/** How far a build is, to be told to another thread. */
export function standOf(following: Stand): Stand {
  const { position, horizonMs, nextDueAt, batchEvents, isBeginning, folded } = following;
  return { position, horizonMs, nextDueAt, batchEvents, isBeginning, folded };
}
