import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startProgram } from './ledger-child.js';
import type { NodeAnswer, NodeCall, NodeState } from './kurrentdb-node-calls.js';
import type { KurrentTimeouts } from '#event-store/kurrentdb/time-outs.js';

export interface NodeOptions {
  readonly directory: string;
  readonly url: string;
  readonly prefix: string;
  readonly timeouts: KurrentTimeouts;
}

const startsWithinMs = 60_000;

/** A node of a ledger in a process of its own, to be killed, paused, and asked. */
export class NodeProcess {
  private child: ChildProcess | undefined;
  private said = '';
  private next = 1;
  private readonly waiting = new Map<number, (answer: NodeAnswer | undefined) => void>();

  constructor(private readonly options: NodeOptions) {}

  /** @returns what it shows when it is open @throws Error with what it said instead */
  async start(): Promise<NodeState> {
    const { directory, url, prefix, timeouts } = this.options;
    const child = startProgram('kurrentdb-node', [directory, url, prefix, JSON.stringify(timeouts)]);
    this.child = child;
    this.said = '';
    child.stdin!.on('error', () => undefined);
    createInterface(child.stderr!).on('line', (line) => {
      if (!line.includes('KeepAliveInterval')) this.said = `${this.said}${line}\n`.slice(-4000);
    });
    const opened = new Promise<NodeAnswer | undefined>((resolve) => this.waiting.set(0, resolve));
    createInterface(child.stdout!).on('line', (line) => this.hear(line));
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
      for (const resolve of this.waiting.values()) resolve(undefined);
      this.waiting.clear();
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), startsWithinMs);
    const answer = await opened;
    clearTimeout(timer);
    if (answer === undefined) throw new Error(`A node did not open: ${this.said}`);
    return answer.state;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** @returns undefined when it has ended before it answered */
  ask(call: Omit<NodeCall, 'number'>): Promise<NodeAnswer | undefined> {
    const { child } = this;
    if (child === undefined) return Promise.resolve(undefined);
    const number = this.next++;
    return new Promise((resolve) => {
      this.waiting.set(number, resolve);
      child.stdin!.write(`${JSON.stringify({ ...call, number })}\n`);
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** What it said on its standard error last. */
  get lastWords(): string {
    return this.said;
  }

  /** No file of it grows beyond this any more. */
  limitFiles(bytes: number): void {
    const { child } = this;
    if (child === undefined) return;
    const { status } = spawnSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`]);
    if (status !== 0) throw new Error('prlimit cannot limit the files of a process');
  }

  /** Nothing that it writes is synced any more: each attempt fails. @returns how that is ended; resolves when it has begun */
  async failSyncs(): Promise<() => Promise<void>> {
    const { child } = this;
    if (child === undefined) return () => Promise.resolve();
    const syncs = 'fsync,fdatasync,msync,sync_file_range';
    const tracing = ['-f', '-o', '/dev/null', '-e', `trace=${syncs}`, '-e', `inject=${syncs}:error=EIO`];
    const tracer = spawn('strace', [...tracing, '-p', String(child.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
    const gone = once(tracer, 'exit');
    await Promise.race([once(tracer.stderr, 'data'), gone]);
    tracer.stderr.resume();
    return async () => {
      tracer.kill('SIGINT');
      await gone;
    };
  }

  private hear(line: string): void {
    const answer = JSON.parse(line) as NodeAnswer;
    this.waiting.get(answer.number)?.(answer);
    this.waiting.delete(answer.number);
  }
}
