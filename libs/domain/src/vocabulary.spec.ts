import { describe, expect, it } from '@jest/globals';
import { eventDefinitions, eventTypes, families, familyOf } from './vocabulary.js';

describe('vocabulary', () => {
  it('holds every type of every family once', () => {
    const named = Object.values(families).flatMap((family) => Object.keys(family));
    expect([...eventTypes].sort()).toEqual([...new Set(named)].sort());
    expect(eventTypes).toHaveLength(named.length);
  });

  it.each(eventTypes)('%s has the name of its data class', (type) => {
    expect(eventDefinitions[type].data.name).toBe(type);
    expect(familyOf(type) in families).toBe(true);
  });
});
