import type { Clock } from '#core/ports.js';
import type { Mirror } from '#event-store/port.js';
import type { Build, BuildStall, Loan } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import type { Place } from './folding-pool.js';
import { standOf } from '../batches/following.js';
import type { Following } from '../batches/following.js';
import type { GivenEvent } from '../facts/given-event.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { HandlerOverdue, rememberedStall, stallAt } from '../folding/handler-overdue.js';
import type { Knowledge } from '../facts/knowledge.js';
import type { Stand, ThreadTask } from './thread-protocol.js';
import type { Visibility } from '../facts/visibility.js';

type LendingBuild = Build & Required<Pick<Build, 'lend'>>;

/** How many slots of a build that begins a thread makes before it can be told to stop. */
const slotsAtOnce = 8;

/** Whether a build can be folded in another thread: it lies in a file, and its code is kept. */
export function canBeLent(build: Build): build is LendingBuild {
  return build.lend !== undefined && build.info.code !== undefined;
}

/** One build that follows the ledger in another thread. That one folds and commits; this one says when, and how far. */
export class ThreadFollower implements Following {
  readonly readsAlone = true;
  private stand: Stand;
  private working: Promise<unknown> = Promise.resolve();
  private overdue: BuildStall | undefined;
  private isPublished = true;
  private isClosed = false;
  private isLive = false;
  private areSlotsLeft = true;
  /** Those that hold it open, perhaps. */
  private readonly threads = new Set<Place['run']>();

  constructor(
    readonly projection: CompiledProjection,
    readonly build: LendingBuild,
    private readonly place: Place,
    private readonly mirror: Mirror,
    private readonly clock: Clock,
    private readonly knowledge: Knowledge,
  ) {
    this.stand = this.stored();
    this.overdue = rememberedStall(projection, build);
  }

  get stall(): BuildStall | undefined {
    return this.overdue;
  }

  tryAgain(): void {
    this.overdue = undefined;
  }

  get visibility(): Visibility {
    return this.knowledge.visibility;
  }

  get position(): number {
    return this.stand.position;
  }

  get horizonMs(): number {
    return this.stand.horizonMs;
  }

  get nextDueAt(): number {
    return this.stand.nextDueAt;
  }

  get batchEvents(): number {
    return this.stand.batchEvents;
  }

  get isBeginning(): boolean {
    return !this.isLive && this.stand.isBeginning;
  }

  get folded(): number {
    return this.stand.folded;
  }

  goLive(): void {
    this.isLive = true;
  }

  async advance(events: readonly GivenEvent[]): Promise<void> {
    const to = events.at(-1)?.event.sequence ?? 0;
    this.knowledge.learn(events.map(({ event }) => event));
    await this.alone(async () => {
      while (this.position < to) await this.goOn(to);
    });
  }

  async catchUp(to: number): Promise<void> {
    await this.alone(async () => {
      if (this.position < to) await this.goOn(to);
    });
  }

  async passTime(): Promise<void> {
    await this.alone(async () => {
      if (this.clock.now() >= this.nextDueAt) await this.do('passTime');
    });
  }

  async publish(): Promise<void> {
    await this.alone(async () => {
      if (this.isPublished) return;
      await this.do('publish');
      this.isPublished = true;
    });
  }

  async idle(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.alone(async () => {
      await this.letGo();
      this.areSlotsLeft = true;
      this.stand = this.stored();
    });
  }

  async close(): Promise<void> {
    if (this.isClosed) return this.idle();
    this.isClosed = true;
    const closing = this.working.catch(() => undefined).then(() => this.letGo());
    this.working = closing;
    // A thread that is gone holds nothing open.
    await closing.catch(() => undefined);
    this.place.leave();
  }

  private async alone(step: () => Promise<void>): Promise<void> {
    const done = this.working.catch(() => undefined).then(step);
    this.working = done;
    await done;
  }

  private async goOn(to: number): Promise<void> {
    if (!(this.isBeginning && this.areSlotsLeft && (await this.makeSlots(to)))) await this.fold(to);
  }

  /**
   * A build that begins is made by all threads: some slots by each, side by side. False when there are none left that can
   * be made so: its own thread does the rest.
   */
  private async makeSlots(to: number): Promise<boolean> {
    const { inEach } = this.place;
    const open = this.openSlots();
    if (inEach.length < 2 || open.length === 0) return false;
    // Those of all builds that begin come before the slots of the first.
    if (this.threads.size === 0) await Promise.all(inEach.map((run) => this.do('announce', {}, run)));
    const ended = await Promise.allSettled(
      inEach.map(async (run, thread) => {
        const slots = open.filter((_slot, i) => i % inEach.length === thread).slice(0, slotsAtOnce);
        if (slots.length === 0) return;
        await this.do('slots', { to, slots }, run);
      }),
    );
    this.stand = this.stored();
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
    const left = this.openSlots().length;
    // What is left then is too large to be made so: its own thread has the rest.
    this.areSlotsLeft = left > 0 && left < open.length;
    if (!this.areSlotsLeft) await this.letGo(left === 0 ? undefined : this.place.run);
    return left < open.length;
  }

  private openSlots(): readonly number[] {
    const positions = this.build.read((snapshot) => snapshot.positions());
    return [...positions.keys()].filter((slot) => positions[slot]!.sequence === 0);
  }

  /** No thread holds it open any more, but one that is kept. */
  private async letGo(kept?: Place['run']): Promise<void> {
    const threads = [...this.threads].filter((run) => run !== kept);
    for (const run of threads) this.threads.delete(run);
    await Promise.all(threads.map((run) => this.do('close', {}, run)));
  }

  private async fold(to: number): Promise<void> {
    const before = this.position;
    await this.do('fold', { to });
    this.knowledge.reach(this.position);
    if (this.position > before) this.isPublished = false;
  }

  /** What took too long once takes too long again: functions of a definition are pure. */
  private async do(
    step: ThreadTask['step'],
    what: Partial<Pick<ThreadTask, 'to' | 'slots'>> = {},
    run: Place['run'] = this.place.run,
  ): Promise<void> {
    if (step !== 'close') this.threads.add(run);
    const { build, clock, projection, mirror } = this;
    if (this.overdue !== undefined && step !== 'close') throw new HandlerOverdue(projection.name, this.overdue);
    // A thread is told when it is to try, and remembers nothing.
    const { stall: _stall, ...info } = build.info;
    const task = ({ path }: Loan): ThreadTask => ({
      step,
      build: info,
      path,
      position: this.position,
      isLive: this.isLive,
      to: 0,
      ...what,
      now: clock.now(),
    });
    try {
      this.stand = (await run({ lend: () => build.lend(), task })) ?? this.stand;
    } catch (error) {
      if (!(error instanceof CallOverdue)) throw error;
      const { place, limitMs } = error;
      this.overdue = stallAt(projection, place, mirror.at(place.sequence), limitMs);
      throw new HandlerOverdue(projection.name, this.overdue);
    }
  }

  private stored(): Stand {
    const { projection, build, mirror, clock, knowledge } = this;
    const { visibility, book } = knowledge;
    return standOf(new Follower(projection, build, mirror, clock, visibility, undefined, book));
  }
}
