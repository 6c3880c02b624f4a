import assert from 'node:assert';
import type { Clock } from '#core/ports.js';
import type { Mirror } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import type { Batch, Build, BuildStall } from '#read-store/port.js';
import { foldBatch } from './batch-fold.js';
import type { BatchInput } from './batch-input.js';
import { BatchSize, mostBuildEvents } from './batch-size.js';
import { BuildBySlots } from './build-by-slots.js';
import { BuildKnowledge } from './build-knowledge.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { Following } from './following.js';
import { GivenEvent } from '../facts/given-event.js';
import { ContextBook } from '../facts/context-book.js';
import { HandlerOverdue, rememberedStall } from '../folding/handler-overdue.js';
import { EventsBySlot } from './events-by-slot.js';
import { PositionMoved } from './position-moved.js';
import { SlotGroups } from './slot-groups.js';
import { allSlots } from './slot-ownership.js';
import { SlotStands } from './slot-stands.js';
import { Visibility } from '../facts/visibility.js';
import { factsDueBy } from '../facts/waiting-facts.js';

/**
 * One build that follows the ledger: it folds batch after batch, and knows how far it is. Batches are given to it one at
 * a time, in order; a gap it closes by itself from the mirror. Of slots that other nodes fold it only tells how far they are.
 */
export class Follower implements Following {
  readonly readsAlone = false;
  readonly isShared: boolean;
  private readonly stands: SlotStands;
  /** When time changes something next: a fact that waits, a deadline, a rule that comes to be valid. */
  nextDueAt = Infinity;
  private working: Promise<unknown> = Promise.resolve();
  private readonly knowledge: BuildKnowledge;
  /** Another process has found that a call does not come back: here nobody would end it. */
  stall: BuildStall | undefined;
  private readonly bySlots: BuildBySlots;
  private isLive = false;

  constructor(
    readonly projection: CompiledProjection,
    readonly build: Build,
    private readonly mirror: Mirror,
    private readonly clock: Clock,
    readonly visibility = new Visibility(mirror),
    private readonly batchSize = new BatchSize(),
    book = new ContextBook(mirror),
    private readonly slotGroups = new SlotGroups(),
    private readonly watch?: BatchInput['watch'],
    eventsBySlot = new EventsBySlot(mirror, visibility),
    /** Which slots are folded here: the same set as long as they are the same. */
    slotsHere?: () => ReadonlySet<number>,
  ) {
    this.isShared = slotsHere !== undefined;
    this.stands = new SlotStands(build, slotsHere ?? (() => allSlots));
    this.knowledge = new BuildKnowledge(projection, build, mirror, visibility, book);
    this.stall = rememberedStall(projection, build);
    const { knowledge, isShared } = this;
    this.bySlots = new BuildBySlots({ projection, build, mirror, clock, knowledge, eventsBySlot, watch, isShared });
    this.reload();
  }

  tryAgain(): void {
    this.stall = undefined;
  }

  /** The sequence that every slot has folded to, also those that had nothing to fold since they were written. */
  get position(): number {
    const { told } = this.stands;
    if (!this.isShared) return told;
    // What others have folded is told as far as it is known here what is recorded.
    const position = Math.min(told, this.mirror.head().sequence);
    this.knowledge.reach(position);
    return position;
  }

  /** The same of the slots that are folded here; Infinity where there are none. */
  get reached(): number {
    return this.stands.sequence;
  }

  get isOutdated(): boolean {
    return this.stands.isOutdated;
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
    const { isUnsettled, slots, owned } = this.stands;
    // Where several fold, what is complete has no slots any more that have folded nothing, and nothing is put aside.
    const isOnItsWay = (!this.isLive || this.isShared) && this.build.info.state === 'building';
    return isUnsettled || (isOnItsWay && this.bySlots.isOpen(slots, owned));
  }

  /** How many events it has folded, of those up to the head: slots may stand apart. */
  get folded(): number {
    return this.stands.mean;
  }

