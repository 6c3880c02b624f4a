import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { Build, BuildInfo } from '#read-store/port.js';
import { BuildBeside, catchUpTogether, isGoing } from './build-beside.js';
import { isAbout } from './build-decisions.js';
import type { Decider } from './build-decisions.js';
import type { BuildProgress } from './build-progress.js';
import type { BuildSwitch } from './build-switch.js';
import { reasonOf } from '../calls/reason.js';
import type { EngineParts } from './engine-parts.js';
import type { ProjectionBuilds, Wanted } from './projection-builds.js';

export interface BuildOptions {
  /** Activate it as soon as it is complete. Otherwise it waits, and both go on folding. */
  readonly activate?: boolean;
  /** Who has asked for it; the engine unless told. */
  readonly by?: Decider;
  readonly progress?: ((progress: BuildProgress) => void) | undefined;
  /** Gives the build up. */
  readonly signal?: AbortSignal | undefined;
}

/** The making of builds beside those that serve: begun, caught up, complete; paused, resumed, given up. */
export class BuildWork {
  /** Builds that failed wait to be tried again. */
  private readonly waiting = new Set<AbortController>();

  constructor(
    private readonly parts: EngineParts,
    private readonly pointers: BuildSwitch,
  ) {}

  /** Begins an empty build of what is defined now. @throws LedgerError `disk-full` */
  async begin(builds: ProjectionBuilds, wanted: Wanted, { activate = false, by = 'engine', progress }: BuildOptions) {
    const { highest } = this.pointers.pointer(builds.name);
    const beganAt = this.parts.eventStore.head().sequence;
    const options = { code: wanted.code, above: highest, beganAt, activates: activate };
    const build = await this.parts.readStore.create(builds.name, wanted.fingerprint, options);
    const beside = this.goOn(builds, wanted, build, progress);
    if (activate) beside.activatedBy = by;
    return beside;
  }

  /** Takes up a build that was begun before. */
  goOn(builds: ProjectionBuilds, wanted: Wanted, build: Build, progress?: BuildOptions['progress']): BuildBeside {
    const { eventStore, clock, follow, progressed } = this.parts;
    builds.beside = new BuildBeside(builds.name, follow(wanted.compiled, build), eventStore, clock, (state) => {
      progressed();
      progress?.(state);
    });
    return builds.beside;
  }

  /** Builds anew on request. @throws LedgerError `build-conflict`, `unavailable`, `cancelled`, `disk-full` … */
  async rebuild(builds: ProjectionBuilds, options: BuildOptions): Promise<void> {
    const { wanted, name } = builds;
    if (wanted === undefined) throw new LedgerError('build-conflict', `${name} has no definition. ${builds.problem}`);
    // One that stands still at a call that does not come back is given up for the one that is wanted instead.
    if (builds.beside?.follower.stall !== undefined) await this.cancelStalled(builds);
    if (builds.beside !== undefined || builds.isBeginning)
      throw new LedgerError('unavailable', `The projection ${name} is being built already.`);
    if (builds.inState('paused').length > 0)
      throw new LedgerError('build-conflict', `A build of ${name} is paused: resume it, or cancel it first.`);
    builds.isBeginning = true;
    let beside: BuildBeside;
    try {
      beside = await this.begin(builds, wanted, options);
    } finally {
      builds.isBeginning = false;
    }
    await this.finish(builds, beside, options.signal, () => this.giveUp(builds, beside));
  }

  /** Goes on with a paused build. @throws LedgerError `build-conflict`, `cancelled` … */
  async resume(builds: ProjectionBuilds, { progress, signal }: BuildOptions): Promise<void> {
    const { name, wanted } = builds;
    const beside = await builds.alone(async () => {
      const paused = builds.inState('paused').at(-1);
      const build = paused && this.parts.readStore.build(paused.id);
      if (paused === undefined || build === undefined || wanted?.fingerprint !== paused.fingerprint)
        throw new LedgerError('build-conflict', `No build of ${name} is paused.`);
      await this.parts.readStore.noteStall(paused.id);
      await this.parts.readStore.note(paused.id, 'building');
      return this.goOn(builds, wanted, build, progress);
    });
    await this.finish(builds, beside, signal, () => this.hold(builds, beside));
  }

