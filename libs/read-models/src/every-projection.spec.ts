import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { eventTypes, familyOf, type EventType } from '#domain/vocabulary.js';
import { fact, given, late, retraction } from '#projections/testing/testing.js';
import { scanProjections } from '#projections/definition/projection-registry.js';
import type { relationships } from './relationships.projection.js';
import { caseOf } from './testing.js';

jest.setTimeout(60_000);

const { projections, problems } = await scanProjections(import.meta.dirname);

/** A fact of every type, steps of two cases, a late one and one that is taken back. */
const message = fact('MessageReceived', '2024-03-01T10:00Z');
const facts = [
  ...caseOf(1, [{ type: 'CaseOpened' }, {}, { activity: 'check' }, { type: 'CaseResolved' }]),
  ...caseOf(2, [{}, { activity: 'check' }, {}]),
  message,
  ...eventTypes.filter((type) => !type.startsWith('Touchpoint')).map(ofEachType),
  late(fact('MessageSent', '2024-03-01T09:00Z'), '2024-03-05T00:00Z'),
  retraction(message, '2024-03-06T00:00Z'),
];

/** What is said of the use of data is said of somebody else: it would withhold all that there is. */
function ofEachType(type: EventType) {
  const made = fact(type, '2024-03-02T10:00Z');
  const somebody = { id: idOf(999), role: 'customer', side: 'customer' as const };
  return familyOf(type) === 'privacy' ? { ...made, parties: [somebody] } : made;
}

describe('every projection keeps every rule of a fold', () => {
  it('is loaded first', () => {
    expect(problems).toEqual([]);
  });

  it.each(projections.map(({ definition }) => definition))('$name', async (definition) => {
    const { quarantined } = await given(facts, { until: '2024-03-09T00:00Z' }).fold(definition as typeof relationships);
    expect(quarantined).toEqual({});
  });
});
