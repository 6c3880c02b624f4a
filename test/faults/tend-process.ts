import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endOf, type Ended } from './ledger-child.js';

/** Starts the built `tend` in a process of its own: its doctor reads in threads and processes that need the build. */
export function startTend(
  args: readonly string[],
  timeoutMs = 300_000,
): { child: ChildProcess; ended: Promise<Ended> } {
  const program = fileURLToPath(new URL('../../apps/cli/src/main.js', import.meta.url));
  const { NODE_OPTIONS: _options, TEND_DATA: _data, ...environment } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, TZ: 'UTC' },
  });
  return { child, ended: endOf(child, timeoutMs) };
}

/** @returns what `tend doctor` does not like; nothing when it is content */
export async function doctorFaults(directory: string): Promise<string[]> {
  const { code, signal, stdout, stderr } = await startTend(['doctor', '--data', directory]).ended;
  return code === 0 ? [] : [`tend doctor ended with ${code ?? signal}: ${stdout}${stderr}`];
}
