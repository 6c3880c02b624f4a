import { describe, expect, it } from '@jest/globals';
import { fallingRoot } from './falling-root.js';

describe('fallingRoot', () => {
  it.each([0, -30, 30])('finds the root from %d', (start) => {
    const root = fallingRoot((x) => ({ value: 2 - Math.exp(x), slope: -Math.exp(x) }), start);
    expect(root).toBeCloseTo(Math.LN2, 14);
  });

  it('needs no slope that is true', () => {
    expect(fallingRoot((x) => ({ value: 1 - x ** 3, slope: 5 }), 0)).toBeCloseTo(1, 12);
    expect(fallingRoot((x) => ({ value: -Math.atan(x - 7), slope: -1e-9 }), 0)).toBeCloseTo(7, 12);
  });

  it('ends where there is no root', () => {
    expect(fallingRoot(() => ({ value: 1, slope: -1e-12 }), 0)).toBeGreaterThan(100);
  });
});
