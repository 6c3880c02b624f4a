import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import { compareFoldKeys } from './fold-order.js';
import { MemoryEventStore } from './memory/memory-event-store.js';
import type { FoldKey } from './port.js';
import { readValues } from './read-values.js';

/** Of few parties and instants: ties, and events of several parties, are the rule. */
const drafts = fc.array(
  fc.record({
    at: fc.nat({ max: 5 }),
    ordinal: fc.nat({ max: 1 }),
    parties: fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 30 },
);

describe('several values of a dimension', () => {
  test('are read as one, each event once, in fold order or backwards, from a place to a place', async () => {
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 4 }),
        fc.boolean(),
        fc.option(fc.nat({ max: 5 })),
        fc.option(fc.nat({ max: 5 })),
        async (made, wanted, backwards, after, until) => {
          const store = new MemoryEventStore({ now: () => 0 });
          for (const [i, { at, ordinal, parties }] of made.entries()) {
            const event = eventOf('NoteAdded', {
              id: idOf(1000 + i),
              occurredAt: at,
              ordinal,
              parties: parties.map((n) => ({ id: idOf(n), role: 'customer', side: 'customer' })),
            });
            await store.append({ stream: event.stream, expected: 'any', events: [event] });
          }
          const place = (at: number | null): FoldKey | undefined =>
            at === null ? undefined : { occurredAt: at, ordinal: 0, sequence: 10 };
          const [from, to] = [place(after), place(until)];
          const sign = backwards ? -1 : 1;
          const isWanted = (event: RecordedEvent): boolean =>
            event.parties.some(({ id }) => wanted.some((n) => idOf(n) === id)) &&
            (from === undefined || sign * compareFoldKeys(event, from) > 0) &&
            (to === undefined || sign * compareFoldKeys(event, to) <= 0);
          const expected = [...store.readAll()].filter(isWanted).sort((a, b) => sign * compareFoldKeys(a, b));
          const found = readValues(
            store,
            'party',
            wanted.map((n) => idOf(n)),
            {
              direction: backwards ? 'backwards' : 'forwards',
              ...(from === undefined ? {} : { after: from }),
              ...(to === undefined ? {} : { until: to }),
            },
          );
          expect([...found].map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        },
      ),
      { numRuns: 300 },
    );
  });
});
