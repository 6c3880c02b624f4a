import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '#core/limits.js';

const sweepEveryMs = 20;

/** The connections of a server, so that stopping waits for answers and for nothing else. */
export class Connections {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.maxConnections = limits.httpConnections;
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /**
   * Closes every connection that waits for no answer, while `close` waits for the others; all of them after
   * `limits.shutdownMs`.
   */
  async drain(close: () => Promise<void>): Promise<void> {
    const sweeping = setInterval(() => this.#sweep(), sweepEveryMs);
    const deadline = setTimeout(() => this.#server.closeAllConnections(), limits.shutdownMs);
    try {
      await close();
    } finally {
      clearInterval(sweeping);
      clearTimeout(deadline);
    }
  }

  /** Again and again, because a connection becomes idle when its answer is out. */
  #sweep(): void {
    this.#server.closeIdleConnections();
    // Opened in advance and never used, as browsers do: Node does not count them as idle.
    for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
  }
}
