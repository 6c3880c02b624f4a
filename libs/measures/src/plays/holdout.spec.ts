import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import { isHeldOut, placeInTrial } from './holdout.js';

const uuids = (seed: number, count: number): string[] => {
  const random = mulberry32(seed);
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return Array.from({ length: count }, () => [8, 4, 4, 4, 12].map(hex).join('-'));
};

describe('the holdout', () => {
  it('is the same each time, grows with its share, and takes nobody at 0 and all at 1', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.string(),
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, play, version, share) => {
          const place = placeInTrial(id, play, version);
          expect(placeInTrial(id, play, version)).toBe(place);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThan(1);
          expect(isHeldOut(id, play, version, share)).toBe(place < share);
          expect([isHeldOut(id, play, version, 0), isHeldOut(id, play, version, 1)]).toEqual([false, true]);
        },
      ),
    );
  });

  it('is uniform over relationships, for any play and version', () => {
    // Kolmogorov's statistic of 4,000 places passes 1.95 by chance once in 1,000 draws; the draws here are always the same.
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{1,20}$/), fc.stringMatching(/^[0-9.]{1,5}$/), (play, version) => {
        const places = uuids(7, 4_000)
          .map((id) => placeInTrial(id, play, version))
          .sort((a, b) => a - b);
        const furthest = places.reduce(
          (most, place, i) => Math.max(most, Math.abs(place - (i + 0.5) / places.length)),
          0,
        );
        expect(furthest * Math.sqrt(places.length)).toBeLessThan(1.95);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('of one play says nothing of that of another, nor of the next version', () => {
    const ids = uuids(9, 20_000);
    for (const [play, version] of [
      ['write', '1'],
      ['call', '2'],
    ] as const) {
      const both = ids.filter((id) => isHeldOut(id, 'call', '1', 0.1) && isHeldOut(id, play, version, 0.1)).length;
      // 200 are to be expected, give or take 14.
      expect(both).toBeGreaterThan(145);
      expect(both).toBeLessThan(255);
    }
  });
});
