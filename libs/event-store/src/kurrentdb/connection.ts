import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import { connectionString, type KurrentConnection } from './address.js';

/** How long the end of the calls of a client is waited for. */
const disposeMs = 500;

/** A client, and how to let go of all that it holds. */
interface Opened {
  readonly client: EventStoreDBClient;
  readonly end: () => Promise<void>;
}

/**
 * The client to one cluster, made anew when it has come to be of no use: a node that is asked for appends and is no leader
 * any more, or one that has gone silent, stays the one that the client of the vendor talks to.
 */
export class Connection {
  private current: Opened | undefined;
  private readonly ending = new Set<Promise<void>>();
  private closed = false;

  constructor(private readonly to: KurrentConnection) {
    // A wrong address is told at once, and not at the first append.
    this.current = this.open();
  }

  /** @throws LedgerError `unavailable` after the end */
  client(): EventStoreDBClient {
    if (this.closed) throw new LedgerError('unavailable', 'The ledger is closing');
    return (this.current ??= this.open()).client;
  }

  /** Whether it has not been let go of: what is read by one that has been ends early, and without an error. */
  isCurrent(client: EventStoreDBClient): boolean {
    return this.current?.client === client && !this.closed;
  }

  /** Lets go of a client that has failed, unless another one has taken its place already. */
  renew(failed: EventStoreDBClient): void {
    const { current } = this;
    if (current?.client !== failed) return;
    this.current = undefined;
    const end = current.end().finally(() => this.ending.delete(end));
    this.ending.add(end);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.current?.end(), ...this.ending]);
  }

  private open(): Opened {
    try {
      return opened(EventStoreDBClient.connectionString(connectionString(this.to)));
    } catch (error) {
      throw new LedgerError('invalid', `The address of the ledger cannot be used: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/**
 * `dispose` of the client ends its calls and leaves its connections open, with their sockets and timers; and gRPC gives all
 * clients of a process with the same address the same one, so that a new client would go on where the old one was not heard
 * any more. Here each has connections of its own, which end with it.
 */
function opened(client: EventStoreDBClient): Opened {
  const channels = new Set<Channel>();
  const inner = guarded(client) as unknown as { createChannel: () => Promise<Channel> };
  const create = inner.createChannel;
  let hasEnded = false;
  inner.createChannel = async () => {
    const channel = await create();
    const Pool = channel.internalChannel.subchannelPool.constructor as new () => object;
    channel.internalChannel.subchannelPool = new Pool();
    if (hasEnded) channel.close();
    channels.add(channel);
    return channel;
  };
  const end = async (): Promise<void> => {
    hasEnded = true;
    // It waits for the end of each call, and of one that has failed already that is never told.
    const waiting = new AbortController();
    const disposed = client.dispose().catch(() => undefined);
    await Promise.race([disposed, pause(disposeMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
    for (const channel of channels) channel.close();
  };
  return { client, end };
}

interface Channel {
  readonly internalChannel: { subchannelPool: object };
  close(): void;
}

interface AppendStream {
  listeners(event: 'data'): ((answer: unknown) => void)[];
  removeAllListeners(event: 'data'): void;
  on(event: 'data', listener: (answer: unknown) => void): void;
  write(message: unknown): boolean;
}

type Creating = (
  ...parts: [unknown, string, (client: unknown) => Promise<AppendStream> | AppendStream, unknown]
) => unknown;

/**
 * Version 6.2.1 sends all appends of a client over one stream, and ends the process in two cases, which are kept from
 * happening here; whoever waited is told in both that the outcome is not known, and asks.
 *
 * - The appends that wait for an answer are in one table of the module. When the stream of one client fails, the appends of
 *   all are refused; an answer that comes to one of them later is looked for, not found, and thrown out of a handler.
 * - What waits for the stream to take more is rejected when it fails, by a promise that nobody holds. So nothing waits
 *   there: how much is under way at once is bounded before (`appender.ts`).
 */
function guarded(client: EventStoreDBClient): EventStoreDBClient {
  const inner = client as unknown as { GRPCStreamCreator: Creating };
  const create = inner.GRPCStreamCreator;
  inner.GRPCStreamCreator = (grpcClient, name, creator, cache) => {
    if (name !== 'appendToStream') return create(grpcClient, name, creator, cache);
    return create(grpcClient, name, async (of) => guardedStream(await creator(of)), cache);
  };
  return client;
}

function guardedStream(stream: AppendStream): AppendStream {
  const listeners = stream.listeners('data');
  stream.removeAllListeners('data');
  for (const listener of listeners) {
    stream.on('data', (answer) => {
      try {
        listener(answer);
      } catch {
        // The answer to an append that nobody waits for any more.
      }
    });
  }
  const write = stream.write.bind(stream);
  stream.write = (message) => {
    write(message);
    return true;
  };
  return stream;
}
