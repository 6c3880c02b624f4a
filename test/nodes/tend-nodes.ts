import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, stopRedis, type RedisProcess } from '#read-store/redis/testing/redis-process.js';
import { startServerProcess, type ServerProcess } from '../faults/server-process.js';
import { startDouble, type RunningDouble } from '../kurrentdb-double/double-server.js';

/** Whole programs, each in a process of its own, over one server of the ledger and one Redis. */
export class TendNodes {
  readonly path = mkdtempSync(join(tmpdir(), 'tend-nodes-'));
  private readonly running = new Set<ServerProcess>();

  private constructor(
    readonly double: RunningDouble,
    readonly redis: RedisProcess,
  ) {}

  static async start(): Promise<TendNodes> {
    const directory = mkdtempSync(join(tmpdir(), 'tend-nodes-server-'));
    const double = await startDouble({ directory });
    return new TendNodes(double, await startRedis());
  }

  /** @param settings further ones, or others */
  async node(name: string, settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const node = await startServerProcess(join(this.path, name), {
      TEND_NODE: name,
      TEND_LEDGER: this.double.url,
      TEND_READ_STORE: this.redis.url,
      TEND_MASTER_KEY_FILE: join(this.path, 'master', 'master.key'),
      ...settings,
    });
    this.running.add(node);
    return node;
  }

  /** Ends a node as an operator does. @returns what it said */
  async stop(node: ServerProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    node.child.kill(signal);
    const { stderr } = await node.ended;
    this.running.delete(node);
    return stderr;
  }

  async dispose(): Promise<void> {
    for (const node of [...this.running]) await this.stop(node, 'SIGKILL');
    await this.double.close();
    await stopRedis();
    rmSync(this.path, { recursive: true, force: true });
  }
}
