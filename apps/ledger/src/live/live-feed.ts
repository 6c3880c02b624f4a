import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { limits } from '#core/limits.js';
import type { Progress } from '#core/ports.js';
import type { Tend } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

const lookEveryMs = 200;
/** No build is on its way. */
const none = '[]';

/** What live pages are told: that touchpoints came in, how far long work is, and which builds are on their way. They then ask for what they show. */
@Injectable()
export class LiveFeed {
  readonly #clients = new Set<ServerResponse>();
  #head = 0;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;
  #building = none;
  #isStopped = false;

  constructor(@Inject(TEND) private readonly tend: Tend) {}

  get size(): number {
    return this.#clients.size;
  }

  /**
   * Takes a client in. @param since the last sequence that it was told; undefined when it is new
   * @throws ServiceUnavailableException when there are too many
   */
  async join(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    since: number | undefined,
  ): Promise<void> {
    if (this.#clients.size >= limits.liveClients) {
      throw new ServiceUnavailableException(`At most ${limits.liveClients} pages can be live at once.`);
    }
    const head = await this.#headNow();
    // Gone while we looked: its end has been told and will not be told again.
    if (response.destroyed) return;
    if (this.#isStopped) throw new ServiceUnavailableException('The server is stopping.');
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\n\n`);
    if (this.#clients.size === 0) this.#head = head;
    response.write(touchpoints(head, since === undefined ? 0 : Math.max(0, head - since)));
    if (this.#building !== none) response.write(`event: builds\ndata: ${this.#building}\n\n`);
    this.#clients.add(response);
    response.once('close', () => this.#leave(response));
    this.#timer ??= setInterval(() => void this.#look(), lookEveryMs);
  }

  /** Tells all clients how far long work is. */
  readonly progress: Progress = (state) => this.#tell(`event: progress\ndata: ${JSON.stringify(state)}\n\n`);

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const client of this.#clients) client.end();
  }

  async #look(): Promise<void> {
    const status = await this.tend.status().catch(() => undefined);
    const head = status?.head.sequence ?? this.#head;
    const count = head - this.#head;
    this.#head = head;
    const building = JSON.stringify(status?.building ?? []);
    if (status !== undefined && building !== this.#building) {
      this.#building = building;
      this.#tell(`event: builds\ndata: ${building}\n\n`);
    }
    if (count > 0) this.#tell(touchpoints(head, count));
    else if (performance.now() - this.#toldAt > limits.liveHeartbeatMs) this.#tell(': still here\n\n');
  }

  #tell(text: string): void {
    this.#toldAt = performance.now();
    for (const client of this.#clients) {
      // Who reads nothing is let go: it comes back and asks for what it missed.
      if (client.writableLength > limits.httpHeaderBytes) client.destroy();
      else client.write(text);
    }
  }

  #leave(client: ServerResponse): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #headNow(): Promise<number> {
    return (await this.tend.status()).head.sequence;
  }
}

function touchpoints(sequence: number, count: number): string {
  return `id: ${sequence}\nevent: touchpoints\ndata: ${JSON.stringify({ sequence, count })}\n\n`;
}
