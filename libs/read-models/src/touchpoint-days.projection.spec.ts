import { describe, expect, it } from '@jest/globals';
import { eventOf, idOf } from '#domain/testing.js';
import { eventTypes, familyOf, type EventType } from '#domain/vocabulary.js';
import { given, type GivenFact } from '#projections/testing/testing.js';
import { touchpointDays } from './touchpoint-days.projection.js';

let number = 0;

function on(time: string, type: EventType = 'MessageReceived', more: Partial<GivenFact> = {}): GivenFact {
  number++;
  return eventOf(type, { id: idOf(1_000 + number), occurredAt: Date.parse(time), ordinal: number, ...more });
}

async function daysOf(facts: readonly GivenFact[], zone = 'UTC'): Promise<Record<string, number>> {
  const { cells, documents } = await given(facts, { parameters: { zone } }).fold(touchpointDays);
  expect(documents).toEqual({});
  return Object.fromEntries(
    cells.map(({ at, sums, columns }) => {
      expect([at[0], at.length, columns]).toEqual(['day', 2, {}]);
      return [String(at[1]), Number(sums['touchpoints'])];
    }),
  );
}

describe('touchpoint-days', () => {
  const facts = [
    on('2024-03-01T10:00Z'),
    on('2024-03-01T23:30Z'),
    on('2024-03-02T00:00Z'),
    // An hour that there is twice, and one before the epoch.
    on('2024-10-27T00:30Z'),
    on('2024-10-27T01:30Z'),
    on('1969-12-31T23:59Z'),
  ];

  it('counts touchpoints by the day on which they occurred', async () => {
    expect(await daysOf(facts)).toEqual({
      '1969-12-31': 1,
      '2024-03-01': 2,
      '2024-03-02': 1,
      '2024-10-27': 2,
    });
  });

  it('takes the days of the zone', async () => {
    expect(await daysOf(facts, 'Europe/Berlin')).toEqual({
      '1970-01-01': 1,
      '2024-03-01': 1,
      '2024-03-02': 2,
      '2024-10-27': 2,
    });
    expect(await daysOf(facts, 'America/Los_Angeles')).toEqual({
      '1969-12-31': 1,
      '2024-03-01': 3,
      '2024-10-26': 2,
    });
  });

  it('counts an event once, however many relationships and parties it has', async () => {
    const parties = [100, 101, 102].map((id) => ({ id: idOf(id), role: 'customer', side: 'customer' }) as const);
    const relationships = [idOf(100), idOf(101)];
    expect(await daysOf([on('2024-03-01T10:00Z', 'MeetingHeld', { parties, relationships })])).toEqual({
      '2024-03-01': 1,
    });
  });

  it('counts an event once, of however many cases it is a step', async () => {
    const copy = on('2024-03-01T10:00Z', 'ActivityRecorded', { parties: [], data: { copyOf: idOf(7) } });
    expect(await daysOf([on('2024-03-01T10:00Z', 'ActivityRecorded', { id: idOf(7), data: {} }), copy])).toEqual({
      '2024-03-01': 1,
    });
  });

  it('counts what happened between people, and nothing that the ledger says of itself or of its rules', async () => {
    const touching = ['contact', 'commitment', 'voice', 'matter', 'commerce'];
    // A day for each type.
    const dayOf = (type: EventType) => new Date(eventTypes.indexOf(type) * 86_400_000).toISOString().slice(0, 10);
    const counted = eventTypes.filter((type) => touching.includes(familyOf(type)));
    expect(counted.length).toBeLessThan(eventTypes.length);
    // What is said of the use of data is said of nobody: it would withhold all that there is.
    const parties = (type: EventType) => (familyOf(type) === 'privacy' ? { parties: [] } : {});
    expect(await daysOf(eventTypes.map((type) => on(`${dayOf(type)}T10:00Z`, type, parties(type))))).toEqual(
      Object.fromEntries(counted.map((type) => [dayOf(type), 1])),
    );
  });
});
