import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { fixedClock } from '#core/testing.js';
import { OutboxDelivery } from './outbox-delivery.js';
import { OutboxStore } from './outbox-store.js';
import type { Call, CallOutcome } from './call.js';
import { pauseAfter } from './webhook-pauses.js';

const start = Date.parse('2026-11-24T12:00:00Z');
const taken: CallOutcome = { taken: true };
const failed: CallOutcome = { taken: false, failure: 'answered 503' };

describe('the delivery of messages', () => {
  let folder: string;
  let store: OutboxStore;
  let calls: Call[];
  let outcomeOf: (call: Call) => CallOutcome | Promise<CallOutcome>;
  let clock: ReturnType<typeof fixedClock>;
  let delivery: OutboxDelivery;
  const told: string[] = [];

  let asked = 0;
  const mostPending = 20;

  const begin = () =>
    new OutboxDelivery(
      {
        store,
        clock,
        mostPending,
        pauseAfter: (attempts) => attempts * 1000,
        send: async (call) => {
          calls.push(call);
          return outcomeOf(call);
        },
        logger: { info: () => undefined, warn: (details) => void told.push(JSON.stringify(details)) },
      },
      () => asked++,
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tend-outbox-'));
    store = new OutboxStore(join(folder, 'operations', 'outbox.db'));
    calls = [];
    told.length = asked = 0;
    clock = fixedClock(start);
    outcomeOf = () => taken;
    delivery = begin();
    for (const id of ['a', 'b'])
      store.add({ id, url: `https://${id}.invalid/`, tells: 'signals', createdAt: start }, `whsec_${id}`);
  });
  afterEach(async () => {
    await delivery.stop();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (id: string, receiver = 'a', subject = id) =>
    store.messages.add({ id, receiver, subject, type: 'signal.raised', body: `"${id}"`, createdAt: clock.now() });
  const sendAll = async (...receivers: string[]) => {
    for (const id of receivers) delivery.send(id);
    await delivery.settled();
  };
  const sent = () => calls.map(({ id }) => id);

  it('tries again what is not taken, with the same id and body, and gives it up after the last attempt', async () => {
    add('m1');
    outcomeOf = () => failed;
    for (let attempt = 1; attempt <= limits.webhookAttempts; attempt++) {
      await sendAll('a');
      expect(calls).toHaveLength(attempt);
      const isLast = attempt === limits.webhookAttempts;
      expect(store.messages.nextDueAt('a')).toBe(isLast ? undefined : clock.now() + attempt * 1000);
      // A moment before it is due nothing is sent.
      clock.advance(attempt * 1000 - 1);
      await sendAll('a');
      expect(calls).toHaveLength(attempt);
      clock.advance(1);
    }
    expect(new Set(calls.map(({ id, body }) => `${id} ${body}`))).toEqual(new Set(['m1 "m1"']));
    expect(store.messages.deadLetters('a', undefined, 9)).toMatchObject([
      { id: 'm1', attempts: limits.webhookAttempts, failure: 'answered 503' },
    ]);
    expect([store.messages.pending('a'), store.messages.dead('a')]).toEqual([0, 1]);
    // An address may hold what opens it.
    expect(told.join()).not.toContain('invalid/');
  });

  it('sends a dead letter again when it is asked to, with the same id', async () => {
    add('m1');
    outcomeOf = () => ({ taken: false, failure: 'answered 410', gone: true });
    await sendAll('a');
    expect(store.receiver('a')).toMatchObject({ disabled: 'answered 410', failure: 'answered 410' });
    store.disable('a', undefined);
    outcomeOf = () => taken;
    expect([store.messages.replay({ receiver: 'b' }, start), store.messages.replay({ id: 'm2' }, start)]).toEqual([
      0, 0,
    ]);
    expect(store.messages.replay({ receiver: 'a', id: 'm1' }, start)).toBe(1);
    await sendAll('a');
    expect(sent()).toEqual(['m1', 'm1']);
    expect(store.receiver('a')).toMatchObject({ delivered: 1, deliveredAt: start });
    expect(store.receiver('a')).not.toHaveProperty('failure');
    expect([store.messages.pending('a'), store.messages.dead('a')]).toEqual([0, 0]);
  });

  it('sends what is to be told anew although it lies as a dead letter', async () => {
    add('m1');
    store.messages.failed(store.messages.nextDue('a', start)!, 'answered 503', start, undefined);
    add('m1');
    await sendAll('a');
    expect([sent(), store.messages.dead('a')]).toEqual([['m1'], 0]);
  });

  it('asks for more when there is room again, also where there was none while something was on its way', async () => {
    add('m0');
    outcomeOf = async ({ id }) => {
      if (id !== 'm0') return taken;
      await Promise.resolve();
      for (let i = 1; i < mostPending; i++) add(`m${i}`);
      delivery.send('a');
      return taken;
    };
    await sendAll('a');
    expect([store.messages.pending('a'), asked]).toEqual([0, 1]);
  });

  it('keeps nobody waiting for a receiver that does not answer', async () => {
    add('m1');
    add('m2', 'b');
    let answer: (outcome: CallOutcome) => void = () => undefined;
    outcomeOf = ({ id }) => (id === 'm1' ? new Promise((resolve) => (answer = resolve)) : taken);
    delivery.send('a');
    delivery.send('b');
    while (store.messages.pending('b') > 0) await new Promise(setImmediate);
    expect([store.messages.pending('a'), store.receiver('b')?.delivered]).toEqual([1, 1]);
    answer(taken);
    await delivery.settled();
    expect(store.receiver('a')?.delivered).toBe(1);
  });

  it('sends what is about one thing one after the other, and lets nothing else wait', async () => {
    add('m1', 'a', 'x');
    add('m2', 'a', 'x');
    add('m3', 'a', 'y');
    outcomeOf = ({ id }) => (id === 'm1' ? failed : taken);
    await sendAll('a');
    expect(sent()).toEqual(['m1', 'm3']);
    clock.advance(1000);
    outcomeOf = () => taken;
    await sendAll('a');
    expect(sent()).toEqual(['m1', 'm3', 'm1', 'm2']);
  });

  it('counts no attempt that the end of the program cuts short', async () => {
    add('m1');
    let cut: (outcome: CallOutcome) => void = () => undefined;
    outcomeOf = () => new Promise((resolve) => (cut = resolve));
    delivery.send('a');
    const stopping = delivery.stop();
    cut({ taken: false, failure: 'aborted' });
    await stopping;
    expect(store.messages.nextDue('a', start)).toMatchObject({ id: 'm1', attempts: 0 });
    outcomeOf = () => taken;
    delivery = begin();
    await sendAll('a');
    expect(sent()).toEqual(['m1', 'm1']);
  });

  it('sends nothing to a webhook that is disabled or removed', async () => {
    add('m1');
    add('m2', 'b');
    store.disable('a', 'by hand');
    store.remove('b');
    await sendAll('a', 'b');
    expect(sent()).toEqual([]);
    expect([store.messages.pending('a'), store.messages.pending('b')]).toEqual([1, 0]);
    expect(store.receiver('b')).toBeUndefined();
  });

  it('lets the oldest dead letters give way', () => {
    const messages = Array.from({ length: limits.deadLetters + 2 }, (_, i) => `m${i}`);
    store.transaction(() => {
      for (const id of messages) {
        add(id);
        store.messages.failed(store.messages.nextDue('a', start)!, 'no', start, undefined);
      }
    });
    expect(store.messages.dead('a')).toBe(limits.deadLetters);
    expect(store.messages.deadLetters(undefined, undefined, 2).map(({ id }) => id)).toEqual(
      messages.slice(-2).toReversed(),
    );
  });

  it('lies in files that only their owner can read', () => {
    add('m1');
    const operations = join(folder, 'operations');
    const names = readdirSync(operations);
    expect(names).toContain('outbox.db');
    for (const name of names) expect(statSync(join(operations, name)).mode & 0o077).toBe(0);
  });

  it('does not open an outbox of a later version', () => {
    store.close();
    const path = join(folder, 'operations', 'outbox.db');
    store = new OutboxStore(path);
    store['database'].exec('PRAGMA user_version = 99');
    expect(() => new OutboxStore(path)).toThrow(/format 99/);
  });
});

describe('the pauses between attempts', () => {
  it('double, by chance down to their half, up to half a day', () => {
    for (let attempts = 1; attempts <= limits.webhookAttempts; attempts++) {
      const most = Math.min(limits.webhookLastPauseMs, limits.webhookFirstPauseMs * 2 ** (attempts - 1));
      for (let i = 0; i < 20; i++) {
        const pause = pauseAfter(attempts);
        expect(pause).toBeGreaterThanOrEqual(Math.floor(most / 2));
        expect(pause).toBeLessThanOrEqual(most);
      }
    }
    expect(new Set(Array.from({ length: 20 }, () => pauseAfter(3))).size).toBeGreaterThan(1);
  });
});
