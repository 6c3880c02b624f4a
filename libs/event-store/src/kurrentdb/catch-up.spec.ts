import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AllStreamRecordedEvent, AllStreamSubscription } from '@eventstore/db-client';
import { fixedClock } from '#core/testing.js';
import { CatchUp } from './catch-up.js';
import type { Taking } from './catch-up.js';
import type { Connection } from './connection.js';
import { defaultTimeouts } from './time-outs.js';

/** What the client hands out, in the hands of a test. */
class FakeSubscription extends EventEmitter {
  readonly readableLength = 0;
  pause(): void {}
  resume(): void {}
  isPaused(): boolean {
    return false;
  }
  async unsubscribe(): Promise<void> {}

  /** An event at a place; `forUs` or somebody else's. */
  bring(commit: bigint, type: 'forUs' | 'foreign' = 'forUs'): void {
    this.emit('data', { event: { type, position: { commit, prepare: commit } } });
  }
}

describe('who follows a server', () => {
  const subscriptions: FakeSubscription[] = [];
  /** What is being taken, and ends when it is told to. */
  const takings: (() => void)[] = [];
  let catchUp: CatchUp;

  function begin(attemptMs = 60_000): void {
    const subscribeToAll = (): AllStreamSubscription => {
      subscriptions.push(new FakeSubscription());
      return subscriptions.at(-1) as unknown as AllStreamSubscription;
    };
    const connection = { client: () => ({ subscribeToAll }), renew: () => undefined } as unknown as Connection;
    const take = ({ type }: AllStreamRecordedEvent): Taking => {
      if (type === 'foreign') return { events: 0, done: Promise.resolve(undefined) };
      const { promise, resolve } = Promise.withResolvers<undefined>();
      takings.push(() => resolve(undefined));
      return { events: 1, done: promise };
    };
    const timeouts = { ...defaultTimeouts, attemptMs, firstPauseMs: 1, lastPauseMs: 1 };
    const options = { prefix: 'tend.', queueMost: 100, timeouts, clock: fixedClock(0) };
    catchUp = new CatchUp(connection, options, { place: async () => undefined, take });
    catchUp.start();
  }

  async function subscribed(count: number): Promise<FakeSubscription> {
    while (subscriptions.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
    return subscriptions[count - 1]!;
  }

  afterEach(async () => {
    await catchUp.stop();
    subscriptions.length = 0;
    takings.length = 0;
  });

  it('has caught up when everything is taken that came before the server said so', async () => {
    begin();
    const subscription = await subscribed(1);
    subscription.emit('confirmation');
    subscription.bring(1n);
    subscription.emit('caughtUp');
    await turn();
    expect(catchUp.isCaughtUp).toBe(false);
    takings[0]!();
    await turn();
    expect(catchUp.isCaughtUp).toBe(true);
    expect(catchUp.reached.position?.commit).toBe(1n);
  });

  it('believes nothing any more of what a subscription says that has been given up', async () => {
    begin(5);
    const first = await subscribed(1);
    await subscribed(2);
    first.emit('confirmation');
    first.emit('caughtUp');
    await turn();
    expect(catchUp.isCaughtUp).toBe(false);
    expect(catchUp.failure).toMatchObject({ code: 'unavailable' });
  });

  it('has not caught up when the connection breaks while the last is being taken, whatever else came with it', async () => {
    begin();
    const subscription = await subscribed(1);
    subscription.emit('confirmation');
    subscription.bring(1n);
    for (let commit = 2n; commit < 20n; commit++) subscription.bring(commit, 'foreign');
    subscription.emit('caughtUp');
    subscription.emit('error', new Error('gone'));
    takings[0]!();
    await subscribed(2);
    expect(catchUp.reached.position?.commit).toBe(19n);
    expect(catchUp.isCaughtUp).toBe(false);
    expect(catchUp.failure).toMatchObject({ message: 'gone' });
  });
});
