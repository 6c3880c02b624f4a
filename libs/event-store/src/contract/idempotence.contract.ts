import { describe, expect, it } from '@jest/globals';
import type { UnplacedEvent } from '#core/record.js';
import type { StoreUnderTest } from './store-under-test.js';
import type { ExpectedRevision } from '../port.js';
import { caseStream, sampleEvent, sampleEvents } from './sample-events.js';

const stream = caseStream(1);
const everyForm: readonly ExpectedRevision[] = ['any', 'no_stream', 'stream_exists', 0, 2, 7];

/** The same event id with other content. */
const changed = (event: UnplacedEvent): UnplacedEvent => ({ ...event, data: { other: true }, digest: 'f'.repeat(64) });

export function idempotenceContract(test: StoreUnderTest): void {
  describe('idempotence', () => {
    it('answers a repeated append with the original result, whatever is expected and however much came between', async () => {
      const events = sampleEvents(stream, 3);
      const first = await test.store.append({ stream, expected: 'no_stream', events });
      await test.store.append({ stream, expected: 2, events: sampleEvents(stream, 40, 10) });
      if (test.home.durable) {
        await test.store.close();
        test.store = await test.home.open(test.clock);
      }
      test.clock.advance(5000);
      const head = test.store.head();
      for (const expected of everyForm) {
        // Ordinal, import, recorder, salt are another each time a source is read; they make no difference.
        const again = events.map((event) => ({ ...event, ordinal: 77, recorder: 'key:other', salt: '0'.repeat(32) }));
        const result = await test.store.append({ stream, expected, events: again });
        expect(result).toEqual({ ...first, events: first.events.map((event) => ({ ...event, outcome: 'known' })) });
      }
      expect(test.store.head()).toEqual(head);
      expect(test.store.at(1)!.ordinal).toBe(0);
    });

    it('answers a part of an earlier append, too', async () => {
      const events = sampleEvents(stream, 3);
      await test.store.append({ stream, expected: 'no_stream', events });
      const result = await test.store.append({ stream, expected: 'no_stream', events: events.slice(0, 2) });
      expect(result.revision).toBe(1);
      expect(test.store.head().sequence).toBe(3);
    });

    it('refuses as a conflict what is known in part, and writes nothing', async () => {
      const events = sampleEvents(stream, 3);
      await test.store.append({ stream, expected: 'no_stream', events: events.slice(0, 2) });
      for (const expected of everyForm) {
        await expect(test.store.append({ stream, expected, events })).rejects.toMatchObject({
          code: 'revision-conflict',
        });
        await expect(test.store.append({ stream, expected, events: events.toReversed() })).rejects.toMatchObject({
          code: 'revision-conflict',
        });
      }
      expect(test.store.head().sequence).toBe(2);
    });

    it('refuses an id that is said to have occurred at another instant, though its source wrote the same', async () => {
      const [event] = sampleEvents(stream, 1) as [UnplacedEvent];
      await test.store.append({ stream, expected: 'no_stream', events: [event] });
      const later = { ...event, occurredAt: event.occurredAt + 3_600_000 };
      const refused = test.store.append({ stream, expected: 'any', events: [later] });
      await expect(refused).rejects.toMatchObject({ code: 'event-differs' });
      const dropped = await test.store.append({ stream, expected: 'any', known: 'drop', events: [later] });
      expect(dropped.events).toMatchObject([{ outcome: 'differs', sequence: 1 }]);
    });

    it('refuses an id with other content, and names the event', async () => {
      const [one, two] = sampleEvents(stream, 2) as [UnplacedEvent, UnplacedEvent];
      await test.store.append({ stream, expected: 'no_stream', events: [one] });
      for (const events of [[changed(one)], [two, changed(one)]]) {
        const refused = test.store.append({ stream, expected: 'any', events });
        await expect(refused).rejects.toMatchObject({
          code: 'event-differs',
          violations: [{ field: `events[${events.length - 1}].id` }],
        });
        await expect(refused).rejects.toThrow(one.id);
      }
      expect(test.store.head().sequence).toBe(1);
      expect(test.store.get(one.id)!.data).toEqual(one.data);
    });

    it('knows an id in every stream: there is one event with an id, for ever', async () => {
      const event = sampleEvent(stream, 1);
      await test.store.append({ stream, expected: 'any', events: [event] });
      const elsewhere = { ...event, stream: caseStream(2) };
      await expect(
        test.store.append({ stream: caseStream(2), expected: 'any', events: [elsewhere] }),
      ).rejects.toMatchObject({ code: 'event-differs' });
      const dropped = await test.store.append({
        stream: caseStream(2),
        expected: 'any',
        known: 'drop',
        events: [elsewhere],
      });
      expect(dropped).toMatchObject({ revision: -1, events: [{ outcome: 'known', sequence: 1 }] });
    });

    it('drops the known when asked, answers each event by itself and appends the rest', async () => {
      const events = sampleEvents(stream, 5);
      await test.store.append({ stream, expected: 'any', events: [events[1]!, events[3]!] });
      const mixed = [events[0]!, events[1]!, events[2]!, changed(events[3]!), events[4]!];
      const result = await test.store.append({ stream, expected: 'any', known: 'drop', events: mixed });
      expect(result.revision).toBe(4);
      expect(result.events.map(({ outcome, revision, sequence }) => [outcome, revision, sequence])).toEqual([
        ['appended', 2, 3],
        ['known', 0, 1],
        ['appended', 3, 4],
        ['differs', 1, 2],
        ['appended', 4, 5],
      ]);
      expect(test.store.get(events[3]!.id)!.data).toEqual(events[3]!.data);
      const again = await test.store.append({ stream, expected: 'any', known: 'drop', events });
      expect(again.events.map((event) => event.outcome)).toEqual(['known', 'known', 'known', 'known', 'known']);
      expect(again.revision).toBe(4);
      expect(test.store.head().sequence).toBe(5);
    });

    it('knows what is still on its way to the disk', async () => {
      const events = sampleEvents(stream, 3);
      const [first, again, dropped, differing] = await test.store.appendMany([
        { stream, expected: 'no_stream', events },
        { stream, expected: 'no_stream', events },
        { stream, expected: 'any', known: 'drop', events: [...events, sampleEvent(stream, 9)] },
        { stream, expected: 'any', events: [changed(events[0]!)] },
      ]);
      expect([first!.status, again!.status, dropped!.status, differing!.status]).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
      ]);
      expect(test.store.head().sequence).toBe(4);
    });
  });
}
