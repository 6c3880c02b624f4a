import { describe, expect, it } from '@jest/globals';
import {
  aftermaths,
  associationsOf as associationsInPieces,
  exposures,
  sidesOf,
  type Aftermath,
  type Exposure,
  type FollowedEnding,
  type SidedEnding,
} from './customer-associations.js';

function restingAt(endings: readonly SidedEnding[]) {
  const looking = associationsInPieces(endings);
  for (let rests = 0; ; rests++) {
    const step = looking.next();
    if (step.done === true) return { associations: step.value, rests };
  }
}

const associationsOf = (endings: readonly SidedEnding[]) => restingAt(endings).associations;

const plain: FollowedEnding = {
  at: 0,
  reopened: false,
  reworked: false,
  longestWaitMs: 1,
  handovers: 0,
  stratum: 'all',
  targetBreached: false,
  behind: { 'turned-bad': false, 'low-answer': false, 'complaint': false },
};

const some = (n: number, one: Partial<FollowedEnding>): FollowedEnding[] =>
  Array.from({ length: n }, () => ({ ...plain, ...one }));

const behind = (aftermath: Aftermath, came: boolean | undefined) => ({ ...plain.behind, [aftermath]: came });

const of = (followed: readonly FollowedEnding[], exposure: Exposure, aftermath: Aftermath) =>
  associationsOf(sidesOf(followed).endings).find((one) => one.exposure === exposure && one.aftermath === aftermath)!;

describe('what goes with what was done to customers', () => {
  it('is told of each pair, by the cases of which both are known', () => {
    const followed = [
      ...some(6, { reopened: true, handovers: 2, behind: behind('complaint', true) }),
      ...some(4, { reopened: true, handovers: undefined }),
      ...some(20, { handovers: 1, behind: behind('complaint', undefined) }),
      ...some(10, { behind: behind('complaint', true) }),
    ];
    const { associations, rests } = restingAt(sidesOf(followed).endings);
    expect(associations).toHaveLength(exposures.length * aftermaths.length);
    expect(rests).toBe(associations.length);
    expect(of(followed, 'reopened', 'complaint')).toMatchObject({
      exposed: { successes: 6, n: 10 },
      others: { successes: 10, n: 10 },
      crude: { difference: -0.4 },
    });
    expect(of(followed, 'handovers', 'complaint')).toMatchObject({
      exposed: { successes: 6, n: 6 },
      others: { successes: 10, n: 10 },
    });
    expect(of(followed, 'reopened', 'low-answer')).toMatchObject({ exposed: { n: 10 }, others: { n: 30 } });
  });

  it('takes for a long wait what three quarters of all do not reach', () => {
    const followed = [1, 2, 3, 4, 5].flatMap((longestWaitMs) => some(5, { longestWaitMs }));
    expect(sidesOf(followed).longWaitMs).toBe(4);
    expect(of(followed, 'long-wait', 'complaint')).toMatchObject({ exposed: { n: 5 }, others: { n: 20 } });
  });

  it('warns where the sum says the opposite of its strata', () => {
    const side = (reopened: boolean, stratum: string, came: number, not: number) => [
      ...some(came, { reopened, stratum, behind: behind('low-answer', true) }),
      ...some(not, { reopened, stratum }),
    ];
    // Kidney stones (Charig et al. 1986).
    const followed = [
      ...side(true, 'small', 81, 6),
      ...side(false, 'small', 234, 36),
      ...side(true, 'large', 192, 71),
      ...side(false, 'large', 55, 25),
    ];
    expect(of(followed, 'reopened', 'low-answer')).toMatchObject({ reverses: true });
    expect(of(followed, 'reopened', 'complaint')).toMatchObject({ reverses: false });
  });

  it('is not told where there is nothing to compare', () => {
    expect(sidesOf([])).toEqual({ longWaitMs: undefined, endings: [] });
    expect(of(some(9, { targetBreached: undefined }), 'target-breached', 'complaint')).toMatchObject({
      tooFew: 'no-common-stratum',
    });
  });
});
