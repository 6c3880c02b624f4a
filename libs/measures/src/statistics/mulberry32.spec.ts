import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from './mulberry32.js';

/** The same steps in whole numbers of any length, cut to 32 bits after each. */
function slowMulberry32(seed: number): () => number {
  const cut = (n: bigint): bigint => n & 0xffff_ffffn;
  let state = BigInt(seed);
  return () => {
    state = cut(state + 0x6d2b79f5n);
    let t = cut((state ^ (state >> 15n)) * (1n | state));
    t = cut(t + cut((t ^ (t >> 7n)) * (61n | t))) ^ t;
    return Number(t ^ (t >> 14n)) / 2 ** 32;
  };
}

describe('mulberry32', () => {
  it.each([0, 1, 12_345, 2 ** 31, 2 ** 32 - 1])('draws from seed %d as whole numbers of any length do', (seed) => {
    const [fast, slow] = [mulberry32(seed), slowMulberry32(seed)];
    for (let i = 0; i < 1000; i++) expect(fast()).toBe(slow());
  });

  it('is even enough', () => {
    const draw = mulberry32(7);
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += draw();
    expect(sum / 100_000).toBeCloseTo(0.5, 2);
  });
});
