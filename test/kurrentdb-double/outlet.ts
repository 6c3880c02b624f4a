import type streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { RpcError } from './rpc-errors.js';

/** A call to read or to subscribe. Its answers are bytes already, see `messages.ts`. */
export type ReadCall = ServerWritableStream<streamMessages.ReadReq, Uint8Array>;

/** The answers to a read, one after another and no faster than the client takes them. */
export class Outlet {
  /** Whether the client has gone or the call has ended; nothing is sent any more. */
  isOver = false;
  /** How often `wake` was called. */
  wakes = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly call: ReadCall) {
    call.on('drain', () => this.resume());
    for (const event of ['cancelled', 'close']) call.on(event, () => this.close());
  }

  async send(message: Uint8Array): Promise<void> {
    if (!this.isOver && !this.call.write(message)) await this.drained();
  }

  async sendAll(messages: Iterable<Uint8Array>): Promise<void> {
    for (const message of messages) {
      if (this.isOver) return;
      if (!this.call.write(message)) await this.drained();
    }
  }

  /** Waits until `wake` is called for more than the `seen`th time, or all is over. */
  async woken(seen: number): Promise<void> {
    while (!this.isOver && this.wakes === seen) await this.anything();
  }

  /** Waits until the client has gone, without an answer. */
  async closed(): Promise<void> {
    while (!this.isOver) await this.anything();
  }

  wake(): void {
    this.wakes += 1;
    this.resume();
  }

  end(): void {
    if (!this.isOver) this.call.end();
    this.close();
  }

  fail(error: RpcError): void {
    if (!this.isOver) this.call.emit('error', error);
    this.close();
  }

  private close(): void {
    this.isOver = true;
    this.resume();
  }

  private async drained(): Promise<void> {
    while (!this.isOver && this.call.writableNeedDrain) await this.anything();
  }

  private async anything(): Promise<void> {
    await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  private resume(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
