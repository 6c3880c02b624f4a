import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '../statistics/mulberry32.js';
import { isHeldOut } from './holdout.js';
import { fewestInArm, playArm, playEffect, playOutcome, type PlayOutcome } from './play-effect.js';

describe('what became of a recommendation', () => {
  const course = {
    day: 100,
    horizonDays: 30,
    today: 200,
    contactDays: [] as number[],
    outages: [] as { from: number; until: number }[],
  };

  it('is whether they had a contact-day among the days of the horizon', () => {
    const of = (...contactDays: number[]) => playOutcome({ ...course, contactDays });
    expect([of(), of(99, 100), of(131)]).toEqual(['stayed-away', 'stayed-away', 'stayed-away']);
    expect([of(101), of(130), of(100, 131, 120)]).toEqual(['came-back', 'came-back', 'came-back']);
  });

  it('is not known before the last day is over, even of those who have come back', () => {
    expect(playOutcome({ ...course, today: 130, contactDays: [101] })).toBe('not-yet-known');
    expect(playOutcome({ ...course, today: 131, contactDays: [101] })).toBe('came-back');
  });

  it('is unknown where a feed was down, unless they were seen all the same', () => {
    const down = (from: number, until: number, ...contactDays: number[]) =>
      playOutcome({ ...course, contactDays, outages: [{ from, until }] });
    expect([down(110, 111), down(50, 102), down(130, Infinity)]).toEqual(['unknown', 'unknown', 'unknown']);
    expect([down(50, 101), down(131, 140)]).toEqual(['stayed-away', 'stayed-away']);
    expect(down(110, 120, 125)).toBe('came-back');
  });
});

describe('the effect of a play', () => {
  const outcomes = (cameBack: number, stayedAway: number): PlayOutcome[] => [
    ...Array.from({ length: cameBack }, () => 'came-back' as const),
    ...Array.from({ length: stayedAway }, () => 'stayed-away' as const),
  ];

  it('is not told of few, and leaves apart what is not known', () => {
    const arm = playArm([...outcomes(12, 8), 'unknown', 'not-yet-known', 'not-yet-known']);
    expect(arm).toMatchObject({ n: 20, cameBack: 12, unknown: 1, notYetKnown: 2, share: { share: 0.6 } });
    expect(playEffect(arm, playArm(outcomes(3, 16)))).not.toHaveProperty('effect');
    expect(playEffect(arm, playArm(outcomes(4, 16))).effect!.difference).toBeCloseTo(0.4, 12);
    expect(playArm([])).toEqual({ n: 0, cameBack: 0, unknown: 0, notYetKnown: 0 });
  });

  it('is none within its interval in about 95 of 100 trials of a play that does nothing', () => {
    const trials = 1_000;
    const covered = range(trials).filter((trial) => {
      const { low, high } = trialOf(trial, 1_000, 0.1, () => 0.87).effect!;
      return low <= 0 && high >= 0;
    }).length;
    // Binomial(1,000, 0.95) lies within 930 and 970 but for once in 250.
    expect(covered).toBeGreaterThanOrEqual(930);
    expect(covered).toBeLessThanOrEqual(985);
  });

  it('is found where it is planted, by how much, and only then', () => {
    const trials = range(300).map((trial) => trialOf(trial, 2_000, 0.2, (held) => (held ? 0.6 : 0.75)).effect!);
    const found = trials.filter(({ low }) => low > 0).length;
    const covered = trials.filter(({ low, high }) => low <= 0.15 && high >= 0.15).length;
    expect(found).toBeGreaterThan(295);
    expect(covered).toBeGreaterThan(270);
  });

  /** A portfolio of whom a share is held out by the hash, and of whom each comes back by chance. */
  function trialOf(trial: number, relationships: number, share: number, comesBack: (held: boolean) => number) {
    const random = mulberry32(trial);
    const arms = { recommended: [] as PlayOutcome[], heldOut: [] as PlayOutcome[] };
    for (let i = 0; i < relationships; i++) {
      const held = isHeldOut(`${trial}-${i}`, 'call', '1', share);
      const outcome = random() < comesBack(held) ? 'came-back' : 'stayed-away';
      arms[held ? 'heldOut' : 'recommended'].push(outcome);
    }
    const effect = playEffect(playArm(arms.recommended), playArm(arms.heldOut));
    expect(Math.min(effect.recommended.n, effect.heldOut.n)).toBeGreaterThan(fewestInArm);
    return effect;
  }
});

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
