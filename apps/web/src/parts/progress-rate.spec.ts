import { describe, expect, it } from '@jest/globals';
import { progressRate } from './progress-rate.js';

describe('progressRate', () => {
  it('is the average so far, and what is left at that rate', () => {
    expect(progressRate({ done: 4_000, total: 10_000, elapsedMs: 2_000 })).toEqual({
      perSecond: 2_000,
      secondsLeft: 3,
    });
  });

  it('says nothing while it is too early to tell', () => {
    expect(progressRate({ done: 4_000, total: 10_000, elapsedMs: 900 })).toEqual({});
    expect(progressRate({ done: 0, total: 10_000, elapsedMs: 5_000 })).toEqual({});
  });

  it('knows no end without a total', () => {
    expect(progressRate({ done: 500, total: undefined, elapsedMs: 1_000 })).toEqual({ perSecond: 500 });
  });
});
