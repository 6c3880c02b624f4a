import { setTimeout } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { BuildInfo } from '#read-store/port.js';
import { isAbout, namedOf, pointerOf } from './build-decisions.js';
import type { Decider, Pointer } from './build-decisions.js';
import { reasonOf } from '../calls/reason.js';
import type { EngineParts } from './engine-parts.js';
import type { ProjectionBuilds } from './projection-builds.js';

/**
 * Which build serves. A decision is written first, as an event; the catalogue follows it. Whatever ends the process
 * between the two, the next start brings the catalogue in line: what the events say is what holds (engine.md §7).
 *
 * The first build of a read store serves without an event, because there is nothing to decide.
 */
export class BuildSwitch {
  constructor(private readonly parts: EngineParts) {}

  pointer(name: string): Pointer {
    return pointerOf(name, this.parts.journal.read());
  }

  /** Does what was decided and is not done yet. A build that this directory does not have is left to those that do. */
  async align(builds: ProjectionBuilds): Promise<void> {
    const pointer = this.pointer(builds.name);
    for (const info of builds.infos()) {
      if (!pointer.dropped.some((named) => isAbout(named, info))) continue;
      if (info.state !== 'serving') await this.remove(builds, info.id);
      else if (builds.wanted === undefined) await this.forgetAll(builds);
    }
    const decided = builds.inState('ready', 'kept').find((info) => isAbout(pointer.serving, info));
    if (decided !== undefined) await this.point(builds, decided);
    const serving = builds.serving()?.info;
    const isElsewhere =
      pointer.serving !== undefined && serving !== undefined && pointer.serving.fingerprint !== serving.fingerprint;
    builds.elsewhere = isElsewhere
      ? `The build ${builds.name}.${pointer.serving.number} was to serve and is not here: ${serving.id} goes on.`
      : undefined;
    builds.failure = undefined;
  }

  /**
   * Lets a complete build serve. It follows the ledger beside the old one before, so that nobody reads less than before.
   * @throws LedgerError `build-conflict`, `stalled`, and what the journal and the store throw
   */
  async serve(
    builds: ProjectionBuilds,
    id: string,
    type: 'BuildActivated' | 'BuildRolledBack',
    by: Decider,
  ): Promise<void> {
    const { folding, journal, ending } = this.parts;
    const follower = builds.followers.get(id);
    if (follower === undefined) throw notFolded(builds, id);
    await folding.join(follower);
    const stall = folding.stallOf(follower);
    if (stall !== undefined) throw new LedgerError('stalled', stall);
    if (ending.aborted) throw new LedgerError('cancelled');
    builds.next = follower;
    try {
      const info = builds.require(id);
      if (info.state === 'serving') return;
      const isFirst = builds.serving() === undefined;
      if (!isFirst && !isAbout(this.pointer(builds.name).serving, info))
        await journal.append({ type, data: namedOf(info) }, by);
      await this.point(builds, info).catch((error: unknown) => {
        if (!isFirst) this.alignLater(builds, error);
        throw error;
      });
    } finally {
      builds.next = undefined;
    }
  }

  /** Gives a build up that does not serve. @throws LedgerError `build-conflict` */
  async drop(builds: ProjectionBuilds, info: BuildInfo): Promise<void> {
    if (info.state === 'serving')
      throw new LedgerError('build-conflict', `The build ${info.id} serves; activate another one first.`);
    await this.parts.journal.append({ type: 'BuildDropped', data: namedOf(info) }, 'person');
    await this.remove(builds, info.id).catch((error: unknown) => {
      this.alignLater(builds, error);
      throw error;
    });
  }

  /** Gives everything up that a projection without a definition has left. */
  async retire(builds: ProjectionBuilds): Promise<void> {
    for (const info of builds.infos())
      await this.parts.journal.append({ type: 'BuildDropped', data: namedOf(info) }, 'person');
    await this.forgetAll(builds);
  }

  /** Takes a build out of the folding and out of the store; no decision is needed for it. */
  async remove(builds: ProjectionBuilds, id: string): Promise<void> {
    const follower = builds.followers.get(id);
    builds.followers.delete(id);
    builds.notFolded.delete(id);
    if (follower !== undefined) await this.parts.folding.leave(follower);
    await this.parts.readStore.drop(id);
  }

  /** What was decided stands: it is followed as soon as the store lets it be. */
  alignLater(builds: ProjectionBuilds, error: unknown): void {
    const { retryMs, ending, log, background } = this.parts;
    builds.failure = `What was decided is not done yet: ${reasonOf(error)}`;
    const again = async (): Promise<void> => {
      await setTimeout(retryMs, undefined, { signal: ending, ref: false }).catch(() => undefined);
      if (ending.aborted) return;
      await builds
        .alone(() => this.align(builds))
        .catch((failed: unknown) => {
          log(failed);
          this.alignLater(builds, failed);
        });
    };
    void background(again());
  }

  private async point(builds: ProjectionBuilds, info: BuildInfo): Promise<void> {
    const before = builds.serving()?.info.id;
    await this.parts.readStore.activate(info.id);
    builds.elsewhere = undefined;
    const follower = builds.followers.get(info.id);
    // Where others fold too, it answers as soon as it is as far here as what answered before.
    if (this.parts.ownership.isWhole === true) builds.follower = follower;
    if (follower !== undefined) this.parts.told(follower);
    const { logger } = this.parts;
    logger?.info({ projection: builds.name, build: info.id }, 'A projection serves another build');
    // One step back is kept; what was kept before it, and what was complete but never served, has had its time.
    for (const old of builds.infos()) {
      const isOld = old.state === 'kept' ? old.id !== before : old.state === 'ready' && old.number < info.number;
      if (isOld) await this.remove(builds, old.id).catch((error: unknown) => this.parts.log(error));
    }
  }

  private async forgetAll(builds: ProjectionBuilds): Promise<void> {
    builds.follower = undefined;
    for (const follower of builds.followers.values()) await this.parts.folding.leave(follower);
    builds.followers.clear();
    await this.parts.readStore.retire(builds.name);
  }
}

function notFolded(builds: ProjectionBuilds, id: string): LedgerError {
  const reason = builds.notFolded.get(id) ?? 'It is not complete.';
  return new LedgerError('build-conflict', `The build ${id} cannot serve. ${reason}`);
}
