import { describe, expect, it } from '@jest/globals';
import { verdictAgainst } from './verdict.js';

describe('a verdict', () => {
  it.each([
    ['beats', [{ low: 0.01 }, { low: 0.000_1 }]],
    ['does-not-beat', [{ low: 0.01 }, { low: 0 }]],
    ['does-not-beat', [{ low: -0.01 }, { low: 0.2 }]],
    ['does-not-beat', [undefined, { low: -0.01 }]],
    ['not-enough-data', [undefined, { low: 0.01 }]],
    ['not-enough-data', []],
  ] as const)('is %s for %j', (verdict, differences) => {
    expect(verdictAgainst(differences)).toBe(verdict);
  });
});
