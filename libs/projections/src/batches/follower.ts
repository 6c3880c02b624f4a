import assert from 'node:assert';
import type { Clock } from '#core/ports.js';
import type { Instant } from '#core/time.js';
import type { Mirror } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import type { Build, BuildStall, Position } from '#read-store/port.js';
import { Assumed } from '../facts/assumed-context.js';
import { foldBatch } from './batch-fold.js';
import type { BatchInput } from './batch-input.js';
import { BatchSize, mostBuildEvents } from './batch-size.js';
import { BuildBySlots } from './build-by-slots.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { Following, Stand } from './following.js';
import { GivenEvent } from '../facts/given-event.js';
import { ContextBook } from '../facts/context-book.js';
import type { ContextTimeline } from '../facts/context-book.js';
import { HandlerOverdue, rememberedStall } from '../folding/handler-overdue.js';
import { EventsBySlot } from './events-by-slot.js';
import { PositionMoved } from './position-moved.js';
import { SlotGroups } from './slot-groups.js';
import { Visibility } from '../facts/visibility.js';
import { factsDueBy } from '../facts/waiting-facts.js';

/**
 * One build that follows the ledger: it folds batch after batch, and knows how far it is. Batches are given to it one at
 * a time, in order; a gap it closes by itself from the mirror.
 */
export class Follower implements Following {
  readonly readsAlone = false;
  private slots: Position[] = [];
  private dueNext = Infinity;
  private sequence = 0;
  private horizon = 0;
  /** The instant up to which every slot has let time pass. */
  private passedTo = 0;
  private working: Promise<unknown> = Promise.resolve();
  private readonly assumed: Assumed | undefined;
  /** Another process has found that a call does not come back: here nobody would end it. */
  private overdue: BuildStall | undefined;
  private readonly bySlots: BuildBySlots;
  /** Slots have been made whose totals are put aside. */
  private isUnsettled = false;
  private isLive = false;

  constructor(
    readonly projection: CompiledProjection,
    readonly build: Build,
    private readonly mirror: Mirror,
    private readonly clock: Clock,
    readonly visibility = new Visibility(mirror),
    private readonly batchSize = new BatchSize(),
    private readonly book = new ContextBook(mirror),
    private readonly slotGroups = new SlotGroups(),
    private readonly watch?: BatchInput['watch'],
    eventsBySlot = new EventsBySlot(mirror, visibility),
  ) {
    this.assumed = Assumed.in(build.info);
    this.overdue = rememberedStall(projection, build);
    const timelineAt = this.timelineAt.bind(this);
    const source = { projection, build, mirror, clock, visibility, book, eventsBySlot, timelineAt, watch };
    this.bySlots = new BuildBySlots(source);
    this.reload();
  }

  get stall(): BuildStall | undefined {
    return this.overdue;
  }

  tryAgain(): void {
    this.overdue = undefined;
  }

  /** The sequence that every slot has folded to, also those that had nothing to fold since they were written. */
  get position(): number {
    return this.sequence;
  }

  /**
   * How many events it should be given at once. Nobody waits for a build that is on its way: it takes as many as memory
   * allows, because every key and every last block of steps is read and written once a batch.
   */
  get batchEvents(): number {
    return this.build.info.state === 'building' ? mostBuildEvents : this.batchSize.events;
  }

  /** Whether it is on its way and has slots that have folded nothing: `catchUp` makes these, some at a time. */
  get isBeginning(): boolean {
    const isOnItsWay = !this.isLive && this.build.info.state === 'building';
    return this.isUnsettled || (isOnItsWay && this.bySlots.isOpen(this.slots));
  }

  /** How many events it has folded, of those up to the head: slots may stand apart. */
  get folded(): number {
    const sum = this.slots.reduce((total, { sequence }) => total + Math.max(sequence, this.sequence), 0);
    return Math.floor(sum / this.slots.length);
  }

  /** All of that, to be told to another thread. */
  get stand(): Stand {
    const { position, horizonMs, nextDueAt, batchEvents, isBeginning, folded } = this;
    return { position, horizonMs, nextDueAt, batchEvents, isBeginning, folded };
  }

