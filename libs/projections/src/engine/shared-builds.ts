import { setTimeout as wait } from 'node:timers/promises';
import type { BuildBeside } from '../builds/build-beside.js';
import { ProjectionBuilds } from '../builds/projection-builds.js';
import type { Following } from '../batches/following.js';
import { alignBuilds, decideBuilds, followKept } from './engine-start.js';
import type { Opening } from './engine-start.js';

/** How often it is looked what the catalogue says where nobody tells that it has changed. */
const catalogueMs = 1_000;

type Going = readonly (readonly [ProjectionBuilds, BuildBeside])[];

/**
 * Keeps up with builds that several nodes share: whoever decides changes the catalogue, and every node follows what it finds
 * there, as far as it has the code. Who decides about the builds of a definition is one of those that have it.
 */
export class SharedBuilds {
  /** Definitions whose builds this node decides about, and what others wanted when it last looked at all of them. */
  private readonly decided = new Map<ProjectionBuilds, string>();
  private looking: Promise<void> | undefined;
  private isOutdated = false;
  private readonly ends: (() => void)[] = [];
  /** To which position a build that others let serve has to come before it answers here. */
  private readonly switches = new Map<ProjectionBuilds, { readonly id: string; readonly from: number }>();

  constructor(
    private readonly all: Map<string, ProjectionBuilds>,
    private readonly opening: Opening,
    /** Builds have been looked at, and it may be for this node now to see to them. */
    private readonly looked: (builds: ProjectionBuilds) => void,
  ) {}

  async start(): Promise<void> {
    const { ownership, readStore, folding, eventStore } = this.opening.parts;
    folding.start(eventStore.head().sequence);
    this.ends.push(
      ownership.onChange(() => {
        folding.takeSlots();
        this.look();
      }),
    );
    this.ends.push(readStore.onCatalogue?.(() => this.look()) ?? this.watchCatalogue());
    await this.seen();
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
  }

  /** Something may have changed. */
  look(): void {
    this.isOutdated = true;
    if (this.looking !== undefined || this.opening.parts.ending.aborted) return;
    this.looking = this.lookUntilSeen();
    void this.opening.parts.background(this.looking);
  }

  /** Resolves when what the catalogue says now is followed here. */
  async seen(): Promise<void> {
    this.look();
    await this.looking;
  }

  /** A follower may stand further than before. */
  told(builds: ProjectionBuilds, follower: Following): void {
    const { parts, work } = this.opening;
    if (builds.serving()?.info.id !== builds.answers) this.answer(builds);
    if (builds.beside?.follower === follower) void parts.background(this.orAgain(() => work.look(builds)));
  }

  /** Where the store does not say so by itself: it is looked whether there is something new. */
  private watchCatalogue(): () => void {
    const { readStore } = this.opening.parts;
    const standing = (): string =>
      readStore
        .builds()
        .map(({ id, fingerprint, state }) => [id, fingerprint, state])
        .join();
    let known = standing();
    const timer = setInterval(() => {
      const now = standing();
      if (now !== known) this.look();
      known = now;
    }, catalogueMs).unref();
    return () => clearInterval(timer);
  }

  private async lookUntilSeen(): Promise<void> {
    do {
      this.isOutdated = false;
      await this.orAgain(() => this.lookOnce());
    } while (this.isOutdated && !this.opening.parts.ending.aborted);
    this.looking = undefined;
  }

  private async lookOnce(): Promise<void> {
    const { parts, work } = this.opening;
    this.findUndefined();
    const going: Going = await this.followAll();
    this.announce();
    for (const builds of this.all.values()) if (this.mustDecide(builds)) await this.decide(builds);
    const begun: Going = await this.followAll();
    const all = [...going, ...begun];
    if (all.length > 0) void parts.background(work.completeOrRetry(all));
    for (const builds of this.all.values()) {
      await work.look(builds);
      this.looked(builds);
    }
    parts.progressed();
  }

  /** What fails here (the store is away for a moment) is tried again. */
  private async orAgain(work: () => Promise<void>): Promise<void> {
    const { log, ending, retryMs, background } = this.opening.parts;
    try {
      await work();
    } catch (error) {
      log(error);
      const again = wait(retryMs, undefined, { signal: ending, ref: false }).then(
        () => this.look(),
        () => undefined,
      );
      void background(again);
    }
  }

  /** Builds of projections that are not defined here. */
  private findUndefined(): void {
    const { readStore } = this.opening.parts;
    for (const { name } of readStore.builds()) {
      if (this.all.has(name)) continue;
      this.all.set(name, new ProjectionBuilds(name, undefined, 'It is not defined in this node.', readStore));
    }
  }

