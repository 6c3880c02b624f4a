import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Loan } from '#read-store/port.js';
import { callMemory, CallWatch } from '../calls/call-mark.js';
import { CallOverdue } from '../calls/call-overdue.js';
import { endOfThread, endThread } from './ending-threads.js';
import { standOf } from './thread-protocol.js';
import type { Stand, ThreadMessage, ThreadReport, ThreadStart, ThreadTask } from './thread-protocol.js';

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
  /** What the objects of a thread may take of memory, the young ones aside. */
  readonly memoryMiB: number;
  /** How long a batch is waited for when the program ends. */
  readonly batchEndMs: number;
}

/** A task without what is known only when its turn comes. */
export interface Job {
  /** Who writes the file until the job is done. */
  readonly lend: () => Promise<Loan>;
  readonly task: (loan: Loan) => ThreadTask;
}

interface Turn {
  readonly job: Job;
  readonly resolve: (stand: Stand | undefined) => void;
  readonly reject: (error: unknown) => void;
  loan?: Loan | undefined;
  /** Which thread has it. */
  worker?: Worker | undefined;
  /** It takes long, and others have their turns beside it. */
  isLong?: boolean;
}

const looksPerLimit = 8;
const firstPauseMs = 100;
const longestPauseMs = 60_000;

/**
 * One thread that folds, as those see it who give it work: one job at a time, in order, and the next ones beside one that
 * takes long. It is started when there is one, and again, after a pause that grows, when it has died. A call that takes too
 * long ends it; the jobs that it had beside, and those behind, go on.
 */
export class PoolThread {
  private worker: Worker | undefined;
  private watch: CallWatch | undefined;
  private readonly waiting: Turn[] = [];
  private readonly running = new Map<number, Turn>();
  private lastId = 0;
  private deaths = 0;
  private looking: NodeJS.Timeout | undefined;
  private abandoning: NodeJS.Timeout | undefined;
  private isAbandoned = false;
  private readonly ending = new AbortController();
  private toldIdle: (() => void) | undefined;
  private readonly leaving: Promise<void>[] = [];

  constructor(
    private readonly options: ThreadOptions,
    private limitMs = options.callMs,
  ) {}

