import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Loan } from '#read-store/port.js';
import { callMemory, CallWatch } from './call-mark.js';
import { standOf } from './thread-protocol.js';
import type { Stand, ThreadAnswer, ThreadMessage, ThreadStart, ThreadTask } from './thread-protocol.js';

/** Where the program of the threads is, and with what Node is to run it. */
export interface ThreadProgram {
  readonly url: URL;
  readonly execArgv?: readonly string[];
  /** Told of every thread that is started. */
  readonly started?: (worker: Worker) => void;
}

export interface ThreadOptions extends Omit<ThreadStart, 'memory'> {
  readonly program: ThreadProgram;
  /** How long one call of a function of a definition may take. */
  readonly callMs: number;
}

/** A call took too long, and the thread was ended in it. */
export class CallOverdue extends Error {
  constructor(
    readonly place: { readonly key: string; readonly sequence: number },
    readonly limitMs: number,
  ) {
    super(`A call took longer than ${limitMs} ms`);
  }
}

/** A task without what is known only when its turn comes. */
export interface Job {
  /** Who writes the file until the job is done. */
  readonly lend: () => Promise<Loan>;
  readonly task: (loan: Loan) => ThreadTask;
}

const looksPerLimit = 8;
const firstPauseMs = 100;
const longestPauseMs = 60_000;

/**
 * One thread that folds, as those see it who give it work: one job at a time, in order. It is started when there is one,
 * and again, after a pause that grows, when it has died. A call that takes too long ends it; the jobs behind go on.
 */
export class PoolThread {
  private worker: Worker | undefined;
  private watch: CallWatch | undefined;
  private working: Promise<unknown> = Promise.resolve();
  private deaths = 0;
  private readonly ending = new AbortController();
  /** Of the job that is being done. */
  private fail: ((error: unknown) => void) | undefined;

  constructor(
    private readonly options: ThreadOptions,
    private limitMs = options.callMs,
  ) {}

  /** @throws CallOverdue, LedgerError `unavailable` when the thread dies or ends, and what the job throws */
  async run(job: Job): Promise<Stand | undefined> {
    const done = this.working.then(() => this.do(job));
    this.working = done.catch(() => undefined);
    return done;
  }

  /** From now on nobody is waited for longer than this. */
  hurry(limitMs: number): void {
    this.limitMs = Math.min(this.limitMs, limitMs);
    this.ending.abort();
  }

  /** Ends behind the jobs that it was given. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.working;
    const { worker } = this;
    if (worker === undefined) return;
    this.forget();
    worker.ref();
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    post(worker, 'end');
    const isGone = await Promise.race([gone.then(() => true), wait(limits.threadEndMs, false, { ref: false })]);
    if (!isGone) await worker.terminate();
  }

  private async do(job: Job): Promise<Stand | undefined> {
    if (this.deaths > 0 && this.worker === undefined) await this.pause();
    const loan = await job.lend();
    const timer = setInterval(() => void this.look(), Math.max(1, this.limitMs / looksPerLimit));
    try {
      const stand = standOf(await this.ask(job.task(loan)));
      this.deaths = 0;
      return stand;
    } finally {
      clearInterval(timer);
      this.worker?.unref();
      loan.end();
    }
  }

  private async pause(): Promise<void> {
    const { signal } = this.ending;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.deaths - 1));
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) throw new LedgerError('unavailable', 'The projections are stopping.');
  }

  private ask(task: ThreadTask): Promise<ThreadAnswer> {
    const worker = (this.worker ??= this.start());
    worker.ref();
    return new Promise((resolve, reject) => {
      this.fail = reject;
      worker.removeAllListeners('message');
      worker.once('message', resolve);
      post(worker, task);
    });
  }

  private start(): Worker {
    const { program, ledger, bundles } = this.options;
    const memory = callMemory();
    const workerData: ThreadStart = { ledger, bundles, memory };
    const worker = new Worker(program.url, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: limits.threadYoungMiB, maxOldGenerationSizeMb: limits.threadOldMiB },
      ...(program.execArgv === undefined ? {} : { execArgv: [...program.execArgv] }),
    });
    this.watch = new CallWatch(memory);
    worker.on('error', (error) => this.died(worker, error.message));
    worker.on('exit', () => this.died(worker, 'it has ended'));
    program.started?.(worker);
    return worker;
  }

  private died(worker: Worker, reason: string): void {
    if (this.worker !== worker) return;
    this.deaths++;
    this.forget();
    this.fail?.(new LedgerError('unavailable', `The thread that folds has died: ${reason}.`));
  }

  /** Ends the thread when one call takes too long. It is told once it can do nothing more. */
  private async look(): Promise<void> {
    const { worker, watch, limitMs, fail } = this;
    if (worker === undefined || watch === undefined || !watch.isOver(limitMs, performance.now())) return;
    this.forget();
    // One whose memory is used up may never end; it does nothing more all the same.
    await Promise.race([worker.terminate(), wait(limits.threadEndMs, undefined, { ref: false })]);
    fail?.(new CallOverdue(watch.place(), limitMs));
  }

  private forget(): void {
    this.worker = undefined;
    this.watch = undefined;
  }
}

function post(worker: Worker, message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}
