import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rankedOf, summarizeDurations } from './duration-summary.js';
import { SelectedDurations } from './selected-durations.js';

describe('selected durations', () => {
  const durations = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 50 })), {
    minLength: 1,
    maxLength: 700,
  });

  it('are at each rank what sorted ones are, in whatever order ranks are asked for', () => {
    fc.assert(
      fc.property(durations, fc.array(fc.nat(), { maxLength: 40 }), (values, ranks) => {
        const selected = new SelectedDurations(Float64Array.from(values));
        const sorted = values.toSorted((a, b) => a - b);
        expect(selected.count).toBe(values.length);
        for (const rank of ranks.map((number) => number % values.length)) expect(selected.at(rank)).toBe(sorted[rank]);
        expect(selected.sum()).toBe(values.reduce((sum, value) => sum + BigInt(value), 0n));
      }),
    );
  });

  it('have the summary of sorted ones', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const selected = new SelectedDurations(Float64Array.from(values));
        expect(summarizeDurations(selected)).toEqual(summarizeDurations(rankedOf(values)));
      }),
    );
  });
});
