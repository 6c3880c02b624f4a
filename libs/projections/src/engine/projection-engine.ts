import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { EventStore, Head } from '#event-store/port.js';
import type { ReadStore, ReadStoreReader } from '#read-store/port.js';
import { memoryJournal, type DecisionJournal } from '../builds/build-decisions.js';
import type { BuildProgress } from '../builds/build-progress.js';
import { BuildSwitch } from '../builds/build-switch.js';
import { BuildWork } from '../builds/build-work.js';
import type { BuildOptions } from '../builds/build-work.js';
import { Comparing } from '../builds/comparing.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ParameterValues } from '../definition/definition.js';
import { BuildFollowers } from './build-followers.js';
import { openBuilds } from './engine-start.js';
import type { Opening } from './engine-start.js';
import { foundBuilds } from './found-builds.js';
import { SharedBuilds } from './shared-builds.js';
import { wholeOwnership } from '../batches/slot-ownership.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { Activation, EngineParts } from '../builds/engine-parts.js';
import { reasonOf } from '../calls/reason.js';
import { buildStatusesOf, stallOf, statusOf } from './engine-status.js';
import type { FoldingThreads } from '../threads/folding-pool.js';
import type { Following } from '../batches/following.js';
import { LiveFolding } from '../batches/live-folding.js';
import type { ProjectionBuilds } from '../builds/projection-builds.js';
import type { ProjectionRegistry } from '../definition/projection-registry.js';
import type {
  BuildStatus,
  Committed,
  ProjectionLogger,
  ProjectionStatus,
  WaitOptions,
} from '../builds/projection-status.js';
import { PublishedForThePast } from '../builds/published-for-the-past.js';
import { Waiters } from './waiters.js';

export interface EngineOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly registry: ProjectionRegistry;
  readonly clock: Clock;
  readonly parameters?: ParameterValues;
  readonly logger?: ProjectionLogger;
  readonly retryMs?: number;
  readonly activation?: Activation;
  readonly journal?: DecisionJournal;
  readonly threads?: FoldingThreads | undefined;
  /** Which slots are folded here; all, unless told. */
  readonly ownership?: SlotOwnership | undefined;
  /** How often positions of idle slots are written; each second unless told. */
  readonly quietMs?: number;
}

/** Runs all projections: which builds there are, which of them serves, which is being built beside it. */
export class ProjectionEngine {
  readonly readStore: ReadStore;
  readonly pointers: BuildSwitch;
  readonly work: BuildWork;
  readonly comparing: Comparing;
  readonly parts: EngineParts;
  private readonly followers: BuildFollowers;
  private readonly all = new Map<string, ProjectionBuilds>();
  private readonly waiters = new Waiters();
  private readonly listeners = new Set<(committed: Committed) => void>();
  private readonly ending = new AbortController();
  private readonly working = new Set<Promise<unknown>>();
  readonly past: PublishedForThePast;
  private readonly opening: Opening;
  /** Where several nodes share the builds. */
  private readonly shared: SharedBuilds | undefined;
  private readonly toldPositions = new WeakMap<Following, string>();

