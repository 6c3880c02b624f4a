import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { TcpProxy } from './tcp-proxy.js';

/** A server that sends back what it gets, a client of it, and the network between them. */
describe('TcpProxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  let client: Socket;
  let heard: Buffer;
  let taken: Buffer;

  beforeEach(async () => {
    taken = Buffer.alloc(0);
    heard = Buffer.alloc(0);
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes: Buffer) => {
        taken = Buffer.concat([taken, bytes]);
        socket.write(bytes);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    proxy = await TcpProxy.start(() => port, mulberry32(7));
    client = await dial();
  });

  afterEach(async () => {
    client.destroy();
    await proxy.close();
    server.close();
  });

  async function dial(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => (heard = Buffer.concat([heard, bytes])));
    await once(socket, 'connect');
    return socket;
  }

  async function until(isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 1000 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isSo()).toBe(true);
  }

  const message = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

  it.each([
    ['as it is', {}],
    ['late', { delayMs: 20 }],
    ['slowly', { bytesPerMs: 50 }],
  ])('lets through %s what passes', async (_name, trouble) => {
    proxy.make(trouble);
    for (let at = 0; at < message.length; at += 100) client.write(message.subarray(at, at + 100));
    await until(() => heard.length === message.length);
    expect(heard).toEqual(message);
  });

  it.each([
    ['up', 300, 300],
    ['down', 1000, 300],
  ] as const)('cuts in the middle of what goes %s', async (direction, up, down) => {
    proxy.make({ cutAfter: { direction, bytes: 300 } });
    client.write(message);
    await once(client, 'close');
    expect(taken.length).toBe(up);
    expect(heard.length).toBeLessThanOrEqual(down);
    expect(heard).toEqual(message.subarray(0, heard.length));
  });

  it('swallows, and lets nothing more through on a connection that has lost something, but on a new one', async () => {
    proxy.make({ swallows: ['up'] });
    client.write('lost');
    await new Promise((resolve) => setTimeout(resolve, 30));
    proxy.heal();
    client.write('lost, too');
    const other = await dial();
    other.write('heard');
    await until(() => heard.length === 5);
    expect(taken.toString()).toBe('heard');
    expect(client.destroyed).toBe(false);
    other.destroy();
  });

  it('keeps back what goes one way, and gives it when the trouble is over', async () => {
    proxy.make({ keeps: ['down'] });
    client.write('kept');
    await until(() => taken.length === 4);
    expect(heard.length).toBe(0);
    proxy.heal();
    await until(() => heard.toString() === 'kept');
  });

  it('cuts all connections, and takes new ones', async () => {
    const closed = once(client, 'close');
    proxy.cut();
    await closed;
    (await dial()).write('again');
    await until(() => heard.toString() === 'again');
  });
});
