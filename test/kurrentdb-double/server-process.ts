import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answers } from './server-health.js';

const startsWithinMs = 60_000;

export interface ServerProcessOptions {
  readonly directory: string;
  /** A free one unless given; it stays the same when the server is started again. */
  readonly port?: number;
  /** Files in PEM; the certificate must be its own authority, and be for 127.0.0.1. */
  readonly tls?: { readonly keyFile: string; readonly certificateFile: string };
}

/** The double in a process of its own, to be killed, paused and started again on the same directory and port. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private listening: string | undefined;

  constructor(private readonly options: ServerProcessOptions) {}

  /** The connection string of the client; known once the server was started. */
  get url(): string {
    if (this.listening === undefined) throw new Error('The server was not started');
    return this.listening;
  }

  get port(): number {
    return Number(new URL(this.url.replace('esdb:', 'http:')).port);
  }

  /** Starts the server, or lets a paused one go on, and waits until it is healthy. @throws Error with what it said */
  async start(): Promise<void> {
    if (this.child === undefined) await this.launch();
    else this.child.kill('SIGCONT');
    await this.healthy();
  }

  /** Ends it at once, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to end, and waits until it has. @throws Error when it does not end cleanly */
  async term(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Stops it without ending it: connections stay, nobody answers. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets it go on, and waits until it is healthy. */
  async resume(): Promise<void> {
    await this.start();
  }

  private async launch(): Promise<void> {
    const { directory, tls } = this.options;
    const port = this.listening === undefined ? (this.options.port ?? 0) : this.port;
    const secure = tls === undefined ? [] : ['--key', tls.keyFile, '--certificate', tls.certificateFile];
    // Jest's own options must not reach the child.
    const { NODE_OPTIONS: _options, ...environment } = process.env;
    const child = spawn(process.execPath, [...program(), '--db', directory, '--port', String(port), ...secure], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment,
    });
    this.child = child;
    this.listening = await listeningUrl(child);
  }

  private async healthy(): Promise<void> {
    const giveUpMs = Date.now() + startsWithinMs;
    while (!(await answers(this.port, this.options.tls?.certificateFile))) {
      if (Date.now() > giveUpMs || this.child?.exitCode !== null) throw new Error('The server does not answer');
      await wait(20);
    }
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    this.child = undefined;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    if (signal === 'SIGTERM' && code !== 0) throw new Error(`The server ended with ${code}`);
  }
}

/** The double from the sources when it is run from them, else as built. */
function program(): string[] {
  const source = fileURLToPath(new URL('./main.ts', import.meta.url));
  const hooks = new URL('../faults/ledger-source-hooks.mjs', import.meta.url).href;
  return existsSync(source)
    ? ['--conditions=source', '--import', hooks, source]
    : [fileURLToPath(new URL('./main.js', import.meta.url))];
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
    child.stdout!.on('data', (text: Buffer) => {
      said += text.toString();
      const url = /^listening on (\S+)$/m.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`The server did not start: ${said}`)));
  });
}
