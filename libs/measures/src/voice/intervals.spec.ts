import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mulberry32 } from '../statistics/mulberry32.js';
import { z95 } from '../statistics/normal.js';
import { effortOf } from './effort-score.js';
import { organisationInterval } from './organisation-bootstrap.js';
import { promoterClass, promoterScore } from './promoter-score.js';
import { responseRate } from './response-rate.js';
import type { Polarity, Scale } from './survey-answer.js';
import { wilsonInterval } from './wilson.js';

const noCounts = [-1, 0.5, Number.NaN, Infinity];

describe('the Wilson interval', () => {
  it('ends where the observed share is z standard errors away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(), (n, seed) => {
        const successes = seed % (n + 1);
        const { share, low, high } = wilsonInterval(successes, n)!;
        for (const limit of [low, high]) {
          expect(Math.abs((share - limit) ** 2 - (z95 * z95 * limit * (1 - limit)) / n)).toBeLessThan(1e-12);
        }
        expect(low <= share && share <= high && low >= 0 && high <= 1).toBe(true);
      }),
    );
  });

  it('is not there without a count', () => {
    expect([wilsonInterval(0, 0), wilsonInterval(3, 2), ...noCounts.map((odd) => wilsonInterval(odd, 9))]).toEqual(
      Array(6).fill(undefined),
    );
    expect(wilsonInterval(1, Number.NaN)).toBeUndefined();
  });
});

describe('the promoter score', () => {
  it('has its classes at 9 and 7', () => {
    expect([0, 6, 7, 8, 9, 10].map(promoterClass)).toEqual([
      'detractors',
      'detractors',
      'passives',
      'passives',
      'promoters',
      'promoters',
    ]);
  });

  it('stays on its scale, and turns over with its answers', () => {
    const count = fc.nat(2_000);
    fc.assert(
      fc.property(count, count, count, (promoters, passives, detractors) => {
        const found = promoterScore({ promoters, passives, detractors });
        if (found === undefined) return expect(promoters + passives + detractors).toBe(0);
        const turned = promoterScore({ promoters: detractors, passives, detractors: promoters })!;
        expect([turned.low, turned.high]).toEqual([expect.closeTo(-found.high, 9), expect.closeTo(-found.low, 9)]);
        expect(found.low >= -100 && found.high <= 100 && found.low <= found.score + 1e-9).toBe(true);
      }),
    );
  });

  it('is not there without a count', () => {
    for (const odd of noCounts) expect(promoterScore({ promoters: odd, passives: 1, detractors: 9 })).toBeUndefined();
    expect(promoterScore({ promoters: 1, passives: -1, detractors: 0 })).toBeUndefined();
  });
});

describe('the effort score', () => {
  it('leaves the middle of a scale on neither side', () => {
    const seven = { min: 1, max: 7 };
    const share = (scores: readonly number[], scale: Scale, polarity: Polarity) =>
      effortOf(scores, scale, polarity)!.easy.share;
    expect(share([1, 2, 3, 4, 5, 6, 7, 7], seven, 'higher-is-better')).toBe(0.5);
    expect(share([1, 2, 3, 4], seven, 'lower-is-better')).toBe(0.75);
    expect(share([1, 2, 3, 4, 5], { min: 1, max: 5 }, 'lower-is-better')).toBe(0.4);
    expect(share([1, 2, 3, 4], { min: 1, max: 4 }, 'higher-is-better')).toBe(0.5);
  });

  it('counts points of its scale only', () => {
    const seven = { min: 1, max: 7 };
    expect(effortOf([0, 8, 4.5, Number.NaN], seven, 'higher-is-better')).toBeUndefined();
    expect(effortOf([0, 6, 8], seven, 'higher-is-better')).toMatchObject({ n: 1, mean: 6 });
  });
});

describe('the response rate', () => {
  it('counts each survey once, and those who may still answer as asked', () => {
    const found = responseRate(['a', 'b', 'c', 'd'], ['a', 'a', undefined, 'x'], ['b', 'a', undefined, 'y']);
    expect(found).toEqual({
      sent: 4,
      answered: 1,
      ignored: 1,
      unasked: 2,
      rate: expect.objectContaining({ n: 4, share: 0.25 }),
    });
    expect(responseRate([], ['a'], [])).toEqual({ sent: 0, answered: 0, ignored: 0, unasked: 1, rate: undefined });
  });
});

describe('an interval over organisations', () => {
  const mean = ([sum, n]: readonly number[]): number | undefined => (n === 0 ? undefined : sum! / n!);

  it('is that of the draws, counted out', () => {
    // Two organisations, 0 and 1: the mean of two draws is 0, ½ or 1 with the chances ¼, ½, ¼.
    const two = [
      [0, 1],
      [1, 1],
    ];
    expect(organisationInterval(two, mean, mulberry32(1))).toEqual({ low: 0, high: 1 });
    // Always the first, always the last, and a generator that gives 1: nothing is drawn from beyond.
    expect(organisationInterval(two, mean, () => 0)).toEqual({ low: 0, high: 0 });
    expect(organisationInterval(two, mean, () => 0.999)).toEqual({ low: 1, high: 1 });
    expect(organisationInterval(two, mean, () => 1)).toEqual({ low: 1, high: 1 });
  });

  it('lies linearly between order statistics', () => {
    // Three times two draws: of 0 and 0, of 0 and 2, of 2 and 2. The means 0, 1, 2 have the places 0.05 and 1.95.
    const script = [0, 0, 0, 0.9, 0.9, 0.9];
    const two = [
      [0, 1],
      [2, 1],
    ];
    const drawn = organisationInterval(two, mean, () => script.shift()!, 3);
    expect(drawn).toEqual({ low: expect.closeTo(0.05, 12), high: expect.closeTo(1.95, 12) });
  });

  it('needs two organisations and a figure', () => {
    expect(organisationInterval([], mean, mulberry32(1))).toBeUndefined();
    expect(organisationInterval([[1, 2]], mean, mulberry32(1))).toBeUndefined();
    const none = [
      [0, 0],
      [0, 0],
    ];
    expect(organisationInterval(none, mean, mulberry32(1))).toBeUndefined();
    expect(organisationInterval(none, () => Number.NaN, mulberry32(1))).toBeUndefined();
  });

  it('of many organisations of one answer is nearly that of the answers', () => {
    const many = Array.from({ length: 400 }, (_, at) => [at % 4 === 0 ? 1 : 0, 1]);
    const found = organisationInterval(many, mean, mulberry32(3))!;
    const wilson = wilsonInterval(100, 400)!;
    expect(Math.abs(found.low - wilson.low)).toBeLessThan(0.01);
    expect(Math.abs(found.high - wilson.high)).toBeLessThan(0.01);
  });
});
