import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvents } from './contract/sample-events.js';
import { replicate } from './replicate.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import type { EventStore } from './port.js';

/** Appends to streams, some time apart: [stream, number of events, ms]. */
const history = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 }), fc.nat(3)), {
  minLength: 1,
  maxLength: 150,
  size: 'max',
});

async function ledgerOf(script: readonly (readonly [number, number, number])[]): Promise<MemoryEventStore> {
  const clock = fixedClock(1_700_000_000_000);
  const ledger = new MemoryEventStore(clock);
  for (const [at, [n, count, stepMs]] of script.entries()) {
    clock.advance(stepMs);
    const stream = caseStream(n);
    await ledger.append({ stream, expected: 'any', events: sampleEvents(stream, count, at * 10) });
  }
  return ledger;
}

/** One that ends after some requests. */
function failingAfter(store: EventStore, requests: number): EventStore {
  let left = requests;
  return new Proxy(store, {
    get: (target, name) => {
      if (name !== 'appendMany') return (target[name as keyof EventStore] as () => unknown).bind(target);
      return async (all: Parameters<EventStore['appendMany']>[0]) => {
        const taken = all.slice(0, left);
        left -= taken.length;
        const results = await target.appendMany(taken);
        if (taken.length < all.length) throw new Error('cut');
        return results;
      };
    },
  });
}

describe('a ledger that is replicated', () => {
  it('is event by event the same, wherever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(fc.nat(80), { maxLength: 3 }), async (script, cuts) => {
        const from = await ledgerOf(script);
        // Its clock is another: the times are those of the original.
        const to = new MemoryEventStore(fixedClock(1_900_000_000_000));
        for (const cut of cuts) await replicate(from, failingAfter(to, cut)).catch(() => undefined);
        await replicate(from, to);
        expect([...to.readAll()]).toEqual([...from.readAll()]);
        expect(await replicate(from, to)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused into what holds something else, and nothing is written', async () => {
    const from = await ledgerOf([[1, 3, 1]]);
    for (const other of [
      [[1, 2, 2]],
      [[2, 3, 0]],
      [
        [1, 3, 1],
        [2, 1, 0],
      ],
    ] as const) {
      const to = await ledgerOf(other);
      const before = [...to.readAll()];
      await expect(replicate(from, to)).rejects.toMatchObject({ code: 'integrity' });
      expect([...to.readAll()]).toEqual(before);
    }
  });

  it('can be cancelled, and tells how far it is', async () => {
    const from = await ledgerOf(Array.from({ length: 200 }, (_, at) => [at % 2, 1, 1] as const));
    const to = new MemoryEventStore(fixedClock(0));
    const abort = new AbortController();
    const told: number[] = [];
    const copying = replicate(from, to, {
      signal: abort.signal,
      progress: ({ done, total }) => {
        told.push(done, total!);
        abort.abort();
      },
    });
    await expect(copying).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).toEqual([64, 200]);
    expect(await replicate(from, to)).toBe(136);
  });
});
