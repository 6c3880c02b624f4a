import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import type { KeyTransaction, LogFollower, LogPlace, TakeTransaction } from '../key-log.js';
import { CatchUp } from './catch-up.js';
import type { Soon, Taker, Taking } from './catch-up.js';
import type { Connection } from './connection.js';
import { describeFailure } from './failures.js';
import { pageOf } from './last-mirrored.js';
import { defaultTimeouts } from './time-outs.js';

/** Transactions that wait to be taken: beyond it the server waits. */
const queueMost = 256;

/** Hands the transactions of all nodes over, one after the other, in the order of the server; goes on for ever. */
export class KeyFeed implements LogFollower, Taker {
  private readonly catchUp: CatchUp;
  private last: Promise<unknown> = Promise.resolve();

  /** @param prefix of the streams of all nodes @param after what was taken last; everything without */
  constructor(
    private readonly connection: Connection,
    prefix: string,
    private after: LogPlace | undefined,
    private readonly taken: TakeTransaction,
  ) {
    this.catchUp = new CatchUp(connection, { prefix, queueMost, timeouts: defaultTimeouts, clock: systemClock }, this);
    this.catchUp.start();
  }

  async caughtUp(patienceMs: number): Promise<void> {
    await this.catchUp.caughtUp(AbortSignal.timeout(patienceMs));
    if (this.catchUp.isCaughtUp) return;
    const { failure } = this.catchUp;
    const reason = failure === undefined ? 'it does not answer' : describeFailure(failure);
    throw new LedgerError('unavailable', `The server of the keys cannot be followed: ${reason}.`);
  }

  stop(): Promise<void> {
    return this.catchUp.stop();
  }

  begin(): void {
    this.last = Promise.resolve();
  }

  async place(soon: Soon): Promise<Position | undefined> {
    if (this.after === undefined) return undefined;
    const { stream, revision, id } = this.after;
    const client = this.connection.client();
    try {
      const [event] = await soon(pageOf(client, stream, revision, 1));
      if (event?.id === id && event.position !== undefined) return event.position;
    } catch (error) {
      if ((error as { type?: string }).type !== 'stream-not-found') throw error;
    }
    if (!this.connection.isCurrent(client)) throw new LedgerError('unavailable', 'The connection has ended meanwhile');
    throw new LedgerError('integrity', 'The keys of this directory end with what the server does not have', {
      hint: 'The server is another one, or has lost something. If it is right, delete keys.mdb: it is made again.',
    });
  }

  take(event: AllStreamRecordedEvent): Taking {
    // One after the other, and none behind one that could not be taken.
    const done = this.last.then(() => this.receive(event));
    this.last = done;
    done.catch(() => undefined);
    return { events: 1, done: done.then(() => undefined) };
  }

  private async receive(event: AllStreamRecordedEvent): Promise<void> {
    const data = event.data as unknown as Omit<KeyTransaction, 'id'> | undefined;
    // What nobody of us wrote is passed over, by every node alike.
    if (event.type !== 'KeysChanged' || !isId(event.id) || !Array.isArray(data?.parts) || !Array.isArray(data.destroys))
      return;
    const place = { stream: event.streamId, revision: Number(event.revision), id: event.id };
    await this.taken({ id: event.id, parts: data.parts, destroys: data.destroys }, place);
    this.after = place;
  }
}
