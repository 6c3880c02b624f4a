import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.js';

const healthyWithinMs = 60_000;

/** `npm start` with nothing changed, from the shell's view, until the server says that it is ready. */
const startWarm: Figure = {
  name: 'start.warm',
  what: 'from `npm start` to healthy, nothing changed',
  unit: 's',
  rounds: 5,
  async prepare() {
    const directory = mkdtempSync(join(tmpdir(), 'tend-start-'));
    const port = await freePort();
    await startOnce(directory, port);
    return {
      value: () => startOnce(directory, port),
      dispose: async () => rmSync(directory, { recursive: true, force: true }),
    };
  },
};

async function startOnce(directory: string, port: number): Promise<number> {
  const startedAt = performance.now();
  const server = spawn('npm', ['start'], {
    env: { ...process.env, TEND_DATA: directory, TEND_PORT: String(port) },
    stdio: 'ignore',
    detached: true,
  });
  try {
    await healthy(port, server);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await stop(server);
  }
}

async function healthy(port: number, server: ChildProcess): Promise<void> {
  const until = Date.now() + healthyWithinMs;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`npm start ended with ${server.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Not healthy within ${healthyWithinMs} ms`);
}

/** The whole group: npm does not always pass a signal on to what it started. */
async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-server.pid, 'SIGTERM');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export const figures: readonly Figure[] = [startWarm];