  private async followAll(): Promise<Going> {
    const going = [];
    for (const builds of this.all.values()) {
      const begun = await builds.alone(() => this.follow(builds));
      if (begun !== undefined) going.push([builds, begun] as const);
    }
    return going;
  }

  /** Folds what there is, and no more what there is not. @returns a build on its way that is taken up */
  private async follow(builds: ProjectionBuilds): Promise<BuildBeside | undefined> {
    const { parts, work } = this.opening;
    const infos = new Map(builds.infos().map((info) => [info.id, info]));
    for (const [id, follower] of builds.followers) {
      if (infos.has(id)) continue;
      builds.followers.delete(id);
      await parts.folding.leave(follower);
    }
    for (const id of builds.notFolded.keys()) if (!infos.has(id)) builds.notFolded.delete(id);
    await this.followBeside(builds);
    for (const info of builds.inState('ready', 'kept', 'serving')) {
      if (builds.followers.has(info.id) || builds.notFolded.has(info.id)) continue;
      await followKept(builds, info, this.opening);
      const follower = builds.followers.get(info.id);
      if (follower !== undefined) void parts.background(parts.folding.join(follower));
    }
    this.answer(builds);
    const { wanted } = builds;
    const going = builds.inState('building').findLast(({ fingerprint }) => fingerprint === wanted?.fingerprint);
    const begun = going && parts.readStore.build(going.id);
    if (begun === undefined || builds.beside !== undefined || builds.isBeginning) return undefined;
    return work.goOn(builds, wanted!, begun);
  }

  /** The build on its way may be complete, held or gone, because another node has seen to it. */
  private async followBeside(builds: ProjectionBuilds): Promise<void> {
    const { beside } = builds;
    if (beside === undefined) return;
    const info = builds.infos().find(({ id }) => id === beside.id);
    if (info?.state === 'building') return;
    if (info === undefined) await this.opening.work.leave(beside, 'cancelled');
    else if (info.state === 'paused') await this.opening.work.leave(beside, 'paused');
    else builds.followers.set(info.id, beside.follower);
    builds.beside = undefined;
  }

  /**
   * What serves answers here as soon as it is as far as what answered when it came to serve: nobody reads less than before.
   * Where its code is not here, the one before goes on as long as it is kept.
   */
  private answer(builds: ProjectionBuilds): void {
    const serving = builds.serving()?.info.id;
    const before = builds.answering()?.info.id;
    const [next, last] = [builds.followers.get(serving ?? ''), builds.followers.get(before ?? '')];
    if (serving !== before && last !== undefined) {
      const known = this.switches.get(builds);
      const from = known?.id === serving ? known!.from : last.position;
      this.switches.set(builds, { id: serving!, from });
      builds.next = next;
      if (next === undefined) {
        builds.elsewhere = `The build ${serving} serves and its code is not here: ${before} goes on.`;
        return;
      }
      if (next.position < from) return;
    }
    this.switches.delete(builds);
    builds.next = undefined;
    builds.elsewhere = undefined;
    const hasChanged = builds.answers !== serving;
    builds.answers = serving;
    builds.follower = next;
    if (hasChanged && next !== undefined) this.opening.parts.told(next);
  }

  private announce(): void {
    const runs = new Set<string>();
    const wants = new Set<string>();
    for (const { wanted, followers } of this.all.values()) {
      if (wanted !== undefined) wants.add(wanted.fingerprint);
      for (const { build } of followers.values()) runs.add(build.info.fingerprint);
    }
    this.opening.parts.ownership.announce({ runs: runs.union(wants), wants });
  }

  /** It has come to decide, others want something else by now, or there is nothing any more. */
  private mustDecide(builds: ProjectionBuilds): boolean {
    const { ownership } = this.opening.parts;
    const { wanted } = builds;
    if (wanted === undefined || !ownership.decides(wanted.fingerprint)) {
      this.decided.delete(builds);
      return false;
    }
    const others = [...ownership.wantedElsewhere()].sort().join();
    const isLookedAt = this.decided.get(builds) === others && builds.infos().length > 0;
    this.decided.set(builds, others);
    return !isLookedAt;
  }

  private async decide(builds: ProjectionBuilds): Promise<void> {
    const { parts } = this.opening;
    await builds.alone(() => alignBuilds(builds, this.opening));
    if (builds.isBeginning) return;
    builds.isBeginning = true;
    const { beside = [], later } = await decideBuilds(builds, this.opening).finally(() => (builds.isBeginning = false));
    if (beside.length > 0) void parts.background(this.opening.work.completeOrRetry(beside));
    if (later !== undefined) void parts.background(later());
  }
}