  get horizonMs(): number {
    return this.horizon;
  }

  /** When time changes something next: a fact that waits, a deadline, a rule that comes to be valid. */
  get nextDueAt(): number {
    return this.dueNext;
  }

  goLive(): void {
    this.isLive = true;
  }

  /** It is going to be made slot by slot: the ledger is gone over once for all that are. */
  announce(): void {
    this.bySlots.want();
  }

  /** Folds events up to the last of them; a gap before the first is read from the mirror. */
  async advance(events: readonly GivenEvent[]): Promise<void> {
    const first = events[0]?.event.sequence;
    const to = events.at(-1)?.event.sequence;
    if (first === undefined || to === undefined) return;
    await this.alone(async () => {
      while (this.sequence < first - 1) await this.foldNext(first - 1);
      if (this.sequence < to) await this.fold(events, to);
    });
  }

  /** Folds one batch of what the mirror holds, up to a sequence. */
  async catchUp(to: number): Promise<void> {
    await this.alone(async () => {
      if (this.sequence < to) await this.foldNext(to);
    });
  }

  /** Makes some slots of a build that begins; others may make others. When all are made, `catchUp` goes on. */
  async makeSome(slots: readonly number[], to: number): Promise<void> {
    await this.alone(async () => {
      this.reload();
      while (await this.makeNext(to, slots));
    });
  }

  /** Lets time pass: facts that waited and have occurred by now are folded. */
  async passTime(): Promise<void> {
    await this.alone(async () => {
      if (this.clock.now() >= this.dueNext) await this.fold([], this.sequence);
    });
  }

  /** Writes the position into slots that had nothing to fold, so that other processes see how far this one is. */
  async publish(): Promise<void> {
    await this.alone(async () => {
      const to = { sequence: this.sequence, horizon: this.horizon };
      const behind = this.slots.flatMap((from, slot) => (from.sequence < to.sequence ? [{ slot, from, to }] : []));
      if (behind.length > 0) await this.commit({ slots: behind });
    });
  }

  /** Resolves when nothing is being folded. */
  async idle(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.idle();
    this.bySlots.leave();
  }

  /** Begins again from what is stored. */
  async restart(): Promise<void> {
    await this.alone(async () => this.reload());
  }

  /** One after the other: each step begins where the one before has ended. */
  private async alone(step: () => Promise<void>): Promise<void> {
    const done = this.working.catch(() => undefined).then(step);
    this.working = done;
    await done;
  }

  private async foldNext(to: number): Promise<void> {
    if (this.isBeginning && (await this.makeSlots(to))) return;
    const limit = Math.min(this.batchEvents, to - this.sequence);
    const found = takeBatch(this.mirror.readAll({ from: this.sequence + 1, limit }));
    const events = found.map((event) => new GivenEvent(event));
    const last = events.at(-1)?.event.sequence;
    assert(last !== undefined && last > this.sequence, 'the mirror holds everything up to its head');
    await this.fold(events, last);
  }

  /** Folds the next slots of a build that begins. False when there are none to be folded in this way. */
  private async makeSlots(to: number): Promise<boolean> {
    await this.makeNext(to);
    if (this.bySlots.isOpen(this.slots)) return true;
    this.bySlots.leave();
    const wasUnsettled = this.isUnsettled;
    if (wasUnsettled) await this.build.settle();
    this.reload();
    return wasUnsettled;
  }

  private async makeNext(to: number, only?: readonly number[]): Promise<boolean> {
    this.requireReady();
    const changes = await this.bySlots.foldNext(this.slots, to, only);
    if (changes === undefined) return false;
    await this.commit(changes);
    this.isUnsettled = true;
    return true;
  }

