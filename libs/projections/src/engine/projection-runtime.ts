import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { EventStore, Mirror } from '#event-store/port.js';
import { openReadStore, openReadStoreReader } from '#read-store/embedded/embedded-read-store.js';
import type { ReadStore, ReadStoreReader } from '#read-store/port.js';
import type { ParameterValues } from '../definition/definition.js';
import type { BuildDiff } from '../builds/build-diff.js';
import type { BuildProgress } from '../builds/build-progress.js';
import { activateBuild, dropBuild, rollBackBuild } from '../builds/build-commands.js';
import type { DecisionJournal } from '../builds/build-decisions.js';
import type { CompareOptions } from '../builds/comparing.js';
import type { WhatIfChanges, WhatIfOptions } from '../builds/what-if.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { Activation } from '../builds/engine-parts.js';
import type { FoldingThreads } from '../threads/folding-pool.js';
import type {
  BuildStatus,
  Committed,
  ProjectionLogger,
  ProjectionStatus,
  WaitOptions,
} from '../builds/projection-status.js';
import { ProjectionEngine } from './projection-engine.js';
import { quarantineKey, releaseKey, tryStalledAgain } from './key-commands.js';
import { projectionReads } from '../queries/projection-reader.js';
import type { ProjectionReads } from '../queries/projection-reader.js';
import { keptDefinition } from '../builds/projection-builds.js';
import { SetApartBook } from '../facts/set-apart.js';
import type { KeptCode, ProjectionRegistry, RegistryProblem } from '../definition/projection-registry.js';

/** The projections of one data directory, folding and answering. */
export interface Projections extends ProjectionReads {
  /** Files of the registry that gave no projection. */
  readonly problems: readonly RegistryProblem[];
  /** Whether what is built beside serves by itself, or waits. */
  readonly activation: Activation;
  /** Whether a build begins by itself when something is published for the past. @throws LedgerError `not-found` */
  followsThePast(name: string): boolean;
  /** Whether what serves sees what was published at a sequence, whatever it was for. @throws LedgerError `not-found` */
  seesPublished(name: string, sequence: number): boolean;
  /** Begins to fold: what is missing or changed is built beside, the rest follows the ledger. Resolves at once. */
  start(): Promise<void>;
  /** Ends after the batch that is being folded, and puts everything on disk. Builds on their way go on at the next start. */
  stop(): Promise<void>;
  status(): readonly ProjectionStatus[];
  /** The code and parameters of a build, of what serves unless told. @throws LedgerError `not-found`, `unavailable` */
  definition(name: string, build?: string): CompiledProjection;
  /** All builds of a projection, by number. @throws LedgerError `not-found` */
  builds(name: string): readonly BuildStatus[];
  /** Builds on their way. */
  building(): readonly (BuildProgress & { readonly name: string; readonly build: string })[];
  /**
   * Builds a projection anew from the first event; the old build answers until the new one is complete.
   * @param options `activate: false` lets it wait then, to be compared and activated
   * @throws LedgerError `not-found`, `cancelled`, `build-conflict`, `unavailable` when it is being built already, `disk-full`
   */
  rebuild(
    name: string,
    progress?: (progress: BuildProgress) => void,
    signal?: AbortSignal,
    options?: { readonly activate?: boolean },
  ): Promise<void>;
  /** Holds the build on its way. @throws LedgerError `not-found`, `build-conflict` */
  pause(name: string): Promise<void>;
  /** Lets builds that stand still at a key go on without the event. @throws LedgerError `not-found`, `build-conflict` */
  quarantine(name: string, key: string): Promise<void>;
  /** Folds a key anew that is set apart. @throws LedgerError `not-found`, `build-conflict` */
  release(name: string, key: string): Promise<void>;
  /** Goes on with a paused build until it is complete; or calls again what did not come back. @throws LedgerError `not-found`, `build-conflict`, `cancelled` */
  resume(name: string, progress?: (progress: BuildProgress) => void, signal?: AbortSignal): Promise<void>;
  /** Gives the build on its way up. @throws LedgerError `not-found`, `build-conflict` */
  cancel(name: string): Promise<void>;
  /** Lets another build serve; by default the one that waits. @throws LedgerError `not-found`, `build-conflict` */
  activate(name: string, build?: string): Promise<void>;
  /** Lets the build serve that did before. @throws LedgerError `not-found`, `build-conflict` */
  rollBack(name: string): Promise<void>;
  /** Gives a build up that does not serve. @throws LedgerError `not-found`, `build-conflict` */
  drop(name: string, build?: string): Promise<void>;
  /**
   * Resolves when what answers has folded everything up to a sequence. Default time-out: `limits.waitMs`.
   * @throws LedgerError `not-found`, `stalled`, `unavailable` after the time-out, `cancelled`
   */
  waitFor(name: string, sequence: number, options?: WaitOptions): Promise<void>;
  /** Compares two builds at one position. @throws LedgerError `not-found`, `build-conflict`, `cancelled` */
  diff(name: string, options?: CompareOptions): Promise<BuildDiff>;
  /**
   * What a projection would be with other parameters, or if something else had been published: compared with what
   * serves, and never kept.
   * @throws LedgerError `not-found`, `invalid`, `build-conflict`, `unavailable`, `cancelled`, `disk-full`
   */
  whatIf(name: string, changes: WhatIfChanges, options?: WhatIfOptions): Promise<BuildDiff>;
  /** Resolves when no build of a projection is on its way. @throws LedgerError `unavailable` after the time-out, `cancelled` */
  waitForBuild(name: string, options?: WaitOptions): Promise<void>;
  /** The same for all projections that are not stalled, up to the head of this moment. */
  waitForAll(options?: WaitOptions): Promise<void>;
  /** Called after every step; returns what ends it. */
  onCommit(listener: (committed: Committed) => void): () => void;
}

