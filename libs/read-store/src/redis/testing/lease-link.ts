import { Redis } from 'ioredis';
import type { ScriptRunner } from '../slot-leases.js';

/** For specs: how a node talks to Redis. It can be cut, and held as by a pause of its process. */
export class LeaseLink implements ScriptRunner {
  isCut = false;
  held: Promise<void> = Promise.resolve();
  private client: Redis;

  constructor(port: number) {
    this.client = clientOf(port);
  }

  async run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    await this.held;
    if (this.isCut) throw new Error('nobody answers');
    return this.client.eval(script, keys.length, ...keys, ...args);
  }

  /** From now on with another one. */
  turnTo(port: number): void {
    this.close();
    this.client = clientOf(port);
  }

  close(): void {
    this.client.disconnect();
  }
}

function clientOf(port: number): Redis {
  const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 0, commandTimeout: 500 });
  client.on('error', () => undefined);
  return client;
}
