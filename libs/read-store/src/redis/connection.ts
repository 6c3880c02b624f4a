import { hash } from 'node:crypto';
import { Cluster, Redis } from 'ioredis';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { parseRedisUrl } from './redis-url.js';
import type { RedisAddress } from './redis-url.js';

export type Argument = string | number | Buffer;
/** As Redis answers: texts are bytes. */
export type Reply = Buffer | number | null | readonly Reply[];

/** Where Redis is. */
export interface RedisPlace {
  /** `redis-url.ts` says how it is written. */
  readonly url: string;
  /** Where it does not stand in the address. */
  readonly password?: string | undefined;
}

/** A connection that comes back by itself. Nothing waits in it: what cannot be sent now is refused. */
export class RedisConnection {
  private lastError: Error | undefined;

  private constructor(
    private readonly client: Redis | Cluster,
    private readonly listener: Redis | Cluster,
    private readonly where: string,
  ) {
    for (const one of [client, listener]) one.on('error', (error) => void (this.lastError = error as Error));
    // Of all builds some may wait for it at once.
    client.setMaxListeners(0);
  }

  /** @throws LedgerError `invalid` for an address that cannot be used */
  static open({ url, password }: RedisPlace, name: string): RedisConnection {
    const parsed = parseRedisUrl(url);
    const address = password === undefined ? parsed : { ...parsed, password };
    const where = address.hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
    return new RedisConnection(clientOf(address, name), clientOf(address, name), where);
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Called whenever it is there again. */
  onReady(listener: () => void): void {
    this.client.on('ready', listener);
  }

  /** @throws LedgerError `unavailable` when it is not there within so many milliseconds */
  async ready(waitMs: number): Promise<void> {
    if (this.isReady) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.client.once('ready', resolve).once('end', resolve);
    await promise;
    clearTimeout(timer);
    this.client.off('ready', resolve).off('end', resolve);
    if (this.isReady) return;
    const reason = this.lastError === undefined ? '' : `: ${this.lastError.message}`;
    throw new LedgerError('unavailable', `Redis at ${this.where} is not reached${reason}`);
  }

  /** @throws LedgerError `disk-full` when its memory is used up; `unavailable`, and then nobody knows whether it was done */
  async call(command: string, ...args: readonly Argument[]): Promise<Reply> {
    await this.ready(limits.redisCommandMs);
    try {
      return (await this.client.callBuffer(command, ...args)) as Reply;
    } catch (error) {
      throw this.translated(error as Error);
    }
  }

  /** Runs a script; all keys of it carry one tag. @throws as `call` */
  async run(script: string, keys: readonly string[], args: readonly Argument[]): Promise<Reply> {
    try {
      return await this.call('evalsha', hash('sha1', script), keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return this.call('eval', script, keys.length, ...keys, ...args);
    }
  }

  /** Is told what is said on a channel, as soon as and whenever there is a connection. */
  listen(channel: string, told: (message: string) => void): void {
    this.listener.on('message', (from, message) => {
      if (from === channel) told(String(message));
    });
    const subscribe = (): void => void this.listener.subscribe(channel).catch(() => undefined);
    this.listener.on('ready', subscribe);
    if (this.listener.status === 'ready') subscribe();
  }

  close(): void {
    this.client.disconnect();
    this.listener.disconnect();
  }

  private translated(error: Error): Error {
    const options = { cause: error };
    if (/^(?:-?OOM\b|.*-OOM\b)|command not allowed when used memory/.test(error.message))
      return new LedgerError('disk-full', `Redis at ${this.where} has no memory left`, {
        ...options,
        hint: 'Raise maxmemory, or drop builds that nobody needs; nothing acknowledged is lost.',
      });
    if (error.name !== 'ReplyError' || passing.test(error.message))
      return new LedgerError('unavailable', `Redis at ${this.where}: ${error.message}`, options);
    return error;
  }
}

/** What a server answers that cannot serve at the moment, or not us. */
const passing =
  /^(?:READONLY|LOADING|CLUSTERDOWN|MASTERDOWN|MISCONF|NOREPLICAS|TRYAGAIN|BUSY|NOAUTH|WRONGPASS|NOPERM|MOVED|ASK|UNBLOCKED)\b|CROSSSLOT during resharding/;

/** What a node is called in the lists of Redis. */
export function connectionName(node: string): string {
  return `tend-${node}`.replaceAll(/[^\w.-]/g, '-');
}

function clientOf(address: RedisAddress, name: string): Redis | Cluster {
  const { username, password, sentinelPassword, master } = address;
  const shared = {
    connectionName: name,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(address.isEncrypted ? { tls: {} } : {}),
    connectTimeout: limits.redisCommandMs,
    commandTimeout: limits.redisCommandMs,
    // Sent twice, a command is done twice: who has sent it decides what becomes of it.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // A master that has become a replica: the next connection finds the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  };
  if (address.kind === 'cluster')
    return new Cluster([...address.hosts], {
      redisOptions: shared,
      enableOfflineQueue: false,
      clusterRetryStrategy: pauseMs,
      slotsRefreshTimeout: limits.redisCommandMs,
    });
  const one = { ...shared, db: address.database, enableOfflineQueue: false, retryStrategy: pauseMs };
  if (address.kind === 'single') return new Redis({ ...one, ...address.hosts[0]! });
  return new Redis({
    ...one,
    sentinels: [...address.hosts],
    name: master!,
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    enableTLSForSentinelMode: address.isEncrypted,
    sentinelRetryStrategy: pauseMs,
    failoverDetector: true,
  });
}

/** Before the next attempt to connect. */
function pauseMs(attempts: number): number {
  return Math.min(50 * 2 ** Math.min(attempts, 10), 2_000);
}