  private reload(): void {
    this.build.read((snapshot) => {
      this.slots = [...snapshot.positions()];
      this.dueNext = snapshot.nextAt();
      this.isUnsettled = snapshot.hasAside();
    });
    // Nothing can be told before the totals are settled.
    this.sequence = this.isUnsettled ? 0 : Math.min(...this.slots.map((slot) => slot.sequence));
    this.horizon = Math.max(...this.slots.map((slot) => slot.horizon));
    this.passedTo = Math.min(...this.slots.map((slot) => slot.horizon));
    this.dueNext = Math.min(this.dueNext, this.changesNext());
  }

  /** When a rule comes to be valid, or a consent ends. */
  private changesNext(): Instant {
    const published = this.timelineAt(this.sequence).nextAfter(this.passedTo);
    if (this.projection.order === 'recorded') return published;
    return Math.min(published, this.visibility.permissions.nextAfter(this.passedTo, this.sequence));
  }

  private timelineAt(known: number): ContextTimeline {
    const published = this.book.timeline(this.projection, this.build.info.beganAt, known);
    return this.assumed === undefined ? published : this.assumed.insteadOf(published);
  }

  private async fold(events: readonly GivenEvent[], sequence: number): Promise<void> {
    this.requireReady();
    const to = { sequence, horizon: Math.max(this.horizon, this.clock.now()) };
    const recorded = events.map(({ event }) => event);
    this.visibility.learn(recorded);
    this.book.learn(recorded);
    const timeline = this.timelineAt(to.sequence);
    const due = this.dueNext <= to.horizon ? factsDueBy(this.build, this.slots, to) : [];
    let [refolded, heaviest] = [0, 0];
    // What comes to be valid touches every key.
    const isPublished = timeline.changes.some(
      ({ at, sequence: published }) => at <= to.horizon && (published > this.sequence || at > this.horizon),
    );
    const feedsFrom = timeline.feeds?.otherwiseFrom(this.sequence) ?? Infinity;
    const keys =
      isPublished || feedsFrom <= this.horizon ? this.build.read((snapshot) => snapshot.counts().entries) : 0;
    for (const slots of this.slotGroups.groups(keys)) {
      const folded = await this.foldSlots({ events, due, timeline, to, slots });
      refolded += folded.refolded;
      heaviest = Math.max(heaviest, folded.weight);
    }
    if (events.length > 0) this.batchSize.learn(events.length, refolded);
    this.slotGroups.learn(heaviest);
    this.sequence = to.sequence;
    this.horizon = to.horizon;
    this.passedTo = to.horizon;
    if (this.dueNext <= to.horizon) this.dueNext = this.build.read((snapshot) => snapshot.nextAt());
    this.dueNext = Math.min(this.dueNext, this.changesNext());
  }

  /** Knows what was set apart meanwhile. @throws HandlerOverdue where a call does not come back */
  private requireReady(): void {
    if (this.overdue !== undefined) throw new HandlerOverdue(this.projection.name, this.overdue);
    this.projection.apart?.refresh();
  }

  /** Folds a batch into some of the slots, and commits it. */
  private async foldSlots(
    input: Pick<BatchInput, 'events' | 'due' | 'timeline' | 'to' | 'slots'>,
  ): Promise<{ readonly refolded: number; readonly weight: number }> {
    const { projection, build, mirror, visibility, slots: from, watch } = this;
    const due = input.due.filter(({ slot }) => input.slots.has(slot));
    const passed = { sequence: this.sequence, horizon: this.passedTo };
    const folded = await foldBatch({ projection, build, mirror, visibility, from, passed, watch, ...input, due });
    const { changes } = folded;
    if (changes.slots.length > 0) await this.commit(changes);
    for (const { occurredAt } of changes.waiting?.added ?? []) this.dueNext = Math.min(this.dueNext, occurredAt);
    for (const { entry } of changes.keys ?? []) this.dueNext = Math.min(this.dueNext, entry?.dueAt ?? Infinity);
    return folded;
  }

  private async commit(batch: Parameters<Build['commit']>[0]): Promise<void> {
    if (!(await this.build.commit(batch))) {
      this.reload();
      throw new PositionMoved(this.build.info.id);
    }
    for (const { slot, to } of batch.slots) this.slots[slot] = to;
  }
}
