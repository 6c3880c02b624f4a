import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import type { Build } from '#read-store/port.js';
import { EventsBySlot } from '../batches/events-by-slot.js';
import { Follower } from '../batches/follower.js';
import type { Following } from '../batches/following.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { Knowledge } from '../facts/knowledge.js';
import { FoldingPool, type FoldingThreads } from '../threads/folding-pool.js';
import { canBeLent, ThreadFollower } from '../threads/thread-follower.js';

interface Options {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly ownership: SlotOwnership;
  readonly threads?: FoldingThreads | undefined;
}

/** Has builds folded: in this thread, in others, or of some slots in other nodes. */
export class BuildFollowers {
  readonly knowledge: Knowledge;
  /** Threads that fold; without it everything is folded in this one. */
  readonly pool: FoldingPool | undefined;
  private readonly eventsBySlot: EventsBySlot;

  constructor(private readonly options: Options) {
    const { eventStore, threads, ownership } = options;
    this.knowledge = new Knowledge(eventStore);
    this.eventsBySlot = new EventsBySlot(eventStore, this.knowledge.visibility);
    // Threads fold whole builds.
    this.pool = ownership.isWhole === true ? FoldingPool.of(threads) : undefined;
  }

  follow(compiled: CompiledProjection, build: Build): Following {
    const { pool, knowledge } = this;
    const { eventStore, clock } = this.options;
    const projection = knowledge.apart.without(compiled, build.info);
    if (pool !== undefined && canBeLent(build))
      return new ThreadFollower(projection, build, pool.place(), eventStore, clock, knowledge);
    const { visibility, book } = knowledge;
    return new Follower(
      projection,
      build,
      eventStore,
      clock,
      visibility,
      undefined,
      book,
      undefined,
      undefined,
      this.eventsBySlot,
      this.slotsOf(build),
    );
  }

  /** What nobody else writes is all of this node, as is what is made for a question. */
  private slotsOf(build: Build): (() => ReadonlySet<number>) | undefined {
    const { ownership } = this.options;
    if (ownership.isWhole === true || build.onMoved === undefined) return undefined;
    const { fingerprint } = build.info;
    return () => ownership.slotsOf(fingerprint);
  }
}
