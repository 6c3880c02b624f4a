import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import type { EventStore } from '#event-store/port.js';
import { takeBatch } from '#event-store/take-batch.js';
import { reachedBy } from '../batches/following.js';
import type { Following } from '../batches/following.js';
import { GivenEvent } from '../facts/given-event.js';
import type { Decider } from './build-decisions.js';
import { ProgressMeter } from './build-progress.js';
import type { BuildProgress } from './build-progress.js';

/** A build that is not complete yet: it catches up with the ledger beside the one that serves. */
export class BuildBeside {
  private readonly meter: ProgressMeter;
  failure: unknown;
  /** Somebody has stopped it: it is left out of the folding, and not an error. */
  held: 'paused' | 'cancelled' | undefined;
  /** Where the ledger ended when this node had its slots of it folded; others may still fold theirs. */
  joinedAt: number | undefined;
  /** Resolves when it is on its way no more: complete, held, or gone. */
  readonly ended: Promise<void>;
  /** It is on its way no more. */
  readonly end: () => void;
  /** Who has asked that it serves when it is complete. After a restart nobody knows. */
  activatedBy: Decider = 'engine';

  constructor(
    readonly name: string,
    readonly follower: Following,
    private readonly store: EventStore,
    clock: Clock,
    private readonly told: (progress: BuildProgress) => void,
  ) {
    this.meter = new ProgressMeter(clock, follower.folded);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.end = resolve;
  }

  get progress(): BuildProgress {
    return this.meter.at(this.follower.folded, this.store.head().sequence);
  }

  get id(): string {
    return this.follower.build.info.id;
  }

  tell(): void {
    this.told(this.progress);
  }

  /** After a failure: from what is stored. */
  async beginAgain(): Promise<void> {
    await this.follower.restart();
    this.failure = undefined;
  }
}

/**
 * Lets builds catch up with the ledger together. One that fails is left behind with its `failure`, one that is held as it
 * is, and the others go on; none waits for one of another thread.
 * @param ended called for each when it has caught up, or goes on no more; it is not called for those that are stopped
 * @throws LedgerError `cancelled`
 */
export async function catchUpTogether(
  builds: readonly BuildBeside[],
  store: EventStore,
  signal: AbortSignal,
  ended: (build: BuildBeside) => Promise<void>,
): Promise<void> {
  for (const build of builds) if (isGoing(build)) build.tell();
  const { alone = [], here = [] } = Object.groupBy(builds, ({ follower }) => (follower.readsAlone ? 'alone' : 'here'));
  const end = async (build: BuildBeside): Promise<void> => {
    if (!signal.aborted) await ended(build);
  };
  const done = await Promise.allSettled([
    ...alone.map((build) => catchUpAlone(build, store, signal).then(() => end(build))),
    catchUpHere(here, store, signal).then(async () => {
      for (const build of here) await end(build);
    }),
  ]);
  for (const settled of done) if (settled.status === 'rejected') throw settled.reason;
  if (signal.aborted) throw new LedgerError('cancelled');
}

async function catchUpAlone(build: BuildBeside, store: EventStore, signal: AbortSignal): Promise<void> {
  const { follower } = build;
  while (isGoing(build) && !signal.aborted && follower.position < store.head().sequence)
    await step(build, () => follower.catchUp(store.head().sequence));
}

/** Those that begin are made slot by slot, the others batch by batch, and every event is decoded once for all of them. */
async function catchUpHere(builds: readonly BuildBeside[], store: EventStore, signal: AbortSignal): Promise<void> {
  await beginHere(builds, store, signal);
  for (let going = builds.filter(isGoing); going.length > 0 && !signal.aborted; going = going.filter(isGoing)) {
    const from = Math.min(...going.map(({ follower }) => reachedBy(follower)));
    if (from >= store.head().sequence) return;
    const limit = Math.max(...going.map(({ follower }) => follower.batchEvents));
    let events: readonly GivenEvent[];
    try {
      events = takeBatch(store.readAll({ from: from + 1, limit })).map((event) => new GivenEvent(event));
    } catch (error) {
      for (const build of going) build.failure = error;
      return;
    }
    // One after the other: what one has gathered is garbage before the next one begins.
    for (const build of going) if (isGoing(build)) await step(build, () => build.follower.advance(events));
  }
}

/** Those of one dimension by turns: what was read for one is at hand for the next. */
async function beginHere(builds: readonly BuildBeside[], store: EventStore, signal: AbortSignal): Promise<void> {
  const { sequence } = store.head();
  const isBeginning = (build: BuildBeside): boolean => isGoing(build) && build.follower.isBeginning;
  const beginning = builds.filter((build) => sequence > 0 && isBeginning(build));
  for (const { follower } of beginning) follower.announce?.();
  for (const family of Map.groupBy(beginning, ({ follower }) => follower.projection.by).values()) {
    for (let going = family; going.length > 0 && !signal.aborted; going = going.filter(isBeginning))
      for (const build of going) if (isGoing(build)) await step(build, () => build.follower.catchUp(sequence));
  }
}

async function step(build: BuildBeside, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    build.tell();
  } catch (error) {
    build.failure = error;
  }
}

/** Whether nothing has stopped it. */
export function isGoing({ failure, held }: BuildBeside): boolean {
  return failure === undefined && held === undefined;
}
