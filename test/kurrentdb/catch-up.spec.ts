import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { expect, it } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import { CatchUp } from '#event-store/kurrentdb/catch-up.js';
import type { Taker, Taking } from '#event-store/kurrentdb/catch-up.js';
import { Connection } from '#event-store/kurrentdb/connection.js';
import { until } from './key-nodes.js';
import { serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();
const timeouts = { attemptMs: 5000, patienceMs: 60_000, firstPauseMs: 10, lastPauseMs: 50, openingMs: 5000 };

/** Whoever takes: each event is on the disk when the test says so. */
class SlowTaker implements Taker {
  readonly taking: {
    readonly id: string;
    readonly position: Position;
    readonly settle: PromiseWithResolvers<undefined>;
  }[] = [];
  placed: Position | undefined;

  place(): Promise<Position | undefined> {
    return Promise.resolve(this.placed);
  }

  take({ id, position }: AllStreamRecordedEvent): Taking {
    const settle = Promise.withResolvers<undefined>();
    this.taking.push({ id, position, settle });
    return { events: 1, done: settle.promise };
  }
}

it('has reached what is taken, and not what is being taken; what could not be taken comes again', async () => {
  const prefix = `tend.${randomUUID()}.`;
  const client = EventStoreDBClient.connectionString(server());
  const events = [1, 2, 3].map(() => jsonEvent({ id: randomUUID(), type: 'Some', data: {} }));
  const ids = events.map(({ id }) => id);
  for (const event of events) await client.appendToStream(`${prefix}one`, event);
  await client.dispose();

  const connection = new Connection({ url: server() });
  const taker = new SlowTaker();
  const catchUp = new CatchUp(connection, { prefix, queueMost: 100, timeouts, clock: systemClock }, taker);
  catchUp.start();
  await until(() => taker.taking.length === 3);
  expect(catchUp.reached.position).toBeUndefined();
  expect(catchUp.isCaughtUp).toBe(false);
  // Those behind it change nothing as long as the first is not taken.
  taker.taking[2]!.settle.resolve(undefined);
  taker.taking[0]!.settle.resolve(undefined);
  await until(() => catchUp.reached.position !== undefined);
  expect(catchUp.reached.position).toEqual(taker.taking[0]!.position);
  taker.placed = taker.taking[0]!.position;
  taker.taking[1]!.settle.reject(new Error('The disk is full'));
  await until(() => taker.taking.length >= 5);
  expect(catchUp.reached.position).toEqual(taker.placed);
  expect(taker.taking.slice(3).map(({ id }) => id)).toEqual(ids.slice(1));
  for (const { settle } of taker.taking) settle.resolve(undefined);
  await until(() => catchUp.isCaughtUp);
  expect(catchUp.reached.position).toEqual(taker.taking[4]!.position);
  await catchUp.stop();
  await connection.close();
});
