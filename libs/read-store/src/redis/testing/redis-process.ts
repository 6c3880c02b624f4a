import assert from 'node:assert';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A `redis-server` of a test's own, on the loopback, that keeps nothing on the disk. */
export interface RedisProcess {
  readonly port: number;
  readonly url: string;
  /** Sends a command past whatever is tested. */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** As if the machine went down. */
  kill(): Promise<void>;
}

const started = new Set<{ readonly child: ChildProcess; readonly directory: string; readonly client: Redis }>();

/** Starts one with further arguments of the command line. `stopRedis` ends all of them. */
export async function startRedis(...args: readonly string[]): Promise<RedisProcess> {
  for (let attempt = 0; ; attempt++) {
    const port = await freePort();
    try {
      return await start('redis-server', port, ['--save', '', '--appendonly', 'no', ...args]);
    } catch (error) {
      // Somebody else has taken the port meanwhile.
      if (attempt === 5) throw error;
    }
  }
}

/** Ends everything that was started here. */
export async function stopRedis(): Promise<void> {
  for (const one of Array.from(started)) {
    started.delete(one);
    one.client.disconnect();
    if (one.child.exitCode === null && one.child.signalCode === null) {
      one.child.kill('SIGKILL');
      await once(one.child, 'exit');
    }
    rmSync(one.directory, { recursive: true, force: true });
  }
}

/** Three masters that share all slots. @returns the address of the cluster, and its nodes */
export async function startCluster(): Promise<{ readonly url: string; readonly nodes: readonly RedisProcess[] }> {
  const nodes: RedisProcess[] = [];
  const buses: number[] = [];
  for (let number = 0; number < 3; number++) {
    buses.push(await freePort());
    nodes.push(await startRedis('--cluster-enabled', 'yes', '--cluster-port', String(buses[number])));
  }
  const ranges = [
    [0, 5_460],
    [5_461, 10_922],
    [10_923, 16_383],
  ] as const;
  for (const [number, node] of nodes.entries()) {
    await node.command('cluster', 'addslotsrange', ...ranges[number]!);
    await node.command('cluster', 'set-config-epoch', number + 1);
  }
  for (const number of [1, 2])
    await nodes[0]!.command('cluster', 'meet', '127.0.0.1', nodes[number]!.port, buses[number]!);
  for (const node of nodes) {
    await until(async () => {
      const info = String(await node.command('cluster', 'info'));
      return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info);
    });
  }
  return { url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`, nodes };
}

/** Sentinels that watch a master under the name `watched`. @returns the address */
export async function startSentinels(master: RedisProcess, count = 3): Promise<string> {
  const ports: number[] = [];
  for (let number = 0; number < count; number++) {
    const directory = mkdtempSync(join(tmpdir(), 'tend-sentinel-'));
    const file = join(directory, 'sentinel.conf');
    writeFileSync(
      file,
      [
        `sentinel monitor watched 127.0.0.1 ${master.port} ${Math.floor(count / 2) + 1}`,
        'sentinel down-after-milliseconds watched 500',
        'sentinel failover-timeout watched 5000',
        '',
      ].join('\n'),
    );
    const port = await freePort();
    await start('redis-server', port, [], { file, directory });
    ports.push(port);
  }
  return `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/watched`;
}

/** Waits until something holds, for half a minute at most. */
export async function until(holds: () => boolean | Promise<boolean>, waitMs = 30_000): Promise<void> {
  const end = performance.now() + waitMs;
  while (!(await holds())) {
    assert(performance.now() < end, 'what is waited for comes within the time');
    await setTimeout(20);
  }
}

async function start(
  program: string,
  port: number,
  args: readonly string[],
  sentinel?: { readonly file: string; readonly directory: string },
): Promise<RedisProcess> {
  const directory = sentinel?.directory ?? mkdtempSync(join(tmpdir(), 'tend-redis-'));
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--enable-debug-command', 'yes'];
  const first = sentinel === undefined ? [] : [sentinel.file];
  const last = sentinel === undefined ? args : ['--sentinel'];
  const child = spawn(program, [...first, ...own, ...last], { stdio: 'ignore' });
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  started.add({ child, directory, client });
  let ended = false;
  child.on('error', () => (ended = true)).on('exit', () => (ended = true));
  await until(() => {
    if (ended) client.disconnect();
    assert(!ended, `${program} runs on port ${port}`);
    return client.status === 'ready';
  });
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    command: (name, ...rest) => client.call(name, ...rest),
    kill: async () => {
      client.disconnect();
      child.kill('SIGKILL');
      if (!ended) await once(child, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
