import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '../statistics/mulberry32.js';
import { usualHorizon, type RelationshipHistory } from './relationship-history.js';
import { silenceFindings } from './silence-flags.js';

const known = (days: readonly number[]) => days.map((day) => ({ day, knownOn: day }));
const random = mulberry32(3);
/** Fifty who come until day 1,000, each at a pace of their own, of about three to forty days. */
const others: RelationshipHistory[] = Array.from({ length: 50 }, (_, i) => {
  const days: number[] = [];
  const pace = 3 + (i % 10) * (i % 5);
  for (let day = i % 10; day < 1_000; day += Math.max(1, Math.round(2 * pace * random()))) days.push(day);
  return { id: `R${i}`, acts: known(days) };
});
const everyTen = (until: number) => Array.from({ length: until / 10 }, (_, i) => i * 10);
const of = (history: Omit<RelationshipHistory, 'id'>, cuts: readonly number[], knownUntil = 1_000) => {
  const found = silenceFindings([{ id: 'X', ...history }, ...others], cuts, knownUntil, usualHorizon);
  return { flags: found.flags[0]!, dissolutions: found.dissolutions[0]! };
};

describe('what silence says at cuts', () => {
  it('flags who fell silent behind a cut, once', () => {
    const { flags } = of({ acts: known(everyTen(500)) }, [300, 400]);
    expect(flags).toHaveLength(1);
    expect(flags[0]).toBeGreaterThan(490 + 14);
    expect(flags[0]).toBeLessThan(490 + 100);
    expect(of({ acts: known(everyTen(500)) }, [700]).flags).toEqual([]);
    expect(of({ acts: known(everyTen(500)) }, [300], 500).flags).toEqual([]);
  });

  it('counts an act from when it was known, and not one that was known to be none', () => {
    const acts = [...known(everyTen(500)), { day: 500, knownOn: 900 }];
    const [flag] = of({ acts: known(everyTen(500)) }, [300]).flags;
    expect(of({ acts }, [300]).flags).toContain(flag);
    expect(of({ acts: [...acts, { day: 502, knownOn: 502, withdrawnOn: 502 }] }, [300]).flags).toContain(flag);
  });

  it('flags nobody who has ended, has too few gaps, or cannot be used', () => {
    const acts = known(everyTen(500));
    expect(of({ acts, endings: known([495]) }, [300]).flags).toEqual([]);
    expect(of({ acts: known([0, 10, 20, 30]) }, [20]).flags).toEqual([]);
    expect(of({ acts, unusable: 'merged' }, [300]).flags).toEqual([]);
  });

  it('finds the end of a relationship in a year of silence, and says so at the cut', () => {
    const acts = known(everyTen(500));
    expect(of({ acts }, [800, 900]).dissolutions).toEqual([{ day: 900, knownOn: 900 }]);
    expect(of({ acts: known([0, 10, 20, 30]) }, [900]).dissolutions).toEqual([]);
  });

  it('says nothing where no rhythm can be fitted', () => {
    expect(silenceFindings([{ id: 'X', acts: known([0, 10]) }], [5], 100, usualHorizon)).toEqual({
      flags: [[]],
      dissolutions: [[]],
    });
  });
});
