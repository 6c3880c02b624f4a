import { describe, expect, it } from '@jest/globals';
import { minimise } from './minimise.js';

const rosenbrock = ([x, y]: readonly number[]): number => 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2;

describe('minimise', () => {
  it('finds the end of the valley of Rosenbrock (1960)', () => {
    const found = minimise(rosenbrock, [-1.2, 1])!;
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 7);
    expect(found.at[1]).toBeCloseTo(1, 7);
  });

  it("finds the singular minimum of Powell's function (1962) in four coordinates", () => {
    const powell = ([a, b, c, d]: readonly number[]): number =>
      (a! + 10 * b!) ** 2 + 5 * (c! - d!) ** 2 + (b! - 2 * c!) ** 4 + 10 * (a! - d!) ** 4;
    const found = minimise(powell, [3, -1, 0, 1])!;
    for (const x of found.at) expect(x).toBeCloseTo(0, 2);
    expect(found.value).toBeLessThan(1e-11);
  });

  it('stays out of where the function is not defined', () => {
    const found = minimise(([x]) => (x! <= 0 ? NaN : x! - Math.log(x!)), [5])!;
    expect(found.at[0]).toBeCloseTo(1, 6);
    expect(minimise(() => NaN, [0])).toBeUndefined();
    expect(minimise(() => 0, [])).toBeUndefined();
  });

  it('gives up where there is no minimum, and says so', () => {
    const found = minimise(([x]) => -x!, [0], { maxEvaluations: 300 })!;
    expect(found.converged).toBe(false);
    expect(found.evaluations).toBeLessThan(310);
  });

  it('gives the same for the same', () => {
    expect(minimise(rosenbrock, [-1.2, 1])).toEqual(minimise(rosenbrock, [-1.2, 1]));
  });
});
