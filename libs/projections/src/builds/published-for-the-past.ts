import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { BuildWork } from './build-work.js';
import type { ContextBook } from '../facts/context-book.js';
import type { EngineParts } from './engine-parts.js';
import type { ProjectionBuilds } from './projection-builds.js';

/** What is published within this time of something else is seen by one build together with it. */
const gatherMs = 500;

/**
 * A running build does not see what is published for the past (engine.md §7): it would have to change history under its
 * readers. Once something is, a build that sees it is made beside, and takes over when it is complete; where changes are
 * reviewed it waits to be activated.
 */
export class PublishedForThePast {
  private readonly waiting = new Set<ProjectionBuilds>();
  /** Up to which publication builds were made, or given up: what a person undoes stays undone. */
  private readonly seenTo = new Map<ProjectionBuilds, number>();

  constructor(
    private readonly parts: EngineParts,
    private readonly work: BuildWork,
    private readonly book: ContextBook,
  ) {}

  /** Looks whether the build that serves misses something, and sees to it in its own time. */
  look(builds: ProjectionBuilds): void {
    if (this.waiting.has(builds) || !this.isOutdated(builds)) return;
    this.waiting.add(builds);
    builds.isAwaited = true;
    void this.parts.background(this.buildAnew(builds));
  }

  private async buildAnew(builds: ProjectionBuilds): Promise<void> {
    const { ending, retryMs, activation } = this.parts;
    try {
      for (let delayMs = gatherMs; this.isOutdated(builds) && !ending.aborted; delayMs = retryMs) {
        await setTimeout(delayMs, undefined, { signal: ending, ref: false }).catch(() => undefined);
        if (ending.aborted) return;
        if (this.isBusy(builds)) {
          this.letGo(builds);
          continue;
        }
        const published = this.book.lastPublished();
        try {
          await this.work.rebuild(builds, { activate: activation === 'automatic' });
          this.seenTo.set(builds, published);
        } catch (error) {
          if (error instanceof LedgerError && error.code === 'cancelled') this.seenTo.set(builds, published);
          this.parts.log(error);
          this.letGo(builds);
        }
      }
    } finally {
      this.waiting.delete(builds);
      this.letGo(builds);
    }
  }

  /** Whoever waits for builds waits no longer for this one. */
  private letGo(builds: ProjectionBuilds): void {
    builds.isAwaited = false;
    this.parts.progressed();
  }

  /** Whether what is published for the past now is going to be seen by a build of its own. */
  isFollowed(builds: ProjectionBuilds): boolean {
    const serving = builds.serving()?.info;
    return serving?.fingerprint === builds.wanted?.fingerprint && builds.inState('paused').length === 0;
  }

  private isBusy(builds: ProjectionBuilds): boolean {
    return (
      builds.beside !== undefined || builds.isBeginning || builds.isSwitching || builds.inState('paused').length > 0
    );
  }

  /** Neither what serves sees all that is published, nor what waits to take over. */
  private isOutdated(builds: ProjectionBuilds): boolean {
    const { wanted } = builds;
    const contextTypes = wanted?.compiled.contextTypes ?? [];
    // It is asked after every step of folding, and mostly there is nothing to look for.
    if (contextTypes.length === 0 || this.book.lastPublished() <= (this.seenTo.get(builds) ?? 0)) return false;
    // Where several nodes share the builds, one of them sees to it.
    if (!this.parts.ownership.decides(wanted!.fingerprint)) return false;
    const serving = builds.serving()?.info;
    // Other code than that of the file serves because somebody wants it so.
    if (serving === undefined || serving.fingerprint !== wanted!.fingerprint) return false;
    // One that was gone back from has seen it.
    const current = [serving, ...builds.inState('ready', 'kept')].filter(
      ({ fingerprint }) => fingerprint === serving.fingerprint,
    );
    return current.every(({ beganAt }) => this.book.isOutdated(contextTypes, beganAt));
  }
}