  constructor(private readonly options: EngineOptions) {
    const { eventStore, readStore, clock, logger, activation = 'automatic', journal = memoryJournal() } = options;
    const { ownership = wholeOwnership } = options;
    this.readStore = readStore;
    this.followers = new BuildFollowers({ eventStore, clock, ownership, threads: options.threads });
    const folding = new LiveFolding(
      eventStore,
      clock,
      {
        folded: (follower) => this.told(follower),
        stalled: (follower, error) => this.stalled(follower, error),
        quiet: () => readStore.flush(),
        failed: (error) => this.log(error),
      },
      options.quietMs,
    );
    this.parts = {
      eventStore,
      readStore,
      clock,
      folding,
      journal,
      ownership,
      activation,
      logger,
      retryMs: options.retryMs ?? retryMs,
      ending: this.ending.signal,
      follow: (compiled, build) => this.followers.follow(compiled, build),
      told: (follower) => this.told(follower),
      stalled: (follower, error) => this.stalled(follower, error),
      progressed: () => this.waiters.announce(),
      log: (error) => this.log(error),
      background: (work) => this.background(work),
    };
    this.pointers = new BuildSwitch(this.parts);
    this.work = new BuildWork(this.parts, this.pointers);
    this.past = new PublishedForThePast(this.parts, this.work, this.followers.knowledge.book);
    this.comparing = new Comparing(this.parts, options.registry.code);
    const { registry, parameters = {} } = options;
    for (const builds of foundBuilds(registry, readStore, parameters)) this.all.set(builds.name, builds);
    const { code } = registry;
    this.opening = { parts: this.parts, pointers: this.pointers, work: this.work, code };
    if (ownership.isWhole !== true)
      this.shared = new SharedBuilds(this.all, this.opening, (builds) => this.past.look(builds));
  }

  async start(): Promise<void> {
    const { folding } = this.parts;
    if (this.shared !== undefined) return this.shared.start();
    const opened = [];
    for (const builds of this.all.values()) opened.push(await openBuilds(builds, this.opening));
    const followers = [...this.all.values()].flatMap((builds) => [...builds.followers.values()]);
    folding.start(Math.min(this.head().sequence, ...followers.map(({ position }) => position)));
    for (const follower of followers) void this.background(folding.join(follower));
    const going = opened.flatMap(({ beside }) => beside ?? []);
    if (going.length > 0) void this.background(this.work.completeOrRetry(going));
    for (const { later } of opened) if (later !== undefined) void this.background(later());
    this.sweep();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    this.shared?.stop();
    this.waiters.end();
    this.followers.pool?.hurry();
    await this.parts.folding.stop();
    await Promise.allSettled(this.working);
    await this.followers.pool?.close();
    await this.readStore.flush();
  }

  head(): Head {
    return this.options.eventStore.head();
  }

  isKnown(name: string): boolean {
    return this.all.get(name)?.exists() ?? false;
  }

  /** The store as it is read here. */
  reader(): ReadStoreReader {
    const { readStore, all } = this;
    return {
      builds: () => readStore.builds(),
      serving: (name) => all.get(name)?.answering() ?? readStore.serving(name),
      build: (id) => readStore.build(id),
      close: () => readStore.close(),
    };
  }

  /** How far a build is folded, also in slots that had nothing to fold since they were written. */
  foldedTo(build: string): { sequence: number; horizonMs: number } | undefined {
    for (const { followers, beside } of this.all.values()) {
      const found = followers.get(build) ?? (beside?.id === build ? beside.follower : undefined);
      if (found !== undefined) return { sequence: found.position, horizonMs: found.horizonMs };
    }
    return undefined;
  }

  status(): readonly ProjectionStatus[] {
    const all = [...this.all.values()].filter((builds) => builds.exists());
    return all.map((builds) => statusOf(builds, this.parts));
  }

  builds(name: string): readonly BuildStatus[] {
    return buildStatusesOf(this.require(name), this.parts);
  }

  definition(name: string, build?: string): CompiledProjection {
    const { follower, followers, wanted, notFolded } = this.require(name);
    const serving = this.require(name).answering()?.info.id;
    const asked = build ?? serving;
    const isServing = asked === serving;
    const followed = (asked === undefined ? undefined : followers.get(asked)) ?? (isServing ? follower : undefined);
    // What is not folded is of code that cannot be run here.
    const isOther = !isServing || (asked !== undefined && notFolded.has(asked));
    const compiled = followed?.projection ?? (isOther ? undefined : wanted?.compiled);
    if (compiled === undefined) throw new LedgerError('unavailable', `The definition of ${name} cannot be had.`);
    return compiled;
  }

