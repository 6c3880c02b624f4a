import { describe, expect, it } from '@jest/globals';
import { rankOf } from './ranking.js';
import { kindOf } from './told-by-plays.js';

describe('a play among the things to do', () => {
  it.each([
    ['deterioration', 'betrayal', 1],
    ['deterioration', 'neglect', 3],
    // Who is gone turns away no more.
    ['dissolved', null, 5],
    ['growth', null, 5],
  ] as const)('is as grave as what it is for: %s by %s', (phase, cause, gravity) => {
    expect(rankOf(kindOf({ phase, cause }), 'notice').gravity).toBe(gravity);
  });
});
