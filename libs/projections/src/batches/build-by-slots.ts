import type { Clock } from '#core/ports.js';
import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { slotCount } from '#read-store/port.js';
import type { Batch, Build, Position } from '#read-store/port.js';
import type { FoldWatch } from './batch-input.js';
import type { BuildKnowledge } from './build-knowledge.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { EventsBySlot } from './events-by-slot.js';
import { foldSlots } from './slot-fold.js';

/** Keys and steps that are held at once, about: what events make of themselves may be much more than they are. */
const mostWeight = 100_000;

/** What a build is made of. */
export interface SlotSource {
  readonly projection: CompiledProjection;
  readonly build: Build;
  readonly mirror: Mirror;
  readonly clock: Clock;
  readonly knowledge: BuildKnowledge;
  readonly eventsBySlot: EventsBySlot;
  readonly watch?: FoldWatch | undefined;
  /** Other nodes make slots of it, too: no totals are put aside until all are made. */
  readonly isShared: boolean;
}

/**
 * Brings a build that is on its way from nothing to one position, some slots at a time (engine.md §8): which are done, their
 * own positions say, so that it goes on after an end as it began. What was recorded since is then folded in batches, and so
 * are slots that are too large to be held at once.
 */
export class BuildBySlots {
  private horizon = 0;
  /** Fewer where an event makes many steps. */
  private slotsAtOnce = slotCount;
  private readonly tooLarge = new Set<number>();
  private isWanting = false;

  constructor(private readonly source: SlotSource) {}

  /** Whether there are slots, of some, that have folded nothing, and can be made in this way. */
  isOpen(slots: readonly Position[], of: ReadonlySet<number>): boolean {
    return [...of].some((slot) => this.isOpenSlot(slots, slot));
  }

  /** Says that it is going to begin: the ledger is gone over once for all that do. */
  want(): void {
    if (this.isWanting) return;
    this.isWanting = true;
    this.source.eventsBySlot.want(this.source.projection.by);
  }

  /**
   * Folds the next slots of those that have folded nothing.
   * @param slots where they stand, by number
   * @param only which of them
   * @returns what is to be committed; undefined when there is nothing left to be done in this way
   */
  async foldNext(slots: readonly Position[], head: number, only: Iterable<number>): Promise<Batch | undefined> {
    const { projection, mirror, knowledge, eventsBySlot, build, watch, isShared } = this.source;
    this.want();
    for (;;) {
      const open = [...only].filter((slot) => this.isOpenSlot(slots, slot)).sort((a, b) => a - b);
      if (open.length === 0) return undefined;
      knowledge.reach(head);
      const isWhole = Math.min(open.length, this.slotsAtOnce) === slotCount;
      const spread = await eventsBySlot.reach(projection.by, head, isWhole);
      const to = { sequence: spread.to, horizon: this.horizonOf(slots) };
      const found = eventsBySlot.take(projection.by, open.slice(0, this.slotsAtOnce), spread);
      if (found !== undefined) {
        const { changes, weight } = await foldSlots({
          projection,
          mirror,
          visibility: knowledge.visibility,
          timeline: knowledge.timelineAt(to.sequence),
          from: slots,
          to,
          build,
          watch,
          putsAside: !isShared && found.slots.size < slotCount,
          ...found,
        });
        if (weight > mostWeight) this.slotsAtOnce = Math.ceil(found.slots.size / 2);
        return changes;
      }
      this.tooLarge.add(open[0]!);
    }
  }

  leave(): void {
    if (!this.isWanting) return;
    this.isWanting = false;
    this.source.eventsBySlot.leave(this.source.projection.by);
  }

  /** One for all slots that are made from now on. */
  private horizonOf(slots: readonly Position[]): Instant {
    if (this.horizon === 0) this.horizon = this.source.clock.now();
    return (this.horizon = Math.max(this.horizon, ...slots.map(({ horizon }) => horizon)));
  }

  private isOpenSlot(slots: readonly Position[], slot: number): boolean {
    return canBeMadeBySlots(this.source.projection) && slots[slot]!.sequence === 0 && !this.tooLarge.has(slot);
  }
}

/** In the order of the ledger no fact is late, and what only counts has no keys that are folded: batches do well. */
function canBeMadeBySlots({ order, handlers }: CompiledProjection): boolean {
  return order === 'occurred' && handlers.size > 0;
}
