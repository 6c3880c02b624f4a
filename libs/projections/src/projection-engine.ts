import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { EventStore, Head } from '#event-store/port.js';
import type { Build, ReadStore } from '#read-store/port.js';
import { BuildBeside, catchUpTogether } from './build-beside.js';
import type { BuildProgress } from './build-progress.js';
import type { CompiledProjection } from './compiled-projection.js';
import { ContextBook } from './context-book.js';
import type { ParameterValues } from './definition.js';
import { Follower } from './follower.js';
import { LiveFolding } from './live-folding.js';
import { settleProjection } from './projection-registry.js';
import type { ProjectionRegistry } from './projection-registry.js';
import { lowestSequence } from './projection-status.js';
import type { Committed, ProjectionLogger, ProjectionStatus, WaitOptions } from './projection-status.js';
import { Visibility } from './visibility.js';
import { Waiters } from './waiters.js';

/** One projection as it runs. */
interface Running {
  readonly compiled: CompiledProjection;
  readonly fingerprint: string;
  /** Of the build that serves, when it is one of this code. */
  follower?: Follower;
  /** The build beside, on its way. */
  beside?: BuildBeside;
  /** Of the build that is about to serve: until it does, both must have what a reader has waited for. */
  next?: Follower;
  /** A build beside has been begun: there is one at a time. */
  isBuilding?: boolean;
}

interface EngineOptions {
  readonly eventStore: EventStore;
  readonly readStore: ReadStore;
  readonly registry: ProjectionRegistry;
  readonly clock: Clock;
  readonly parameters?: ParameterValues;
  readonly logger?: ProjectionLogger;
  readonly retryMs?: number;
}

/** Runs all projections: which builds there are, which of them serves, which is being built beside it. */
export class ProjectionEngine {
  readonly readStore: ReadStore;
  private readonly running = new Map<string, Running>();
  private readonly folding: LiveFolding;
  private readonly waiters = new Waiters();
  private readonly visibility: Visibility;
  private readonly book: ContextBook;
  private readonly listeners = new Set<(committed: Committed) => void>();
  private readonly ending = new AbortController();
  private readonly building = new Set<Promise<unknown>>();
  private readonly toldPositions = new WeakMap<Follower, string>();

  constructor(private readonly options: EngineOptions) {
    const { eventStore, readStore, registry, clock, parameters = {} } = options;
    this.readStore = readStore;
    this.visibility = new Visibility(eventStore);
    this.book = new ContextBook(eventStore);
    for (const registered of registry.projections) {
      this.running.set(registered.definition.name, settleProjection(registered, parameters));
    }
    this.folding = new LiveFolding(eventStore, clock, {
      folded: (follower) => this.told(follower),
      stalled: (follower, error) => this.stalled(follower, error),
      quiet: () => readStore.flush(),
      failed: (error) => this.log(error),
    });
  }

  async start(): Promise<void> {
    const missing: BuildBeside[] = [];
    for (const [name, running] of this.running) {
      const serving = this.readStore.serving(name);
      const isCurrent = serving?.info.fingerprint === running.fingerprint;
      const halfBuilt = await this.clearHalfBuilt(name, isCurrent ? undefined : running.fingerprint);
      if (isCurrent) running.follower = this.follow(running, serving);
      else
        missing.push(
          this.beginBeside(
            running,
            halfBuilt ?? (await this.readStore.create(name, running.fingerprint, this.head().sequence)),
          ),
        );
    }
    const followers = [...this.running.values()].flatMap(({ follower }) => follower ?? []);
    this.folding.start(Math.min(this.head().sequence, ...followers.map(({ position }) => position)));
    for (const follower of followers) void this.background(this.folding.join(follower));
    if (missing.length > 0) void this.background(this.completeOrRetry(missing));
  }

  async stop(): Promise<void> {
    this.ending.abort();
    this.waiters.end();
    await this.folding.stop();
    await Promise.allSettled(this.building);
    await this.readStore.flush();
  }

  head(): Head {
    return this.options.eventStore.head();
  }

