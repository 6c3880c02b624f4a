import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Starts a program of this folder in a process of its own: from the sources when it is run from them, else as built. */
export function startProgram(name: string, args: readonly string[]): ChildProcess {
  const source = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const hooks = new URL('./ledger-source-hooks.mjs', import.meta.url).href;
  const command = existsSync(source)
    ? ['--conditions=source', '--import', hooks, source, ...args]
    : [fileURLToPath(new URL(`./${name}.js`, import.meta.url)), ...args];
  // Jest's own options must not reach the child.
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  return spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a process says until it ends; kills it after a while. */
export function endOf(child: ChildProcess, timeoutMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
}