  /** Follows what other nodes have changed, before somebody here says what is to be. @throws LedgerError `not-found` */
  async seen(name: string): Promise<ProjectionBuilds> {
    await this.shared?.seen();
    return this.require(name);
  }

  /** How far builds on their way are. */
  building(): readonly (BuildProgress & { readonly name: string; readonly build: string })[] {
    return [...this.all.values()].flatMap(({ name, beside }) =>
      beside === undefined ? [] : [{ name, build: beside.id, ...beside.progress }],
    );
  }

  async rebuild(name: string, options: BuildOptions): Promise<void> {
    await this.work.rebuild(await this.seen(name), options);
  }

  async waitFor(name: string, sequence: number, options: WaitOptions = {}): Promise<void> {
    const builds = this.require(name);
    const { timeoutMs = limits.waitMs, signal } = options;
    await this.waiters.until(
      () => {
        const reason = stallOf(builds, this.parts.folding);
        if (reason !== undefined) throw new LedgerError('stalled', `The projection ${name} has stopped: ${reason}`);
        const { follower, next = follower } = builds;
        return follower !== undefined && Math.min(follower.position, next!.position) >= sequence;
      },
      { timeoutMs, ...(signal === undefined ? {} : { signal }) },
    );
  }

  /** Resolves when no build of a projection is on its way, or the one that is has failed. */
  async waitForBuild(name: string, options: WaitOptions = {}): Promise<void> {
    const builds = this.require(name);
    const { timeoutMs = limits.waitMs, signal } = options;
    const isDone = (): boolean =>
      !builds.isAwaited && !builds.isSwitching && (builds.beside === undefined || builds.beside.failure !== undefined);
    await this.waiters.until(isDone, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
  }

  onCommit(listener: (committed: Committed) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** @throws LedgerError `not-found` */
  require(name: string): ProjectionBuilds {
    const builds = this.all.get(name);
    if (builds === undefined) throw new LedgerError('not-found', `There is no projection ${name}.`);
    return builds;
  }

  /** Deletes the code that no build is executed from any more. */
  sweep(): void {
    const { registry } = this.options;
    const ofBuilds = this.readStore.builds().flatMap(({ code }) => code?.bundle ?? []);
    registry.code?.sweep(new Set([...ofBuilds, ...registry.projections.map(({ bundle }) => bundle)]));
  }

  private told(follower: Following): void {
    this.waiters.announce();
    const builds = this.all.get(follower.projection.name);
    if (builds !== undefined) this.shared?.told(builds, follower);
    if (builds?.follower !== follower) return;
    this.past.look(builds);
    // Time that passes changes documents too.
    const stands = `${follower.position} ${follower.horizonMs}`;
    if (this.toldPositions.get(follower) === stands) return;
    this.toldPositions.set(follower, stands);
    const committed = { name: follower.projection.name, build: follower.build.info.id, position: follower.position };
    for (const listener of this.listeners) listener(committed);
  }

  private stalled(follower: Following, error: unknown): void {
    this.waiters.announce();
    const { info } = follower.build;
    // The next start does not wait for it again.
    if (follower.stall !== undefined && info.stall?.sequence !== follower.stall.sequence)
      void this.background(this.readStore.noteStall(info.id, follower.stall)).catch((failed: unknown) =>
        this.log(failed),
      );
    const details = { projection: follower.projection.name, build: follower.build.info.id, reason: reasonOf(error) };
    this.options.logger?.warn(details, 'A projection has stopped');
  }

  private log(error: unknown): void {
    if (error instanceof LedgerError && error.code === 'cancelled') return;
    this.options.logger?.warn({ reason: reasonOf(error) }, 'Something failed beside the folding, and is tried again');
  }

  /** Work that `stop` waits for. */
  private background<T>(work: Promise<T>): Promise<T> {
    this.working.add(work);
    const forget = (): void => {
      this.working.delete(work);
      this.waiters.announce();
    };
    work.then(forget, forget);
    return work;
  }
}

const retryMs = 30_000;