  isKnown(name: string): boolean {
    return this.running.has(name);
  }

  /** How far a build is folded, also in slots that had nothing to fold since they were written. */
  foldedTo(build: string): { sequence: number; horizonMs: number } | undefined {
    for (const { follower, next } of this.running.values()) {
      const found = [follower, next].find((one) => one?.build.info.id === build);
      if (found !== undefined) return { sequence: found.position, horizonMs: found.horizonMs };
    }
    return undefined;
  }

  status(): readonly ProjectionStatus[] {
    return [...this.running].map(([name, running]) => this.statusOf(name, running));
  }

  async rebuild(name: string, progress?: (progress: BuildProgress) => void, signal?: AbortSignal): Promise<void> {
    const running = this.require(name);
    if (running.isBuilding) throw new LedgerError('unavailable', `The projection ${name} is being built already.`);
    running.isBuilding = true;
    const ended = signal === undefined ? this.ending.signal : AbortSignal.any([signal, this.ending.signal]);
    let beside: BuildBeside | undefined;
    try {
      beside = this.beginBeside(
        running,
        await this.readStore.create(name, running.fingerprint, this.head().sequence),
        progress,
      );
      await this.background(this.complete([beside], ended));
      if (beside.failure !== undefined) throw beside.failure as Error;
    } catch (error) {
      await this.giveUp(running, beside);
      throw error;
    }
  }

  async waitFor(name: string, sequence: number, options: WaitOptions = {}): Promise<void> {
    const running = this.require(name);
    const { timeoutMs = limits.waitMs, signal } = options;
    await this.waiters.until(
      () => {
        const reason = this.stallOf(running);
        if (reason !== undefined) throw new LedgerError('stalled', `The projection ${name} has stopped: ${reason}`);
        const { follower, next = follower } = running;
        return follower !== undefined && Math.min(follower.position, next!.position) >= sequence;
      },
      { timeoutMs, ...(signal === undefined ? {} : { signal }) },
    );
  }

