import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { valuesOf } from '#event-store/dimension-values.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { endOfHistory, history, ledgerAt, record } from '../oracle/random-history.js';
import { belongingSince } from './belonging-since.js';
import { Visibility } from './visibility.js';

const party = (n: number, role = 'customer') => ({ id: idOf(n), role, side: 'customer' as const });

describe('since when an event belongs to a relationship', () => {
  let ledger: MemoryEventStore;
  beforeEach(() => void (ledger = new MemoryEventStore({ now: () => endOfHistory })));

  /** @returns its sequence */
  const append = async (type: EventType, given: Partial<RecordedEvent>): Promise<number> => {
    const sequence = ledger.head().sequence + 1;
    const event = eventOf(type, { id: idOf(1_000 + sequence), stream: `party-${idOf(sequence)}`, ...given });
    await ledger.append({ stream: event.stream, expected: 'any', events: [unplaced(event)] });
    return sequence;
  };
  const link = (one: number, other: number) =>
    append('PartiesLinked', { parties: [party(one, 'one'), party(other, 'other')] });
  const join = (member: number, organisation: number) =>
    append('PartyAffiliated', { parties: [party(member, 'member'), party(organisation, 'organisation')], data: {} });
  const sinceOf = (sequence: number) => {
    const belonging = new Visibility(ledger).belonging.at(ledger.head().sequence);
    return belongingSince(ledger.at(sequence)!, belonging).map(({ relationship, since }) => [relationship, since]);
  };

  it('is always without a statement, and by its link for who is another one', async () => {
    const own = await append('OrderPlaced', { parties: [party(1)] });
    const other = await append('OrderPlaced', { parties: [party(3)] });
    expect(sinceOf(other)).toEqual([[idOf(3), 0]]);
    const first = await link(2, 3);
    const second = await link(1, 2);
    expect(first).toBeLessThan(second);
    expect(sinceOf(own)).toEqual([[idOf(1), 0]]);
    // By two links: known with the later one.
    expect(sinceOf(other)).toEqual([[idOf(1), second]]);
  });

  it('is by a membership, and by the link of the organisation or of the person', async () => {
    const organisations = await append('OrderPlaced', { parties: [party(9)] });
    const persons = await append('OrderPlaced', { parties: [party(1)] });
    const membership = await join(1, 8);
    expect(sinceOf(persons)).toEqual([[idOf(8), membership]]);
    const linked = await link(8, 9);
    expect(sinceOf(persons)).toEqual([[idOf(9), linked]]);
    expect(sinceOf(organisations)).toEqual([[idOf(9), 0]]);
  });

  it('is by the way that was known first where there are several', async () => {
    const event = await append('OrderPlaced', { parties: [party(1), party(2)] });
    const first = await join(2, 8);
    await join(1, 8);
    expect(sinceOf(event)).toEqual([[idOf(8), first]]);
  });

  it('names the relationships that an event belongs to by all that is known, each by a statement that there is', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (drafts) => {
        const made = ledgerAt(endOfHistory);
        await record(made, drafts);
        const head = made.head().sequence;
        const belonging = new Visibility(made).belonging.at(head);
        for (const event of made.readAll()) {
          const recorded = valuesOf(event, 'relationship');
          const found = belongingSince(event, belonging);
          const expected = belonging?.valuesOf(event, 'relationship', recorded) ?? recorded;
          expect(found.map(({ relationship }) => relationship)).toEqual(expected);
          for (const { since } of found) if (since !== 0) expect(made.at(since)!.type).toMatch(/^Part(ies|y)/);
        }
      }),
      { numRuns: 100 },
    );
  });
});
