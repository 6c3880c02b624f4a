import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import type { Build, Position } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { Assumed } from '../facts/assumed-context.js';
import type { ContextBook, ContextTimeline } from '../facts/context-book.js';
import type { GivenEvent } from '../facts/given-event.js';
import type { Visibility } from '../facts/visibility.js';
import type { SlotStands } from './slot-stands.js';

const eventsAtOnce = 4_096;

/** What who folds a build knows beside the facts: amendments, permissions, and what is published, as this build sees it. */
export class BuildKnowledge {
  private readonly assumed: Assumed | undefined;

  constructor(
    private readonly projection: CompiledProjection,
    private readonly build: Build,
    private readonly mirror: Pick<Mirror, 'readAll'>,
    readonly visibility: Visibility,
    private readonly book: ContextBook,
  ) {
    this.assumed = Assumed.in(build.info);
  }

  /** Up to where it knows what is recorded. */
  get to(): number {
    return Math.min(this.visibility.learntTo, this.book.learntTo);
  }

  /** Takes in events that are at hand; what lies before them is read. */
  learn(events: readonly GivenEvent[]): void {
    const recorded = events.map(({ event }) => event);
    if (recorded.length > 0) this.reach(recorded[0]!.sequence - 1);
    this.visibility.learn(recorded);
    this.book.learn(recorded);
  }

  /** Knows everything up to a sequence. */
  reach(sequence: number): void {
    while (this.to < sequence) {
      const limit = Math.min(eventsAtOnce, sequence - this.to);
      const recorded = takeBatch(this.mirror.readAll({ from: this.to + 1, limit }));
      this.visibility.learn(recorded);
      this.book.learn(recorded);
    }
  }

  timelineAt(known: number): ContextTimeline {
    const published = this.book.timeline(this.projection, this.build.info.beganAt, known);
    return this.assumed === undefined ? published : this.assumed.insteadOf(published);
  }

  /** When a rule comes to be valid, or a consent ends, for the slots that are folded here. */
  changesNext({ owned, sequence, passedTo }: Pick<SlotStands, 'owned' | 'sequence' | 'passedTo'>): Instant {
    if (owned.size === 0) return Infinity;
    const published = this.timelineAt(sequence).nextAfter(passedTo);
    if (this.projection.order === 'recorded') return published;
    return Math.min(published, this.visibility.permissions.nextAfter(passedTo, sequence));
  }

  /**
   * What comes to be valid touches every key.
   * @param timeline as it is known at `to`
   * @returns how many keys are touched on the way from one position to another, where it is known that they are many
   */
  keysTouched(timeline: ContextTimeline, { sequence, horizon }: Position, to: Position): number {
    const isPublished = timeline.changes.some(
      ({ at, sequence: published }) => at <= to.horizon && (published > sequence || at > horizon),
    );
    const feedsFrom = timeline.feeds?.otherwiseFrom(sequence) ?? Infinity;
    if (!isPublished && feedsFrom > horizon) return 0;
    return this.build.read((snapshot) => snapshot.counts().entries);
  }
}