  onCommit(listener: (committed: Committed) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private require(name: string): Running {
    const running = this.running.get(name);
    if (running === undefined) throw new LedgerError('not-found', `There is no projection ${name}.`);
    return running;
  }

  private follow({ compiled }: Running, build: Build): Follower {
    const { eventStore, clock } = this.options;
    return new Follower(compiled, build, eventStore, clock, this.visibility, undefined, this.book);
  }

  private beginBeside(running: Running, build: Build, progress?: (progress: BuildProgress) => void): BuildBeside {
    const { eventStore, clock } = this.options;
    running.isBuilding = true;
    running.beside = new BuildBeside(running.compiled.name, this.follow(running, build), eventStore, clock, progress);
    return running.beside;
  }

  /** Drops what an end in the middle has left; one of the wanted code is kept and goes on. */
  private async clearHalfBuilt(name: string, wanted: string | undefined): Promise<Build | undefined> {
    const halfBuilt = this.readStore.builds().filter((build) => build.name === name && build.state === 'building');
    const kept = halfBuilt.findLast(({ fingerprint }) => fingerprint === wanted);
    for (const { id } of halfBuilt) if (id !== kept?.id) await this.readStore.drop(id);
    return kept && this.readStore.build(kept.id);
  }

  /** Builds that failed (a full disk) are tried again after a while, the others serve meanwhile. */
  private async completeOrRetry(builds: readonly BuildBeside[]): Promise<void> {
    const { signal } = this.ending;
    let open = builds;
    while (open.length > 0 && !signal.aborted) {
      await this.complete(open, signal).catch((error: unknown) => this.log(error));
      open = open.filter((build) => build.failure !== undefined);
      if (open.length === 0) return;
      await setTimeout(this.options.retryMs ?? retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      for (const build of open) await build.beginAgain();
    }
  }

  private async complete(builds: readonly BuildBeside[], signal: AbortSignal): Promise<void> {
    const complete = await catchUpTogether(builds, this.options.eventStore, signal);
    for (const beside of complete) {
      try {
        await this.activate(beside);
      } catch (error) {
        beside.failure = error;
      }
    }
    for (const beside of builds) if (beside.failure !== undefined) this.stalled(beside.follower, beside.failure);
  }

  /**
   * The new build follows the ledger beside the old one before it serves, so that nobody reads less than before. The
   * switch is one step of the catalogue. Only then is the old build let go: a kill in between leaves one too many.
   */
  private async activate({ name, follower }: BuildBeside): Promise<void> {
    const running = this.require(name);
    const before = { build: this.readStore.serving(name), follower: running.follower };
    await this.folding.join(follower);
    const stall = this.folding.stallOf(follower);
    if (stall !== undefined) throw new LedgerError('stalled', stall);
    running.next = follower;
    try {
      await this.readStore.activate(follower.build.info.id);
      running.follower = follower;
    } finally {
      delete running.next;
    }
    delete running.beside;
    running.isBuilding = false;
    this.told(follower);
    if (before.follower !== undefined) await this.folding.leave(before.follower);
    if (before.build !== undefined) await this.readStore.drop(before.build.info.id).catch((error) => this.log(error));
    this.options.logger?.info({ projection: name, build: follower.build.info.id }, 'A projection serves a new build');
  }

  private async giveUp(running: Running, beside: BuildBeside | undefined): Promise<void> {
    delete running.beside;
    running.isBuilding = false;
    if (beside === undefined) return;
    const { follower } = beside;
    await this.folding.leave(follower);
    const { id, state } = follower.build.info;
    if (state === 'building') await this.readStore.drop(id);
  }

  private told(follower: Follower): void {
    this.waiters.announce();
    if (this.running.get(follower.projection.name)?.follower !== follower) return;
    // Time that passes changes documents too.
    const stands = `${follower.position} ${follower.horizonMs}`;
    if (this.toldPositions.get(follower) === stands) return;
    this.toldPositions.set(follower, stands);
    const committed = { name: follower.projection.name, build: follower.build.info.id, position: follower.position };
    for (const listener of this.listeners) listener(committed);
  }

  private stalled(follower: Follower, error: unknown): void {
    this.waiters.announce();
    const reason = error instanceof Error ? error.message : String(error);
    this.options.logger?.warn({ projection: follower.projection.name, reason }, 'A projection has stopped');
  }

  private stallOf({ follower, beside }: Running): string | undefined {
    if (follower !== undefined) return this.folding.stallOf(follower);
    return beside?.failure instanceof Error ? beside.failure.message : undefined;
  }

  private statusOf(name: string, running: Running): ProjectionStatus {
    const { compiled, follower, beside } = running;
    const serving = this.readStore.serving(name);
    const counts = serving?.read((snapshot) => snapshot.counts());
    const position = follower?.position ?? serving?.read(lowestSequence) ?? 0;
    const reason = this.stallOf(running);
    const next = this.options.eventStore.at(position + 1);
    return {
      name,
      purpose: compiled.purpose,
      key: compiled.by,
      ...(serving === undefined ? {} : { build: serving.info.id }),
      state: reason !== undefined ? 'stalled' : serving === undefined ? 'building' : 'serving',
      position,
      lagEvents: Math.max(0, this.head().sequence - position),
      lagSeconds: next === undefined ? 0 : Math.max(0, (this.options.clock.now() - next.recordedAt) / 1000),
      documents: counts?.entries ?? 0,
      quarantined: counts?.quarantined ?? 0,
      ...(beside === undefined ? {} : { building: { build: beside.follower.build.info.id, ...beside.progress } }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  private log(error: unknown): void {
    if (error instanceof LedgerError && error.code === 'cancelled') return;
    this.options.logger?.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      'Something failed beside the folding, and is tried again',
    );
  }

  /** Work that `stop` waits for. */
  private background(work: Promise<void>): Promise<void> {
    this.building.add(work);
    const forget = (): void => void this.building.delete(work);
    work.then(forget, forget);
    return work;
  }
}

const retryMs = 30_000;
