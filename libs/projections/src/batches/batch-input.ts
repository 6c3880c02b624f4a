import type { Mirror } from '#event-store/port.js';
import type { Build, Position, WaitingFact } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextTimeline } from '../facts/context-book.js';
import type { GivenEvent } from '../facts/given-event.js';
import type { Visibility } from '../facts/visibility.js';

/** What is told of the folding as it goes on. */
export interface FoldWatch {
  /** A key is about to be folded behind the last of its facts that is folded already (of none: before this one). */
  readonly atKey: (key: string, sequence: number) => void;
  /** One key has so many facts that others should have their turns before it is through. */
  readonly yields: () => void;
}

export interface BatchInput {
  readonly projection: CompiledProjection;
  readonly build: Build;
  readonly mirror: Mirror;
  /** It has learnt the events. */
  readonly visibility: Visibility;
  /** What is published, as the build sees it at `to`. */
  readonly timeline: ContextTimeline;
  /** Events up to `to`, in total order. A slot folds those behind its own position. */
  readonly events: readonly GivenEvent[];
  /** Facts that waited, and have occurred by `to.horizon`. */
  readonly due: readonly WaitingFact[];
  /** Which slots are folded. */
  readonly slots: ReadonlySet<number>;
  /** Where the slots stand, by number, as it is stored. */
  readonly from: readonly Position[];
  /** Up to where every slot is folded: those stand here too that had nothing to fold since they were written. */
  readonly passed: Position;
  readonly to: Position;
  readonly watch?: FoldWatch | undefined;
}