export interface ProjectionsOptions {
  readonly eventStore: EventStore;
  /** The `read/` of a data directory, or a store that is opened and closed elsewhere. */
  readonly readStore: string | ReadStore;
  readonly registry: ProjectionRegistry;
  readonly clock: Clock;
  /** Values that the workspace sets, for every definition with a parameter of that name: `{ zone }`. */
  readonly parameters?: ParameterValues;
  readonly logger?: ProjectionLogger;
  /** After how long a first build that failed is tried again; half a minute unless told. */
  readonly retryMs?: number;
  /** Whether a changed definition serves as soon as it is built, or waits; `automatic` unless told. */
  readonly activation?: Activation;
  /** Where decisions about builds are written; without one they last as long as the catalogue of the read store. */
  readonly journal?: DecisionJournal;
  /** Threads that fold beside this one; without them everything is folded in this one. */
  readonly threads?: FoldingThreads | undefined;
  /** Where several nodes share a read store: which slots this one folds. Without it: all. */
  readonly ownership?: SlotOwnership | undefined;
  /** How often positions of idle slots are written; each second unless told. */
  readonly quietMs?: number;
}

/** Opens the projections for folding: in the process that writes the data directory. */
export async function openProjections(options: ProjectionsOptions): Promise<Projections> {
  const { readStore } = options;
  const store = typeof readStore === 'string' ? await openReadStore(readStore) : readStore;
  const engine = new ProjectionEngine({ ...options, readStore: store });
  return Object.assign(projectionsOf(engine, options.registry), {
    stop: async () => {
      await engine.stop();
      if (typeof readStore === 'string') await store.close();
    },
  });
}

function projectionsOf(engine: ProjectionEngine, registry: ProjectionRegistry): Projections {
  const reads = projectionReads(
    engine.reader(),
    (name) => engine.isKnown(name),
    (build) => engine.foldedTo(build),
  );
  return {
    ...reads,
    problems: registry.problems,
    activation: engine.parts.activation,
    seesPublished: (name, sequence) => (engine.require(name).serving()?.info.beganAt ?? -1) >= sequence,
    followsThePast: (name) => engine.past.isFollowed(engine.require(name)),
    start: () => engine.start(),
    stop: () => engine.stop(),
    status: () => engine.status(),
    definition: (name, build) => engine.definition(name, build),
    builds: (name) => engine.builds(name),
    building: () => engine.building(),
    rebuild: (name, progress, signal, { activate = true } = {}) =>
      engine.rebuild(name, { activate, by: 'person', progress, signal }),
    pause: async (name) => engine.work.pause(await engine.seen(name)),
    resume: async (name, progress, signal) => {
      const builds = await engine.seen(name);
      if (await tryStalledAgain(builds, engine.parts, engine.work)) return;
      await engine.work.resume(builds, { progress, signal });
    },
    quarantine: async (name, key) =>
      quarantineKey(engine.require(name), { parts: engine.parts, work: engine.work, key }),
    release: async (name, key) => releaseKey(engine.require(name), engine.parts, key),
    cancel: async (name) => engine.work.cancel(await engine.seen(name)),
    activate: async (name, build) => activateBuild(await engine.seen(name), engine.pointers, build),
    rollBack: async (name) => rollBackBuild(await engine.seen(name), engine.pointers),
    drop: async (name, build) => {
      await dropBuild(await engine.seen(name), engine.pointers, build);
      engine.sweep();
    },
    diff: async (name, options = {}) => engine.comparing.diff(await engine.seen(name), options),
    whatIf: async (name, changes, options = {}) => engine.comparing.whatIf(await engine.seen(name), changes, options),
    waitForBuild: (name, options) => engine.waitForBuild(name, options),
    waitFor: (name, sequence, options) => engine.waitFor(name, sequence, options),
    waitForAll: async (options) => {
      const { sequence } = engine.head();
      const names = engine.status().flatMap(({ name, state }) => (state === 'stalled' ? [] : [name]));
      await Promise.all(names.map((name) => engine.waitFor(name, sequence, options)));
    },
    onCommit: (listener) => engine.onCommit(listener),
  };
}

