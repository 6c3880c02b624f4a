import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { PoolThread } from './pool-thread.js';
import type { Job, ThreadOptions, ThreadProgram } from './pool-thread.js';
import type { Stand } from './thread-protocol.js';

/** Where builds are folded: by default in this thread. */
export interface FoldingThreads {
  /** How many threads fold beside this one; 0: none. */
  readonly count: number;
  /** The `ledger/` of the data directory. */
  readonly ledger: string;
  /** Where the bundles of definitions are kept. */
  readonly bundles: string;
  /** Default: that of the built program; without one everything is folded in this thread. */
  readonly program?: ThreadProgram;
  /** Default: `limits.handlerMs` */
  readonly callMs?: number;
  /** Of one thread. Default: `limits.threadOldMiB` */
  readonly memoryMiB?: number;
  /** How long a batch is waited for when the program ends. Default: `limits.threadBatchEndMs` */
  readonly batchEndMs?: number;
}

/** A build that takes too long for a call is tried once more with so many times the limit. */
const patience = 10;
const builtProgram = new URL('./folding-thread.js', import.meta.url);

/** One of the threads of a pool, as a build has it that is folded there. */
export interface Place {
  /** @throws CallOverdue when a call takes too long also alone, LedgerError `unavailable`, and what the job throws */
  readonly run: (job: Job) => Promise<Stand | undefined>;
  /** The same in each of the threads: several may make one build. */
  readonly inEach: readonly Place['run'][];
  leave(): void;
}

/** The threads that fold. Each build has one of them; which one, is decided by how many builds they have. */
export class FoldingPool {
  private readonly threads: readonly PoolThread[];
  private readonly builds: Map<PoolThread, number>;
  private isHurrying = false;
  /** Threads in which something is tried alone. */
  private readonly trying = new Set<PoolThread>();

  private constructor(
    private readonly options: ThreadOptions,
    count: number,
  ) {
    this.threads = Array.from({ length: count }, () => new PoolThread(options));
    this.builds = new Map(this.threads.map((thread) => [thread, 0]));
  }

  /** Undefined where everything is folded in this thread: none are wanted, or the program runs from its sources. */
  static of(threads: FoldingThreads | undefined): FoldingPool | undefined {
    const program = threads?.program ?? (existsSync(fileURLToPath(builtProgram)) ? { url: builtProgram } : undefined);
    if (threads === undefined || threads.count === 0 || program === undefined) return undefined;
    const { count, ledger, bundles } = threads;
    const {
      callMs = limits.handlerMs,
      memoryMiB = limits.threadOldMiB,
      batchEndMs = limits.threadBatchEndMs,
    } = threads;
    return new FoldingPool({ ledger, bundles, program, callMs, memoryMiB, batchEndMs }, count);
  }

  /** A place for one build more. */
  place(): Place {
    const [thread] = this.threads.toSorted((a, b) => this.builds.get(a)! - this.builds.get(b)!);
    this.count(thread!, 1);
    return {
      run: (job) => this.run(thread!, job),
      inEach: this.threads.map((each) => (job) => this.run(each, job)),
      leave: () => this.count(thread!, -1),
    };
  }

  /** The program ends: a call that does not come back is not waited for. */
  hurry(): void {
    this.isHurrying = true;
    for (const thread of [...this.threads, ...this.trying]) thread.hurry(limits.threadEndMs);
  }

  async close(): Promise<void> {
    await Promise.all([...this.threads, ...this.trying].map((thread) => thread.close()));
  }

  private async run(thread: PoolThread, job: Job): Promise<Stand | undefined> {
    try {
      return await thread.run(job);
    } catch (error) {
      if (!(error instanceof CallOverdue)) throw error;
      if (this.isHurrying) throw new LedgerError('unavailable', 'The projections are stopping.');
      return this.tryAlone(job);
    }
  }

  /** The machine may have been busy: the same again in a thread of its own, so that nobody waits for it. */
  private async tryAlone(job: Job): Promise<Stand | undefined> {
    const thread = new PoolThread(this.options, patience * this.options.callMs);
    this.trying.add(thread);
    try {
      return await thread.run(job);
    } catch (error) {
      if (!(error instanceof CallOverdue)) throw error;
      if (this.isHurrying) throw new LedgerError('unavailable', 'The projections are stopping.');
      throw error;
    } finally {
      await thread.close();
      this.trying.delete(thread);
    }
  }

  private count(thread: PoolThread, by: 1 | -1): void {
    this.builds.set(thread, this.builds.get(thread)! + by);
  }
}
