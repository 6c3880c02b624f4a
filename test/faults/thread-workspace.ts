import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { setTimeout as wait } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { ledgerJournal } from './ledger-journal.js';
import { fixedClock } from '#core/testing.js';
import { openEventStore } from '#event-store/embedded/open.js';
import type { EventStore } from '#event-store/port.js';
import { canonicalContents, contentsOf } from '#projections/oracle/naive-projection.js';
import type { ThreadProgram } from '#projections/threads/pool-thread.js';
import type { ProjectionRegistry } from '#projections/definition/projection-registry.js';
import { openProjections } from '#projections/engine/projection-runtime.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import { endOfHistory } from '#projections/oracle/random-history.js';
import type { DraftEvent } from '#projections/oracle/random-history.js';

interface Given {
  readonly program: ThreadProgram;
  /** Its bundles lie in this directory. */
  readonly bundles: string;
  readonly registry: ProjectionRegistry;
  readonly count: number;
  readonly callMs?: number;
  /** Of one thread. */
  readonly memoryMiB?: number;
  readonly batchEndMs?: number;
}

/** Threads take seconds to start where the machine has much to do. */
export const patience = { timeoutMs: 60_000 };

/** A ledger and projections of it in a directory of their own, folded by threads. */
export class ThreadWorkspace {
  readonly clock = fixedClock(endOfHistory);
  readonly directory = mkdtempSync(join(tmpdir(), 'tend-threads-'));
  /** All threads that were ever started. */
  readonly workers: Worker[] = [];
  ledger!: EventStore;
  projections!: Projections;

  private constructor(private readonly given: Given) {}

  static async open(given: Given): Promise<ThreadWorkspace> {
    const workspace = new ThreadWorkspace(given);
    workspace.ledger = await openEventStore(join(workspace.directory, 'ledger'), { clock: workspace.clock });
    mkdirSync(join(workspace.directory, 'read'));
    return workspace;
  }

  async start(): Promise<void> {
    const { ledger, clock, directory, given } = this;
    const { program, bundles, registry, ...limits } = given;
    this.projections = await openProjections({
      eventStore: ledger,
      readStore: join(directory, 'read'),
      registry,
      clock,
      retryMs: 50,
      journal: ledgerJournal(ledger),
      threads: {
        ledger: join(directory, 'ledger'),
        bundles,
        program: { ...program, started: (worker) => void this.workers.push(worker) },
        ...limits,
      },
    });
    await this.projections.start();
  }

  /** Another process, with the same code. */
  async restart(): Promise<void> {
    await this.projections.stop();
    this.workers.length = 0;
    await this.start();
  }

  async append(...events: readonly DraftEvent[]): Promise<void> {
    for (const event of events) await this.ledger.append({ stream: event.stream, expected: 'any', events: [event] });
  }

  /** Resolves when everything is folded, however often threads have to be started again for it. */
  async settle(): Promise<void> {
    for (let trials = 0; ; trials++) {
      try {
        await Promise.all(
          this.projections
            .status()
            .map(({ name }) => this.projections.waitFor(name, this.ledger.head().sequence, patience)),
        );
        return;
      } catch (error) {
        if (!(error instanceof LedgerError && error.code === 'stalled') || trials > 600) throw error;
        await wait(50);
      }
    }
  }

  shown(name: string): string {
    return this.projections.read(name, (view) => canonicalContents(contentsOf(view)));
  }

  async close(): Promise<void> {
    await this.projections.stop();
    await this.ledger.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