  /** Holds the build on its way; what it has folded stays. @throws LedgerError `build-conflict` */
  async pause(builds: ProjectionBuilds): Promise<void> {
    await builds.alone(async () => {
      const { beside } = builds;
      if (beside === undefined) throw new LedgerError('build-conflict', `No build of ${builds.name} is on its way.`);
      requireAnother(builds);
      await this.hold(builds, beside);
    });
  }

  /** Gives the build on its way up, paused or not. @throws LedgerError `build-conflict` */
  async cancel(builds: ProjectionBuilds): Promise<void> {
    await builds.alone(async () => {
      const { beside, name } = builds;
      const id = beside?.id ?? builds.inState('paused').at(-1)?.id;
      if (id === undefined) throw new LedgerError('build-conflict', `No build of ${name} is on its way.`);
      requireAnother(builds);
      if (beside === undefined) await this.pointers.remove(builds, id);
      else await this.drop(builds, beside);
    });
  }

  private async cancelStalled(builds: ProjectionBuilds): Promise<void> {
    await builds.alone(async () => {
      const { beside } = builds;
      if (beside?.follower.stall !== undefined) await this.drop(builds, beside);
    });
  }

  private async drop(builds: ProjectionBuilds, beside: BuildBeside): Promise<void> {
    await this.leave(beside, 'cancelled');
    builds.beside = undefined;
    await this.pointers.remove(builds, beside.id);
  }

  /** Tries builds that failed again now. */
  again(): void {
    for (const waiting of this.waiting) waiting.abort();
  }

