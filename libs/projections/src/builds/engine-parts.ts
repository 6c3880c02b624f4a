import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import type { Build, ReadStore } from '#read-store/port.js';
import type { DecisionJournal } from './build-decisions.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { Following } from '../batches/following.js';
import type { LiveFolding } from '../batches/live-folding.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { ProjectionLogger } from './projection-status.js';

/** `automatic`: a changed definition serves as soon as it is built; `review`: it waits until somebody activates it. */
export type Activation = 'automatic' | 'review';

/** What the parts of the engine share. */
export interface EngineParts {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly folding: LiveFolding;
  readonly journal: DecisionJournal;
  readonly ownership: SlotOwnership;
  readonly activation: Activation;
  readonly logger: ProjectionLogger | undefined;
  readonly retryMs: number;
  /** Aborts when the engine stops. */
  readonly ending: AbortSignal;
  readonly follow: (compiled: CompiledProjection, build: Build) => Following;
  /** A follower stands further, or serves now. */
  readonly told: (follower: Following) => void;
  readonly stalled: (follower: Following, error: unknown) => void;
  /** A build on its way is further. */
  readonly progressed: () => void;
  readonly log: (error: unknown) => void;
  /** Work that `stop` waits for. */
  readonly background: <T>(work: Promise<T>) => Promise<T>;
}
