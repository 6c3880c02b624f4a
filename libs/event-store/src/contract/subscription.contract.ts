import { describe, expect, it } from '@jest/globals';
import type { StoreUnderTest } from './store-under-test.js';
import type { SubscriptionMessage } from '../port.js';
import { caseStream, sampleEvent, sampleEvents } from './sample-events.js';

const stream = caseStream(1);

/** The next messages, each said shortly: the sequences of events, or `=n` for caught up at n. */
async function take(messages: AsyncIterator<SubscriptionMessage>, count: number): Promise<(string | number)[]> {
  const said: (string | number)[] = [];
  for (let i = 0; i < count; i++) {
    const { value, done } = await messages.next();
    if (done === true) return [...said, 'end'];
    const message: SubscriptionMessage = value;
    if (message.kind === 'caught-up') said.push(`=${message.sequence}`);
    else said.push(...message.events.map((event) => event.sequence));
  }
  return said;
}

export function subscriptionContract(test: StoreUnderTest): void {
  const append = (n: number) => test.store.append({ stream, expected: 'any', events: [sampleEvent(stream, n)] });

  describe('subscription', () => {
    it('gives what there is after a place, says that it has caught up, and goes on live', async () => {
      await test.store.append({ stream, expected: 'any', events: sampleEvents(stream, 5) });
      const messages = test.store.subscribe({ after: 2 });
      expect(await take(messages, 2)).toEqual([3, 4, 5, '=5']);
      const live = take(messages, 2);
      await append(10);
      expect(await live).toEqual([6, '=6']);
      await append(11);
      await append(12);
      expect(await take(messages, 2)).toEqual([7, 8, '=8']);
      await messages.return?.();
    });

    it('says at once that there is nothing, and waits', async () => {
      const messages = test.store.subscribe({ after: 0 });
      expect(await take(messages, 1)).toEqual(['=0']);
      const live = take(messages, 1);
      await append(1);
      expect(await live).toEqual([1]);
      await messages.return?.();
    });

    it('gives at most a batch at a time, and catches up only after the last', async () => {
      await test.store.append({ stream, expected: 'any', events: sampleEvents(stream, 5) });
      const messages = test.store.subscribe({ after: 0, batch: 2 });
      const sizes: (number | string)[] = [];
      for (let i = 0; i < 4; i++) {
        const message = (await messages.next()).value as SubscriptionMessage;
        sizes.push(message.kind === 'events' ? message.events.length : 'caught-up');
      }
      expect(sizes).toEqual([2, 2, 1, 'caught-up']);
      await messages.return?.();
    });

    it('never drops a slow consumer: it reads on from the store, each event once and in order', async () => {
      const messages = test.store.subscribe({ after: 0, batch: 7 });
      const seen: (string | number)[] = await take(messages, 1);
      for (let n = 0; n < 100; n++) await append(n);
      while (seen.at(-1) !== '=100') seen.push(...(await take(messages, 1)));
      expect(seen).toEqual(['=0', ...Array.from({ length: 100 }, (_, i) => i + 1), '=100']);
      await messages.return?.();
    });

    it('ends when the signal aborts, waiting or not, and when the store closes', async () => {
      const abort = new AbortController();
      const waiting = test.store.subscribe({ after: 0, signal: abort.signal });
      await take(waiting, 1);
      const end = waiting.next();
      abort.abort();
      expect((await end).done).toBe(true);
      expect((await test.store.subscribe({ after: 0, signal: abort.signal }).next()).done).toBe(true);

      const closing = test.store.subscribe({ after: 0 });
      await take(closing, 1);
      const closed = closing.next();
      await test.store.close();
      expect((await closed).done).toBe(true);
    });

    it('serves several at once, each from its own place', async () => {
      await test.store.append({ stream, expected: 'any', events: sampleEvents(stream, 4) });
      const [one, two] = [test.store.subscribe({ after: 0 }), test.store.subscribe({ after: 4 })];
      expect(await take(two, 1)).toEqual(['=4']);
      expect(await take(one, 2)).toEqual([1, 2, 3, 4, '=4']);
      const live = Promise.all([take(one, 2), take(two, 2)]);
      await append(9);
      expect(await live).toEqual([
        [5, '=5'],
        [5, '=5'],
      ]);
      await Promise.all([one.return?.(), two.return?.()]);
    });
  });
}