  /** Builds that failed (a full disk) are tried again after a while, the others serve meanwhile. */
  async completeOrRetry(all: readonly (readonly [ProjectionBuilds, BuildBeside])[]): Promise<void> {
    const { ending, retryMs, log } = this.parts;
    const isOpen = ([, { failure, held }]: (typeof all)[number]): boolean =>
      failure !== undefined && held === undefined;
    let open = all;
    while (open.length > 0 && !ending.aborted) {
      await this.complete(open, ending).catch(log);
      open = open.filter(isOpen);
      if (open.length === 0) return;
      const again = new AbortController();
      this.waiting.add(again);
      const signal = AbortSignal.any([ending, again.signal]);
      await setTimeout(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      this.waiting.delete(again);
      open = open.filter(([, { held }]) => held === undefined);
      for (const [, beside] of open) await beside.beginAgain().catch(log);
    }
  }

  /** Whether a build takes over by itself. */
  activatesItself(builds: ProjectionBuilds, info: BuildInfo): boolean {
    const serving = builds.serving()?.info;
    if (serving === undefined) return true;
    // While the program is exchanged node by node, those with the older one do not take back what those with the newer did.
    if (info.state === 'kept' && this.parts.ownership.wantedElsewhere().has(serving.fingerprint)) return false;
    // One that is kept has served, and somebody or something newer has taken over.
    if (info.activates === true && info.state !== 'kept') return true;
    const isChanged = info.fingerprint === builds.wanted?.fingerprint && info.fingerprint !== serving.fingerprint;
    if (!isChanged || this.parts.activation === 'review') return false;
    return !this.pointers.pointer(builds.name).refused.has(info.fingerprint);
  }

  /** @param stopped what becomes of it when whoever waits for it wants it no more, or when it fails */
  private async finish(
    builds: ProjectionBuilds,
    beside: BuildBeside,
    signal: AbortSignal | undefined,
    stopped: () => Promise<void>,
  ): Promise<void> {
    const { ending, background, log } = this.parts;
    const ended = signal === undefined ? ending : AbortSignal.any([signal, ending]);
    try {
      await background(this.complete([[builds, beside]], ended));
      // Other nodes make the rest of it.
      if (beside.joinedAt !== undefined && builds.beside === beside) await unlessAborted(beside.ended, ended);
      if (beside.failure !== undefined) throw beside.failure as Error;
      if (beside.held !== undefined)
        throw new LedgerError('cancelled', `The build ${beside.id} is ${beside.held}.`, { hint: hints[beside.held] });
    } catch (error) {
      // Whoever has asked for it decides what becomes of it: it waits for that, and can be cancelled.
      const isOverdue = beside.follower.stall !== undefined;
      if (isOverdue && beside.held === undefined) void background(this.completeOrRetry([[builds, beside]]));
      const goesOn = ending.aborted || isStopping(signal) || isOverdue;
      if (beside.held === undefined && !goesOn) await builds.alone(stopped).catch(log);
      throw error;
    }
  }

  private async complete(
    all: readonly (readonly [ProjectionBuilds, BuildBeside])[],
    signal: AbortSignal,
  ): Promise<void> {
    const buildsOf = new Map(all.map(([builds, beside]) => [beside, builds]));
    await catchUpTogether([...buildsOf.keys()], this.parts.eventStore, signal, async (beside) => {
      const builds = buildsOf.get(beside)!;
      try {
        if (isGoing(beside)) await builds.alone(() => this.completed(builds, beside));
      } catch (error) {
        // It is no failure of the build that the program ends.
        if (this.parts.ending.aborted) throw error;
        beside.failure = error;
      }
      if (beside.failure !== undefined) this.parts.stalled(beside.follower, beside.failure);
    });
  }

  /** From now on it follows the ledger, and serves or waits. */
  private async completed(builds: ProjectionBuilds, beside: BuildBeside): Promise<void> {
    if (beside.held !== undefined) return;
    const { folding, readStore } = this.parts;
    const { follower, id } = beside;
    await folding.join(follower);
    const stall = folding.stallOf(follower);
    if (stall !== undefined) throw new LedgerError('stalled', stall);
    if (follower.isShared === true && !this.isComplete(beside)) return;
    builds.followers.set(id, follower);
    const info = builds.require(id);
    if (builds.serving() !== undefined) await readStore.note(id, 'ready');
    if (this.activatesItself(builds, info)) await this.pointers.serve(builds, id, 'BuildActivated', beside.activatedBy);
    if (builds.beside === beside) builds.beside = undefined;
    // One at a time waits: the newer one is what somebody wants to look at.
    for (const old of builds.inState('ready'))
      if (old.number < info.number) await this.pointers.remove(builds, old.id).catch(this.parts.log);
  }

  /** A build of which this node has made its part may be complete by now: then who decides sees to it. */
  async look(builds: ProjectionBuilds): Promise<void> {
    const { beside } = builds;
    if (beside?.joinedAt === undefined || !isGoing(beside) || !this.isComplete(beside)) return;
    await builds.alone(async () => {
      if (builds.beside === beside) await this.completed(builds, beside);
    });
  }

  /** Whether all nodes have made their parts, and it is for this one to say so. */
  private isComplete(beside: BuildBeside): boolean {
    const { ownership, eventStore } = this.parts;
    const { follower } = beside;
    beside.joinedAt ??= eventStore.head().sequence;
    return follower.position >= beside.joinedAt && ownership.decides(follower.build.info.fingerprint);
  }

  private async hold(builds: ProjectionBuilds, beside: BuildBeside): Promise<void> {
    // Complete meanwhile, or gone: there is nothing to hold.
    if (builds.beside !== beside) return;
    await this.parts.readStore.note(beside.id, 'paused');
    await this.leave(beside, 'paused');
    builds.beside = undefined;
  }

  /** It is folded here no more. */
  async leave(beside: BuildBeside, held: 'paused' | 'cancelled'): Promise<void> {
    beside.held = held;
    await this.parts.folding.leave(beside.follower);
  }

  private async giveUp(builds: ProjectionBuilds, beside: BuildBeside): Promise<void> {
    if (builds.beside === beside) builds.beside = undefined;
    const info = builds.infos().find(({ id }) => id === beside.id);
    // One that is complete waits; one that is decided on serves as soon as the catalogue follows.
    if (info === undefined || info.state === 'serving' || info.state === 'ready') return;
    if (isAbout(this.pointers.pointer(builds.name).serving, info)) return;
    await this.parts.folding.leave(beside.follower);
    await this.pointers.remove(builds, info.id).catch((error: unknown) => {
      builds.failure = `The build ${info.id} was given up and is still there: ${reasonOf(error)}`;
      throw error;
    });
  }
}

const hints = {
  paused: 'Resume it: it goes on where it was.',
  cancelled: 'What serves goes on; build it again when you want it.',
} as const;

/** Whoever waits for the build has not given it up: the program ends, and its next start goes on. */
function isStopping(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && signal.reason instanceof LedgerError && signal.reason.code === 'unavailable';
}

/** Without another build nobody would ever answer. */
function requireAnother(builds: ProjectionBuilds): void {
  if (builds.serving() !== undefined) return;
  throw new LedgerError('build-conflict', `Nothing else answers for ${builds.name}: its first build goes on.`);
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve(), { once: true });
  if (!signal.aborted) await Promise.race([work, aborted.promise]);
  if (signal.aborted) throw new LedgerError('cancelled');
}
