import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDataPath } from '#core/test-data.js';
import { ServerProcess } from './server-process.js';

const endsWithinMs = 240_000;

/** What one file of recorded scenarios came to. */
export interface ScenarioRun {
  readonly exitStatus: number | null;
  readonly passed: number;
  /** What the runner said of those that did not pass. */
  readonly failures: string;
}

/** Runs a file of scenarios against a double of its own: nobody else may write to it meanwhile. */
export async function runScenarios(file: string): Promise<ScenarioRun> {
  const directory = await mkdtemp(join(tmpdir(), 'tend-double-'));
  const server = new ServerProcess({ directory });
  const control = createServer((request, response) => {
    act(server, request.url!.slice(1)).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  try {
    await server.start();
    await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
    const { port } = control.address() as AddressInfo;
    return await run(file, server.url, `http://127.0.0.1:${port}`);
  } finally {
    control.closeAllConnections();
    control.close();
    await server.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

async function act(server: ServerProcess, verb: string): Promise<void> {
  if (verb === 'pause') server.pause();
  else if (verb === 'kill' || verb === 'term' || verb === 'start') await server[verb]();
  else throw new Error(`Cannot ${verb} a server`);
}

async function run(file: string, url: string, controlUrl: string): Promise<ScenarioRun> {
  const folder = testDataPath('kurrentdb');
  const command = fileURLToPath(new URL('./restart-command.mjs', import.meta.url));
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  const child = spawn(process.execPath, [join(folder, 'run.mjs'), join(folder, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...environment,
      EVENTSTORE_URL: url,
      RESTART_COMMAND: `"${process.execPath}" "${command}" ${controlUrl}`,
    },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const [exitStatus] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  const failures = said.split('\n').filter((line) => line !== '' && !/^pass |^\d+ passed/.test(line));
  return { exitStatus, passed: Number(/^(\d+) passed/m.exec(said)?.[1] ?? 0), failures: failures.join('\n') };
}
