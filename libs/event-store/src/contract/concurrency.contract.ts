import { describe, expect, it } from '@jest/globals';
import type { StoreUnderTest } from './store-under-test.js';
import { caseStream, sampleEvent, sampleEvents } from './sample-events.js';

const stream = caseStream(1);
const writers = Array.from({ length: 64 }, (_, i) => i);

export function concurrencyContract(test: StoreUnderTest): void {
  describe('concurrency', () => {
    it.each(['no_stream', -1, 2] as const)('lets exactly one of 64 writers win that expect %s', async (expected) => {
      if (expected === 2)
        await test.store.append({ stream, expected: 'no_stream', events: sampleEvents(stream, 3, 1000) });
      const before = test.store.head().sequence;
      const results = await Promise.allSettled(
        writers.map((n) => test.store.append({ stream, expected, events: sampleEvents(stream, 2, n * 10) })),
      );
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'revision-conflict' });
      }
      expect(test.store.head().sequence).toBe(before + 2);
    });

    it('keeps the batches of 64 writers to one stream whole and together', async () => {
      await Promise.all(
        writers.map((n) => test.store.append({ stream, expected: 'any', events: sampleEvents(stream, 3, n * 10) })),
      );
      const numbers = [...test.store.readStream(stream)].map((event) => (event.data as unknown as { n: number }).n);
      expect(numbers).toHaveLength(192);
      for (let i = 0; i < numbers.length; i += 3)
        expect(numbers.slice(i, i + 3)).toEqual([0, 1, 2].map((k) => numbers[i]! + k));
    });

    it('records an id once, however many append it at the same time', async () => {
      const event = sampleEvent(stream, 1);
      const results = await Promise.all(
        writers.map(() => test.store.append({ stream, expected: 'no_stream', events: [event] })),
      );
      expect(new Set(results.map((result) => JSON.stringify({ ...result.events[0], outcome: '' }))).size).toBe(1);
      expect(results.filter((result) => result.events[0]!.outcome === 'appended')).toHaveLength(1);
      expect(test.store.head().sequence).toBe(1);
    });

    it('shows nothing before it is acknowledged, and all of it then', async () => {
      let acknowledged = 0;
      const appends = writers.map(async (n) => {
        const { events } = await test.store.append({
          stream: caseStream(n),
          expected: 'no_stream',
          events: sampleEvents(caseStream(n), 2),
        });
        acknowledged += events.length;
        for (const { id, sequence } of events) {
          expect(test.store.at(sequence)!.id).toBe(id);
          expect(test.store.get(id)!.sequence).toBe(sequence);
        }
        expect(test.store.revisionOf(caseStream(n))).toBe(1);
        expect([...test.store.readDimension('stream', caseStream(n))]).toHaveLength(2);
      });
      await Promise.all(appends);
      expect(acknowledged).toBe(128);
      expect([...test.store.readAll()]).toHaveLength(128);
    });

    it('answers in order: a later append of one writer never comes before an earlier one', async () => {
      await Promise.all(
        writers.slice(0, 16).map(async (writer) => {
          let last = 0;
          for (let n = 0; n < 5; n++) {
            const { events } = await test.store.append({
              stream: caseStream(writer),
              expected: n - 1,
              events: [sampleEvent(caseStream(writer), n)],
            });
            expect(events[0]!.sequence).toBeGreaterThan(last);
            last = events[0]!.sequence;
          }
        }),
      );
      expect(test.store.head().sequence).toBe(80);
    });
  });
}
