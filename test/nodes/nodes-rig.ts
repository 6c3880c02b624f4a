import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, stopRedis, until, type RedisProcess } from '#read-store/redis/testing/redis-process.js';
import { TcpProxy } from '#read-store/redis/testing/tcp-proxy.js';
import { startServerProcess, type ServerProcess } from '../faults/server-process.js';
import { ServerProcess as LedgerServerProcess } from '../kurrentdb-double/server-process.js';

/** Longer than any campaign. */
const livesForMs = 4 * 60 * 60 * 1000;

/**
 * Whole programs, each in a process of its own, over one server of the ledger and one Redis. Redis is reached through an
 * address that can be turned to another one, as by sentinels.
 */
export class NodesRig {
  /** By name; of one that is down the last one. */
  readonly running = new Map<string, ServerProcess>();

  private constructor(
    readonly path: string,
    readonly ledger: LedgerServerProcess,
    readonly address: TcpProxy,
    public redis: RedisProcess,
  ) {}

  static async start(): Promise<NodesRig> {
    const path = mkdtempSync(join(tmpdir(), 'tend-nodes-'));
    const ledger = new LedgerServerProcess({ directory: join(path, 'server') });
    await ledger.start();
    const redis = await startRedis();
    return new NodesRig(path, ledger, await TcpProxy.start(redis.port), redis);
  }

  /** What a node is told. */
  settings(name: string): Record<string, string> {
    return {
      TEND_NODE: name,
      TEND_LEDGER: this.ledger.url,
      TEND_READ_STORE: this.address.url,
      TEND_MASTER_KEY_FILE: join(this.path, 'master', 'master.key'),
    };
  }

  directory(name: string): string {
    return join(this.path, name);
  }

  /** Starts a node. @param settings further ones, or others */
  async node(name: string, settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const node = await startServerProcess(this.directory(name), { ...this.settings(name), ...settings }, livesForMs);
    this.running.set(name, node);
    return node;
  }

  /** Ends a node as an operator does. @returns what it said */
  async stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    const node = this.running.get(name)!;
    node.child.kill(signal);
    const { stderr } = await node.ended;
    this.running.delete(name);
    return stderr;
  }

  /** Redis is gone with all that it had, and another one that is empty is at its address. */
  async loseRedis(): Promise<void> {
    await this.redis.kill();
    this.turnTo(await startRedis());
  }

  /** A replica takes the place of Redis; what it has not been told yet is lost, the leases among it. */
  async failOver(): Promise<void> {
    const replica = await startRedis('--replicaof', `127.0.0.1 ${this.redis.port}`);
    await until(async () => /master_link_status:up/.test(String(await replica.command('info', 'replication'))));
    await replica.command('replicaof', 'no', 'one');
    await this.redis.kill();
    this.turnTo(replica);
  }

  async dispose(): Promise<void> {
    for (const name of Array.from(this.running.keys())) {
      this.running.get(name)!.child.kill('SIGCONT');
      await this.stop(name, 'SIGKILL');
    }
    await this.ledger.kill();
    await this.address.stop();
    await stopRedis();
    rmSync(this.path, { recursive: true, force: true });
  }

  private turnTo(redis: RedisProcess): void {
    this.redis = redis;
    this.address.target = redis.port;
    this.address.cut();
  }
}