/** What a process that only reads can ask, while another one folds. */
export interface ProjectionsReader extends ProjectionReads {
  status(): readonly Pick<
    ProjectionStatus,
    'name' | 'build' | 'state' | 'position' | 'lagEvents' | 'documents' | 'quarantined'
  >[];
  /** The code of what served at the opening; undefined where that is not kept, or another build serves by now. */
  definition(name: string, build?: string): CompiledProjection | undefined;
  /** Resolves when what is written has folded everything up to a sequence; looks several times a second. */
  waitFor(name: string, sequence: number, options?: WaitOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the projections for reading only: a command line beside a server.
 * @param names projections that there are, so that one without a complete build is told from one that does not exist
 */
export async function openProjectionsReader(options: {
  readonly mirror: Pick<Mirror, 'head' | 'readStream' | 'revisionOf'>;
  readonly readStoreDirectory: string;
  readonly names?: readonly string[];
  /** Where the code of builds is kept. */
  readonly code?: KeptCode | undefined;
}): Promise<ProjectionsReader> {
  const { mirror, names = [] } = options;
  const store = await openReadStoreReader(options.readStoreDirectory);
  const served = await servedDefinitions(store, options.code, new SetApartBook(mirror));
  const reads = projectionReads(
    store,
    (name) => names.includes(name) || store.builds().some((build) => build.name === name),
  );
  return {
    ...reads,
    // What nobody has built yet is nothing that a reader could wait for.
    isKnown: (name) => store.serving(name) !== undefined,
    status: () =>
      store.builds().flatMap(({ name, state }) => {
        if (state !== 'serving') return [];
        return reads.read(name, (view) => ({
          name,
          build: view.build,
          state,
          position: view.position.from,
          lagEvents: Math.max(0, mirror.head().sequence - view.position.from),
          documents: view.counts().documents,
          quarantined: view.counts().quarantined,
        }));
      }),
    definition: (name, build = store.serving(name)?.info.id ?? '') => served.get(build),
    waitFor: (name, sequence, wait) => {
      const has = (): boolean => store.serving(name) !== undefined && reads.position(name).position.from >= sequence;
      return pollUntil(has, name, wait);
    },
    close: () => store.close(),
  };
}

/** By the id of the build. What cannot be had is left out. */
async function servedDefinitions(
  store: ReadStoreReader,
  code: KeptCode | undefined,
  apart: SetApartBook,
): Promise<ReadonlyMap<string, CompiledProjection>> {
  const served = new Map<string, CompiledProjection>();
  for (const info of store.builds()) {
    if (info.state !== 'serving') continue;
    const compiled = await keptDefinition(info, code).catch(() => undefined);
    if (compiled !== undefined) served.set(info.id, apart.without(compiled, info));
  }
  return served;
}

const pollMs = 50;

async function pollUntil(holds: () => boolean, name: string, options: WaitOptions = {}): Promise<void> {
  const { timeoutMs = limits.waitMs, signal } = options;
  for (let waitedMs = 0; !holds(); waitedMs += pollMs) {
    if (signal?.aborted) throw new LedgerError('cancelled');
    if (waitedMs >= timeoutMs)
      throw new LedgerError('unavailable', `The projection ${name} has not come so far in ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
