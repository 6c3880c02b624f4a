import { describe, expect, it } from '@jest/globals';
import { settle, solve } from './newton.js';

describe("Newton's method", () => {
  it('climbs to the top, and knows how sharp it is', () => {
    // −(x−1)⁴ − 2(x−1)² − (y+2x)²: the top at (1, −2), where minus the second derivatives are (4+8, 4; 4, 2).
    const settled = settle(([x, y]) => 5 - (x! - 1) ** 4 - 2 * (x! - 1) ** 2 - (y! + 2 * x!) ** 2, [0.3, 0.4]);
    if (typeof settled === 'string') throw new Error(settled);
    expect(settled.at[0]).toBeCloseTo(1, 8);
    expect(settled.at[1]).toBeCloseTo(-2, 8);
    expect(settled.value).toBeCloseTo(5, 12);
    for (const [i, row] of [
      [12, 4],
      [4, 2],
    ].entries()) {
      for (const [j, expected] of row.entries()) expect(settled.information[i]![j]).toBeCloseTo(expected, 5);
    }
  });

  it('takes no long step into what is not defined', () => {
    // ln x − x: far to the left a whole step of Newton's would leave x > 0.
    const settled = settle(([x]) => (x! > 0 ? Math.log(x!) - x! : -Infinity), [2.9]);
    expect(settled).toMatchObject({ at: [expect.closeTo(1, 7)] });
  });

  it('goes less far where a whole step would lose', () => {
    // −√(1 + 100x²): whole steps from 0.2 lead further and further away.
    const settled = settle(([x]) => -Math.sqrt(1 + 100 * x! * x!), [0.2]);
    expect(settled).toMatchObject({ at: [expect.closeTo(0, 7)] });
  });

  it.each([
    ['a function that rises for ever', ([x]: readonly number[]) => x!, [0]],
    ['a saddle', ([x, y]: readonly number[]) => x! ** 2 - y! ** 2, [0, 1]],
    ['the edge of what is defined', ([x]: readonly number[]) => (x! <= 0 ? x! - x! ** 2 : -Infinity), [0]],
    ['a function that is not defined', () => Number.NaN, [0]],
  ])('finds no maximum of %s', (_, value, start) => {
    expect(settle(value, start)).toBe('no-maximum');
  });

  it('says when it goes on and on', () => {
    // Curved down everywhere with its top at infinity.
    expect(settle(([x]) => -Math.exp(-x! / 100), [0])).toBe('did-not-converge');
  });
});

describe('linear equations', () => {
  it('are solved when the matrix is positive definite, and not otherwise', () => {
    expect(solve([[4, 2], [2, 3]], [8, 8])).toEqual([expect.closeTo(1, 14), expect.closeTo(2, 14)]); // prettier-ignore
    expect(solve([[1, 2], [2, 1]], [1, 1])).toBeUndefined(); // prettier-ignore
    expect(solve([[Number.NaN]], [1])).toBeUndefined();
  });
});