  /** @throws CallOverdue, LedgerError `unavailable` when the thread dies or ends, and what the job throws */
  async run(job: Job): Promise<Stand | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      this.goOn();
    });
  }

  /** From now on no call is waited for longer than this, and no batch longer than a program that ends can wait. */
  hurry(limitMs: number): void {
    this.limitMs = Math.min(this.limitMs, limitMs);
    this.ending.abort();
    if (this.looking !== undefined) this.lookOften();
    this.abandoning ??= setTimeout(() => void this.abandon(), this.options.batchEndMs);
  }

  /** Ends behind the jobs that it was given. */
  async close(): Promise<void> {
    this.ending.abort();
    if (this.isBusy()) await new Promise<void>((resolve) => (this.toldIdle = resolve));
    clearTimeout(this.abandoning);
    const { worker } = this;
    if (worker !== undefined) {
      this.forget();
      this.leaving.push(endOfThread(worker));
      post(worker, 'end');
    }
    await Promise.all(this.leaving);
  }

  private isBusy(): boolean {
    return this.running.size > 0 || this.waiting.length > 0;
  }

  /** Lets the next job begin when none has its turn. */
  private goOn(): void {
    for (const { isLong } of this.running.values()) if (isLong !== true) return;
    const turn = this.waiting.shift();
    if (turn !== undefined) void this.begin(++this.lastId, turn);
    else if (this.running.size === 0) this.toldIdle?.();
  }

  private async begin(id: number, turn: Turn): Promise<void> {
    this.running.set(id, turn);
    try {
      if (this.isAbandoned) throw stopping();
      if (this.deaths > 0 && this.worker === undefined) await this.pause();
      turn.loan = await turn.job.lend();
      const task = turn.job.task(turn.loan);
      const worker = (this.worker ??= this.start());
      turn.worker = worker;
      worker.ref();
      if (this.looking === undefined) this.lookOften();
      post(worker, { id, task });
    } catch (error) {
      this.end(id, turn);
      turn.reject(error);
    }
  }

  /** Its turn is over, however it has ended. */
  private end(id: number, turn: Turn): void {
    this.running.delete(id);
    turn.loan?.end();
    turn.loan = turn.worker = undefined;
    turn.isLong = false;
    if (this.running.size === 0) {
      clearInterval(this.looking);
      this.looking = undefined;
      this.worker?.unref();
    }
    // Whoever waits for it may have more to give before the next one begins.
    queueMicrotask(() => this.goOn());
  }

  private lookOften(): void {
    clearInterval(this.looking);
    this.looking = setInterval(() => void this.look(), Math.max(1, this.limitMs / looksPerLimit));
  }

  private async pause(): Promise<void> {
    const { signal } = this.ending;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.deaths - 1));
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) throw stopping();
  }

  private start(): Worker {
    const { program, ledger, bundles, memoryMiB } = this.options;
    const memory = callMemory();
    const workerData: ThreadStart = { ledger, bundles, memory };
    const worker = new Worker(program.url, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: limits.threadYoungMiB, maxOldGenerationSizeMb: memoryMiB },
      ...(program.execArgv === undefined ? {} : { execArgv: [...program.execArgv] }),
    });
    this.watch = new CallWatch(memory);
    worker.on('message', (report: ThreadReport) => this.told(report));
    worker.on('error', (error) => this.died(worker, error.message));
    worker.on('exit', () => this.died(worker, 'it has ended'));
    program.started?.(worker);
    return worker;
  }

  private told({ id, answer }: ThreadReport): void {
    const turn = this.running.get(id);
    if (turn === undefined) return;
    if (answer === undefined) {
      turn.isLong = true;
      this.goOn();
      return;
    }
    if (answer.kind === 'done') this.deaths = 0;
    const { worker } = turn;
    this.end(id, turn);
    if (answer.kind === 'failed' && answer.isLast === true) this.leave(worker!);
    try {
      turn.resolve(standOf(answer));
    } catch (error) {
      turn.reject(error);
    }
  }

  private died(worker: Worker, reason: string): void {
    if (this.worker !== worker) return;
    this.deaths++;
    this.forget();
    this.failAllOf(worker, new LedgerError('unavailable', `The thread that folds has died: ${reason}.`));
  }

  /** Ends the thread when one call takes too long. Its job is told once the thread can do nothing more. */
  private async look(): Promise<void> {
    const { worker, watch, limitMs } = this;
    if (worker === undefined || watch === undefined || !watch.isOver(limitMs, performance.now())) return;
    this.forget();
    await endThread(worker);
    for (const [id, turn] of this.running) {
      if (turn.worker !== worker) continue;
      this.end(id, turn);
      if (id === watch.task()) turn.reject(new CallOverdue(watch.place(), limitMs));
      else this.waiting.unshift(turn);
    }
  }

  /** The program ends, and the thread does not come back: whatever it does, it is not waited for. */
  private async abandon(): Promise<void> {
    this.isAbandoned = true;
    const { worker } = this;
    this.forget();
    for (const turn of this.waiting.splice(0)) turn.reject(stopping());
    if (worker !== undefined) {
      await endThread(worker);
      this.failAllOf(worker, stopping());
    }
    this.goOn();
  }

  /** It ends by itself; those that it had beside are given to the next one. */
  private leave(worker: Worker): void {
    this.deaths++;
    this.forget();
    this.leaving.push(endOfThread(worker));
    for (const [id, turn] of this.running) {
      if (turn.worker !== worker) continue;
      this.end(id, turn);
      this.waiting.unshift(turn);
    }
  }

  private failAllOf(worker: Worker, error: unknown): void {
    for (const [id, turn] of this.running) {
      if (turn.worker !== worker) continue;
      this.end(id, turn);
      turn.reject(error);
    }
  }

  private forget(): void {
    this.worker = undefined;
    this.watch = undefined;
  }
}

function stopping(): LedgerError {
  return new LedgerError('unavailable', 'The projections are stopping.');
}

function post(worker: Worker, message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}
