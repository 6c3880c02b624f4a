import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A small checkout in a folder of its own: the real scripts and settings, the installed packages, and planted sources. */
export class Checkout {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'tend-checkout-'));

  constructor() {
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'infra/scripts', 'test/reporter']) {
      const isOurs = (source: string): boolean => !source.includes(`${path.sep}docs`);
      cpSync(path.join(root, file), path.join(this.folder, file), { recursive: true, filter: isOurs });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  plant(file: string, source: string): void {
    mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    writeFileSync(path.join(this.folder, file), `${source}\n`);
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  /** Runs one of the scripts; sends it `signal` once `whenPrinted` stands on its stdout. */
  run(
    script: string,
    scriptArguments: readonly string[],
    options: {
      whenPrinted?: string;
      signal?: NodeJS.Signals;
      env?: NodeJS.ProcessEnv;
      node?: string;
      /** As npm does it: the signal goes to a shell in between. */
      inShell?: boolean;
    } = {},
  ): Promise<Ended> {
    const command = [options.node ?? process.execPath, this.path(`infra/scripts/${script}.mjs`), ...scriptArguments];
    // A command after it keeps every shell from replacing itself by ours.
    const [program, ...programArguments] = options.inShell ? ['sh', '-c', '"$@"; true', 'sh', ...command] : command;
    const child = spawn(program!, programArguments, {
      cwd: this.folder,
      env: {
        ...process.env,
        npm_lifecycle_event: script,
        npm_lifecycle_script: `node infra/scripts/${script}.mjs`,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let signal = options.signal;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (signal === undefined || !stdout.includes(options.whenPrinted ?? '')) return;
      child.kill(signal);
      signal = undefined;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
