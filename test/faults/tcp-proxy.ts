import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Direction = 'up' | 'down';

/** What is done to what passes. Everything counts for connections there are and for those that come. */
export interface Trouble {
  /** Each piece waits between nothing and so long. */
  readonly delayMs?: number;
  /** No faster than this, in pieces of a few bytes. */
  readonly bytesPerMs?: number;
  /** Swallows what goes there. A connection that has lost something never comes to life again, and nobody is told. */
  readonly swallows?: readonly Direction[];
  /** Keeps what goes there, and lets it go when the trouble is over. */
  readonly keeps?: readonly Direction[];
  /** Breaks each connection when so many bytes more have gone there: in the middle of a frame, as likely as not. */
  readonly cutAfter?: { readonly direction: Direction; readonly bytes: number };
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Bytes that went there since the trouble began. */
  readonly passed: Record<Direction, number>;
  /** Has lost something. */
  dead: boolean;
}

const host = '127.0.0.1';
const pieceBytes = 64;

/** Between a client and a server on this machine: the network, as bad as it can be. `up` is to the server. */
export class TcpProxy {
  private readonly links = new Set<Link>();
  private trouble: Trouble = {};
  private over = Promise.withResolvers<void>();

  private constructor(
    private readonly target: () => number,
    private readonly random: () => number,
    private readonly listener: ReturnType<typeof createServer>,
  ) {
    listener.on('connection', (client: Socket) => this.join(client));
  }

  /** @param target the port of the server, asked for with every connection */
  static async start(target: () => number, random: () => number): Promise<TcpProxy> {
    const listener = createServer({ noDelay: true });
    const proxy = new TcpProxy(target, random, listener);
    await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(0, host, resolve));
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** In place of the trouble before. */
  make(trouble: Trouble): void {
    this.trouble = trouble;
    for (const { passed } of this.links) [passed.up, passed.down] = [0, 0];
    this.over.resolve();
    this.over = Promise.withResolvers();
  }

  /** What passes now passes; what was swallowed is lost. */
  heal(): void {
    this.make({});
  }

  /** Breaks all connections. */
  cut(): void {
    for (const link of this.links) breakOff(link);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    this.heal();
    this.cut();
    await closed;
  }

  private join(client: Socket): void {
    const server = connect({ port: this.target(), host, noDelay: true });
    const link: Link = { client, server, passed: { up: 0, down: 0 }, dead: false };
    this.links.add(link);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.once('close', () => {
      this.links.delete(link);
      breakOff(link);
    });
    server.once('close', () => {
      if (!link.dead) breakOff(link);
    });
    void this.pump(link, 'up');
    void this.pump(link, 'down');
  }

  private async pump(link: Link, direction: Direction): Promise<void> {
    const [from, to] = direction === 'up' ? [link.client, link.server] : [link.server, link.client];
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) await this.pass(chunk, link, direction, to);
    } catch {
      // Broken off: told to the other side when the socket closes.
    }
  }

  private async pass(chunk: Buffer, link: Link, direction: Direction, to: Socket): Promise<void> {
    while (this.trouble.keeps?.includes(direction) === true) await this.over.promise;
    const { delayMs, bytesPerMs } = this.trouble;
    if (delayMs !== undefined) await wait(this.random() * delayMs);
    if (this.trouble.swallows?.includes(direction) === true) link.dead = true;
    const size = bytesPerMs === undefined ? chunk.length : pieceBytes;
    for (let at = 0; at < chunk.length && !link.dead; at += size) {
      if (bytesPerMs !== undefined) await wait(pieceBytes / bytesPerMs);
      const piece = chunk.subarray(at, at + size);
      const { cutAfter } = this.trouble;
      const left = cutAfter?.direction === direction ? cutAfter.bytes - link.passed[direction] : Infinity;
      link.passed[direction] += piece.length;
      await written(to, piece.subarray(0, Math.max(0, left)));
      if (left < piece.length) breakOff(link);
    }
  }
}

function breakOff({ client, server }: Link): void {
  client.destroy();
  server.destroy();
}

/** Resolves when it has gone, or never will. */
function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => to.write(bytes, () => resolve()));
}
