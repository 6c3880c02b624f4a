import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Stands between a client and a server on the loopback: as an address that leads elsewhere, or as a line that breaks. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Of what a client sends: whether the line breaks when the answer to it comes. */
  private breaks: ((sent: Buffer) => boolean) | undefined;

  private constructor(
    private readonly server: Server,
    public target: number,
  ) {}

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.on('connection', (client) => proxy.join(client));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Once: the server gets what is sent next and holds this text, and its answer is lost. */
  breakOnce(text: string): void {
    this.breaks = (sent) => sent.includes(text);
  }

  /** Ends all connections; new ones are made at once. */
  cut(): void {
    for (const socket of Array.from(this.sockets)) socket.destroy();
  }

  async stop(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    let isBroken = false;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
    client.on('data', (sent) => {
      if (this.breaks?.(sent)) {
        this.breaks = undefined;
        isBroken = true;
      }
      server.write(sent);
    });
    server.on('data', (answer) => {
      if (isBroken) client.destroy();
      else client.write(answer);
    });
  }
}