  get horizonMs(): number {
    return this.stands.toldHorizon;
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
      while (this.reached < first - 1) await this.foldNext(first - 1);
      if (this.reached < to) await this.fold(events, to);
      else this.knowledge.learn(events);
    });
  }

  /** Folds one batch of what the mirror holds, up to a sequence. */
  async catchUp(to: number): Promise<void> {
    await this.alone(async () => {
      if (this.reached < to) await this.foldNext(to);
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
      if (this.clock.now() >= this.nextDueAt) await this.fold([], this.reached);
    });
  }

  /** Writes the position into slots that had nothing to fold, so that other processes see how far this one is. */
  async publish(): Promise<void> {
    await this.alone(() => this.writeIdle());
  }

  /** Resolves when nothing is being folded. */
  async idle(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.idle();
    this.bySlots.leave();
    this.stands.close();
  }

  /** Begins again from what is stored. */
  async restart(): Promise<void> {
    await this.alone(async () => this.reload());
  }

  /** One after the other: each step begins where the one before has ended, with the slots that are folded here by then. */
  private async alone(step: () => Promise<void>): Promise<void> {
    const done = this.working
      .catch(() => undefined)
      .then(() => this.takeSlots())
      .then(step);
    this.working = done;
    await done;
  }

  /** Slots that come are read as they are stored; those that go are written as far as they are known here, if they can be. */
  private async takeSlots(): Promise<void> {
    if (!this.isOutdated) return;
    await this.writeIdle().catch(() => undefined);
    this.reload();
  }

  private async writeIdle(): Promise<void> {
    const slots = this.stands.idle();
    if (slots.length > 0) await this.commit({ slots });
  }

  private async foldNext(to: number): Promise<void> {
    await this.takeSlots();
    if (this.reached >= to) return;
    if (this.isBeginning && (await this.makeSlots(to))) return;
    const limit = Math.min(this.batchEvents, to - this.reached);
    const found = takeBatch(this.mirror.readAll({ from: this.reached + 1, limit }));
    const events = found.map((event) => new GivenEvent(event));
    const last = events.at(-1)?.event.sequence;
    assert(last !== undefined && last > this.reached, 'the mirror holds everything up to its head');
    await this.fold(events, last);
  }

  /** Folds the next slots of a build that begins. False when there are none to be folded in this way. */
  private async makeSlots(to: number): Promise<boolean> {
    const { slots, owned } = this.stands;
    const isMade = await this.makeNext(to);
    if (this.bySlots.isOpen(slots, owned)) return true;
    this.bySlots.leave();
    const wasUnsettled = this.stands.isUnsettled;
    if (wasUnsettled) await this.build.settle();
    this.reload();
    return isMade || wasUnsettled;
  }

  private async makeNext(to: number, only: Iterable<number> = this.stands.owned): Promise<boolean> {
    this.requireReady();
    const changes = await this.bySlots.foldNext(this.stands.slots, to, only);
    if (changes === undefined) return false;
    await this.commit(changes);
    this.stands.isUnsettled ||= changes.aside !== undefined;
    return true;
  }

  private reload(): void {
    this.nextDueAt = this.build.read((snapshot) => {
      this.stands.reload(snapshot);
      return snapshot.nextAt(this.stands.owned);
    });
    this.nextDueAt = Math.min(this.nextDueAt, this.knowledge.changesNext(this.stands));
  }

  private async fold(events: readonly GivenEvent[], sequence: number): Promise<void> {
    this.requireReady();
    const { stands } = this;
    const to = { sequence, horizon: Math.max(stands.horizon, this.clock.now()) };
    this.knowledge.learn(events);
    const timeline = this.knowledge.timelineAt(to.sequence);
    const due = this.nextDueAt <= to.horizon ? factsDueBy(this.build, stands.slots, to) : [];
    let [refolded, heaviest] = [0, 0];
    for (const group of this.slotGroups.groups(this.knowledge.keysTouched(timeline, stands, to))) {
      const slots = stands.ownedOf(group);
      if (slots.size === 0) continue;
      const folded = await this.foldSlots({ events, due, timeline, to, slots });
      refolded += folded.refolded;
      heaviest = Math.max(heaviest, folded.weight);
    }
    if (events.length > 0) this.batchSize.learn(events.length, refolded);
    this.slotGroups.learn(heaviest);
    stands.reach(to);
    if (this.nextDueAt <= to.horizon) this.nextDueAt = this.build.read((snapshot) => snapshot.nextAt(stands.owned));
    this.nextDueAt = Math.min(this.nextDueAt, this.knowledge.changesNext(this.stands));
  }

  /** Knows what was set apart meanwhile. @throws HandlerOverdue where a call does not come back */
  private requireReady(): void {
    if (this.stall !== undefined) throw new HandlerOverdue(this.projection.name, this.stall);
    this.projection.apart?.refresh();
  }

  /** Folds a batch into some of the slots, and commits it. */
  private async foldSlots(
    input: Pick<BatchInput, 'events' | 'due' | 'timeline' | 'to' | 'slots'>,
  ): Promise<{ readonly refolded: number; readonly weight: number }> {
    const { projection, build, mirror, visibility, stands, watch } = this;
    const due = input.due.filter(({ slot }) => input.slots.has(slot));
    const passed = { sequence: stands.sequence, horizon: stands.passedTo };
    const from = stands.from();
    const told = { projection, build, mirror, visibility, from, passed, watch, ...input, due };
    const folded = await foldBatch(told).catch((error: unknown) => this.failed(error));
    const { changes } = folded;
    if (changes.slots.length > 0) await this.commit(changes);
    for (const { occurredAt } of changes.waiting?.added ?? []) this.nextDueAt = Math.min(this.nextDueAt, occurredAt);
    for (const { entry } of changes.keys ?? []) this.nextDueAt = Math.min(this.nextDueAt, entry?.dueAt ?? Infinity);
    return folded;
  }

  /** What was read while somebody else wrote may be anything, errors too: no batch comes of it. @throws PositionMoved */
  private failed(error: unknown): never {
    if (this.isShared && this.stands.hasMoved()) this.moved();
    throw error;
  }

  private moved(): never {
    this.reload();
    throw new PositionMoved(this.build.info.id);
  }

  private async commit(batch: Batch): Promise<void> {
    if (!(await this.build.commit(batch))) this.moved();
    this.stands.written(batch);
  }
}
