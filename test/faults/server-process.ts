import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOf, type Ended } from './ledger-child.js';

const startsWithinMs = 60_000;
/** Long enough for the longest work of a spec on a busy machine: it is there for what never ends. */
const endsWithinMs = 600_000;

/** A server in a process of its own, on a free port. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** What it said, once it has ended; it is killed when it does not end. */
  readonly ended: Promise<Ended>;
}

/**
 * Starts the program, from the sources when it is run from them, else as built.
 * @param livesForMs after which it is killed when it has not ended
 * @returns its process and its end
 */
export function spawnServer(
  environment: Readonly<Record<string, string>>,
  livesForMs = startsWithinMs + endsWithinMs,
): {
  child: ChildProcess;
  ended: Promise<Ended>;
} {
  const program = (ending: string) => fileURLToPath(new URL(`../../apps/ledger/src/main.${ending}`, import.meta.url));
  const hooks = new URL('./ledger-source-hooks.mjs', import.meta.url).href;
  const command = existsSync(program('ts'))
    ? ['--conditions=source', '--import', hooks, program('ts')]
    : [program('js')];
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, TEND_PORT: '0', TEND_ZONE: 'UTC', ...environment },
  });
  return { child, ended: endOf(child, livesForMs) };
}

/** Starts a server on a data directory and waits until it is open. @throws Error with what it said instead */
export async function startServerProcess(
  directory: string,
  environment: Readonly<Record<string, string>> = {},
  livesForMs?: number,
): Promise<ServerProcess> {
  const { child, ended } = spawnServer({ ...environment, TEND_DATA: directory }, livesForMs);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (text: string) => {
      said += text;
      const link = /(http:\/\/[^/\s]+)\/open\//.exec(said);
      if (link !== null) resolve(link[1]!);
    });
    void ended.then(({ stderr }) => reject(new Error(`The server did not start: ${stderr}`)));
  });
  return { child, url, token: readFileSync(join(directory, 'api.token'), 'utf8').trim(), ended };
}
