import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { touchpoint } from '../faults/server-appends.js';
import type { Figure } from './figure.js';

const seconds = 5;
const customers = 10_000;
const connections = 256;
const fewerConnections = 64;
const token = 'b'.repeat(43);

/** What is used of autocannon, which has no types of its own. */
interface Load {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly requests: readonly { readonly setupRequest: (request: object) => object }[];
}
interface LoadResult {
  readonly '2xx': number;
  readonly 'non2xx': number;
  readonly 'errors': number;
  readonly 'duration': number;
  readonly 'latency': { readonly p50: number; readonly p99: number };
}
const autocannon = createRequire(import.meta.url)('autocannon') as (load: Load) => Promise<LoadResult>;

interface BenchServer {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Touchpoints sent so far, for ids of their own. */
let sent = 0;

async function load(server: BenchServer, count: number): Promise<LoadResult> {
  const result = await autocannon({
    url: `${server.url}/api/v1/touchpoints`,
    connections: count,
    duration: seconds,
    method: 'POST',
    headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
    requests: [
      {
        setupRequest: (request) => {
          const id = sent++;
          return { ...request, body: JSON.stringify(touchpoint(`bench-${id}`, id % customers)) };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return result;
}

const perSecond = (result: LoadResult): number => result['2xx'] / result.duration;

async function start(directory: string, mode: 'store' | 'answer'): Promise<BenchServer> {
  const program = fileURLToPath(new URL('./http-server.js', import.meta.url));
  const child = spawn(process.execPath, [program, directory, token, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
  });
  return { url, child };
}

async function end({ child }: BenchServer): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

const post256: Figure = {
  name: 'http.post256',
  what: `durable touchpoints/s over HTTP, ${connections} connections; against the same server that reads, checks and answers without storing`,
  unit: 'touchpoints/s',
  async prepare() {
    const directory = mkdtempSync(join(tmpdir(), 'tend-http-'));
    const storing = await start(join(directory, 'store'), 'store');
    const answering = await start(join(directory, 'answer'), 'answer');
    const latencies: Record<string, number>[] = [];
    await load(storing, fewerConnections);
    await load(answering, fewerConnections);
    return {
      async value() {
        const { latency } = await load(storing, fewerConnections);
        latencies.push({ p50Ms: latency.p50, p99Ms: latency.p99 });
        return perSecond(await load(storing, connections));
      },
      reference: {
        name: 'answering without storing',
        value: async () => perSecond(await load(answering, connections)),
      },
      detail: () => ({ [`latencyAt${fewerConnections}`]: latencies }),
      dispose: async () => {
        await end(storing);
        await end(answering);
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
};

export const figures: readonly Figure[] = [post256];
