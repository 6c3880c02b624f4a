import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '#core/clock.js';
import type { UnplacedEvent } from '#core/record.js';
import { openEventStore } from '#event-store/embedded/open.js';
import type { AppendRequest, EventStore } from '#event-store/port.js';
import { openBundles } from '#projections/definition/bundle-store.js';
import { scanProjections, type ProjectionRegistry } from '#projections/definition/projection-registry.js';
import { openProjections, type Projections } from '#projections/engine/projection-runtime.js';
import type { ReadStore } from '#read-store/port.js';
import { EngineEvents } from './engine-events.js';
import type { Looking, PlainRun } from './plain-loop.js';

export const zone = 'UTC';

/** Events of the histories: `TEND_BENCH_EVENTS` gives fewer, for a quick look. */
export const historyEvents = Number(process.env['TEND_BENCH_EVENTS'] ?? 1_000_000);
/** About a hundred events each. */
export const relationshipCount = Math.max(1, Math.min(10_000, Math.round(historyEvents / 100)));

const rowsPerBatch = 1000;
/** No figure takes so long. */
export const patienceMs = 3_600_000;

const readModels = fileURLToPath(new URL('../../libs/read-models/src/', import.meta.url));

export function builtInProjections(): Promise<ProjectionRegistry> {
  return scanProjections(readModels);
}

/** A ledger in a directory that goes away, and read models made from it. */
export class EngineBench {
  readonly ledger: EventStore;
  readonly ledgerDirectory: string;
  /** Those that the history has not used up. */
  readonly events: EngineEvents;
  readonly #directory: string;
  #opened = 0;

  private constructor(directory: string, ledgerDirectory: string, ledger: EventStore, events: EngineEvents) {
    this.#directory = directory;
    this.ledgerDirectory = ledgerDirectory;
    this.ledger = ledger;
    this.events = events;
  }

  /**
   * Opens a ledger of so many events. Within one run of the bench it is made once: the figures after the first one find
   * it in the directory that they share, and must leave it as it is.
   */
  static async shared(events = historyEvents): Promise<EngineBench> {
    const shared = process.env[sharedDirectoryVariable];
    if (shared === undefined) return EngineBench.own(events);
    const made = join(shared, `ledger-${events}`);
    if (!existsSync(made)) {
      const being = `${made}.part`;
      const ledger = await openEventStore(being, { clock: systemClock });
      await appendHistory(ledger, new EngineEvents(relationshipCount), events);
      await ledger.close();
      renameSync(being, made);
    }
    const directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
    const ledger = await openEventStore(made, { clock: systemClock });
    return new EngineBench(directory, made, ledger, new EngineEvents(relationshipCount));
  }

  /** A ledger of its own, which a figure may write into. */
  static async own(count: number, events = new EngineEvents(relationshipCount)): Promise<EngineBench> {
    const directory = mkdtempSync(join(tmpdir(), 'tend-bench-'));
    const ledgerDirectory = join(directory, 'ledger');
    const ledger = await openEventStore(ledgerDirectory, { clock: systemClock });
    await appendHistory(ledger, events, count);
    return new EngineBench(directory, ledgerDirectory, ledger, events);
  }

  /** The built-in projections as threads execute them, from bundles. */
  async bundledProjections(): Promise<ProjectionRegistry> {
    return scanProjections(readModels, { bundles: openBundles(this.#bundles) });
  }

  get #bundles(): string {
    return join(this.#directory, 'bundles');
  }

  /**
   * Projections over a new read store. Closing them takes what they made off the disk.
   * @param threads how many fold beside this one, if any
   * @param open opens another read store than the embedded one, over an empty directory
   */
  async projections(
    registry: ProjectionRegistry,
    threads = 0,
    open?: (directory: string) => Promise<ReadStore>,
  ): Promise<{ projections: Projections; remove: () => void }> {
    const directory = join(this.#directory, `read-${this.#opened++}`);
    mkdirSync(directory);
    const store = await open?.(directory);
    const projections = await openProjections({
      eventStore: this.ledger,
      readStore: store ?? directory,
      registry,
      clock: systemClock,
      parameters: { zone },
      threads: { count: threads, ledger: this.ledgerDirectory, bundles: this.#bundles },
    });
    const stop = projections.stop.bind(projections);
    projections.stop = async () => {
      await stop();
      await store?.close();
    };
    return { projections, remove: () => rmSync(directory, { recursive: true, force: true }) };
  }

  /** Builds all projections of a registry from the first event on, until they serve and are on the disk. */
  async rebuild(
    registry: ProjectionRegistry,
    threads = 0,
    open?: (directory: string) => Promise<ReadStore>,
  ): Promise<Rebuild> {
    const { sequence } = this.ledger.head();
    const [startedMs, cpuBefore] = [performance.now(), process.cpuUsage()];
    const { projections, remove } = await this.projections(registry, threads, open);
    await projections.start();
    await projections.waitForAll({ timeoutMs: patienceMs });
    const servedMs = performance.now();
    const statuses = projections.status();
    await projections.stop();
    const seconds = (performance.now() - startedMs) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    remove();
    for (const { name, state, position, quarantined } of statuses) {
      if (state !== 'serving' || position !== sequence || quarantined > 0)
        throw new Error(`${name} is ${state} at ${position} with ${quarantined} keys set apart`);
    }
    return {
      events: sequence,
      seconds,
      servingSeconds: (servedMs - startedMs) / 1000,
      cpuSeconds: (user + system) / 1e6,
      documents: Object.fromEntries(statuses.map(({ name, documents }) => [name, documents])),
    };
  }

  /** The same events by the plain loop, in a process of its own. */
  async foldPlainly(looking: Looking): Promise<PlainRun> {
    const program = fileURLToPath(new URL('plain-loop-child.js', import.meta.url));
    // A loop that has the memory it wants: what it is held against should not win by its want.
    const memory = ['--max-old-space-size=12288', '--max-semi-space-size=64'];
    const { stdout } = await promisify(execFile)(process.execPath, [...memory, program, this.ledgerDirectory, looking]);
    return JSON.parse(stdout) as PlainRun;
  }

  async close(): Promise<void> {
    await this.ledger.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export interface Rebuild {
  readonly events: number;
  readonly seconds: number;
  /** Until all served; what follows is the last flush. */
  readonly servingSeconds: number;
  readonly cpuSeconds: number;
  readonly documents: Readonly<Record<string, number>>;
}

/** Where `main.ts` tells the figures of one run what they share. */
export const sharedDirectoryVariable = 'TEND_BENCH_SHARED';

async function appendHistory(ledger: EventStore, events: EngineEvents, count: number): Promise<void> {
  let pending: Promise<unknown> = Promise.resolve();
  for (let made = 0; made < count; made += rowsPerBatch) {
    const requests = requestsOf(events.take(Math.min(rowsPerBatch, count - made)));
    await pending;
    pending = ledger.appendMany(requests).then(requireAppended);
  }
  await pending;
}

function requireAppended(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Rows as an import gives them: one append a stream. */
export function requestsOf(events: readonly UnplacedEvent[]): AppendRequest[] {
  const byStream = Map.groupBy(events, (event) => event.stream);
  return Array.from(byStream, ([stream, ofStream]) => ({ stream, expected: 'any', known: 'drop', events: ofStream }));
}
