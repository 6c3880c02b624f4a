import { describe, expect, it } from '@jest/globals';
import { linearQuantile } from '../statistics/linear-quantile.js';
import { mulberry32 } from '../statistics/mulberry32.js';
import { deLong } from './de-long.js';
import { bootstrapOfDifferences, type BootstrapOptions, type PairedScores } from './paired-bootstrap.js';

/** Scores that know something about the outcome, the more the stronger `signal` is. */
function simulated(n: number, signal: number, seed: number): PairedScores {
  const random = mulberry32(seed);
  const outcomes = Array.from({ length: n }, () => random() < 0.4);
  const a = outcomes.map((outcome) => random() + (outcome ? signal : 0));
  const b = outcomes.map(() => random());
  return { outcomes, scores: [a, b] };
}

const bootstrapOfDifference = (sets: readonly PairedScores[], options: BootstrapOptions) =>
  bootstrapOfDifferences(sets, [[0, 1]], options)[0];

describe('the bootstrap of a difference', () => {
  it("has about the interval of DeLong's where there are many relationships", () => {
    const scores = simulated(1_500, 0.3, 1);
    const found = bootstrapOfDifference([scores], { seed: 2 })!;
    const { difference } = deLong(scores.outcomes, scores.scores[0]!, scores.scores[1]!)!;
    expect(found.difference).toBeCloseTo(difference.area, 12);
    expect(found.low).toBeCloseTo(difference.low, 2);
    expect(found.high).toBeCloseTo(difference.high, 2);
  });

  it('is the same each time with the same seed, and another with another', () => {
    const scores = simulated(60, 0.3, 3);
    const [one, again, other] = [1, 1, 2].map((seed) => bootstrapOfDifference([scores], { seed }));
    expect(again).toEqual(one);
    expect(other!.low).not.toBe(one!.low);
  });

  it('draws a relationship in all its cuts at once: the same cut twice says no more than once', () => {
    const scores = simulated(200, 0.2, 4);
    const relationship = scores.outcomes.map((_, i) => i);
    const once = bootstrapOfDifference([scores], { seed: 5 });
    expect(bootstrapOfDifference([scores, { ...scores, relationship }], { seed: 5 })).toEqual(once);
  });

  it('finds a relationship by its number, whatever its place in a cut', () => {
    const scores = simulated(80, 0.3, 6);
    const part: PairedScores = {
      outcomes: scores.outcomes.slice(40),
      scores: scores.scores.map((values) => values.slice(40)),
      relationship: scores.outcomes.map((_, i) => i).slice(40),
    };
    const reversed: PairedScores = {
      outcomes: [...part.outcomes].reverse(),
      scores: part.scores.map((values) => [...values].reverse()),
      relationship: [...part.relationship!].reverse(),
    };
    const found = bootstrapOfDifference([part], { seed: 7, relationships: 80 });
    expect(found).toBeDefined();
    expect(bootstrapOfDifference([reversed], { seed: 7, relationships: 80 })).toEqual(found);
  });

  it('says of a pair the same whatever else is asked, also beside a measure that cannot be ranked', () => {
    const scores = simulated(60, 0.3, 9);
    const more = { ...scores, scores: [...scores.scores, scores.outcomes.map(() => Number.NaN)] };
    const [first, second, third] = bootstrapOfDifferences([more], [[0, 2], [0, 1], [1, 0]], { seed: 1 }); // prettier-ignore
    expect(first).toBeUndefined();
    expect(second).toEqual(bootstrapOfDifference([scores], { seed: 1 }));
    expect(third!.high).toBeCloseTo(-second!.low, 12);
  });

  it('draws samples of one class again', () => {
    const scores = {
      outcomes: [true, false, false],
      scores: [
        [3, 2, 1],
        [1, 2, 3],
      ],
    };
    const found = bootstrapOfDifference([scores], { seed: 8 })!;
    expect(found).toMatchObject({ difference: 1, low: 1, high: 1, replicates: 1_000 });
    expect(found.redrawn).toBeGreaterThan(200);
  });

  it.each([
    ['no set', []],
    [
      'one class only',
      [
        {
          outcomes: [true, true],
          scores: [
            [1, 2],
            [2, 1],
          ],
        },
      ],
    ],
    [
      'a score that is no number',
      [
        {
          outcomes: [true, false],
          scores: [
            [1, Number.NaN],
            [2, 1],
          ],
        },
      ],
    ],
  ])('of %s is unknown', (_, sets) => {
    expect(bootstrapOfDifference(sets, { seed: 1 })).toBeUndefined();
  });

  it('of cuts whose samples hold one class only nearly always is unknown', () => {
    const sets = Array.from({ length: 40 }, (_, cut) => ({
      outcomes: [cut % 2 === 0, cut % 2 === 1],
      scores: [
        [1, 2],
        [2, 1],
      ],
      relationship: [2 * cut, 2 * cut + 1],
    }));
    expect(bootstrapOfDifference(sets, { seed: 1, replicates: 5, relationships: 80 })).toBeUndefined();
  });
});

describe('replicates', () => {
  it.each([0, -1, 1.5, Number.NaN])('are not %d', (replicates) => {
    expect(() => bootstrapOfDifferences([], [], { seed: 1, replicates })).toThrow(RangeError);
  });
});

describe('a linear quantile', () => {
  it('lies between its neighbours', () => {
    expect(linearQuantile([1, 2, 4], 0.75)).toBe(3);
    expect(linearQuantile([1, 2, 4], 1)).toBe(4);
    expect(linearQuantile([7], 0.025)).toBe(7);
  });
});
