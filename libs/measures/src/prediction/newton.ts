/** A maximum that Newton's method has settled on. */
export interface Settled {
  readonly at: readonly number[];
  readonly value: number;
  /** Minus the second derivatives there: the observed information. Positive definite. */
  readonly information: readonly (readonly number[])[];
  readonly evaluations: number;
}

export type Unsettled = 'no-maximum' | 'did-not-converge';

/** Short enough for the fourth order, long enough that the rounding of a value of 10,000 is not seen. */
const stepLength = 1e-3;
const mostSteps = 50;
const settledWithin = 1e-8;

/**
 * Climbs from near a maximum to it (Newton–Raphson with differences for derivatives): a simplex only comes near, and
 * cannot say whether it is a maximum at all.
 * @param value where not finite, nothing is known
 * @param start near a maximum
 * @returns why not, when the search ends where the function has no maximum (it is not curved down in every direction, or
 * not defined around) or goes on
 */
export function settle(value: (at: readonly number[]) => number, start: readonly number[]): Settled | Unsettled {
  let evaluations = 0;
  const counted = (at: readonly number[]): number => {
    evaluations++;
    return value(at);
  };
  let at = start;
  let best = counted(at);
  for (let step = 0; step < mostSteps; step++) {
    const { gradient, information } = derivatives(counted, at, best);
    const direction = solve(information, gradient);
    if (!direction) return 'no-maximum';
    const size = Math.max(...direction.map(Math.abs));
    if (size <= settledWithin) return { at, value: best, information, evaluations };
    let share = 1;
    let next = moved(at, direction, share);
    let found = counted(next);
    // Near the top the gain is less than the rounding of the value: a whole step that loses nothing more is taken.
    while (!(found >= best - 1e-13 * Math.abs(best)) && share > 1e-6) {
      share /= 2;
      next = moved(at, direction, share);
      found = counted(next);
    }
    if (!(share > 1e-6)) return 'no-maximum';
    [at, best] = [next, found];
  }
  return 'did-not-converge';
}

function moved(at: readonly number[], direction: readonly number[], share: number): number[] {
  return at.map((x, i) => x + share * direction[i]!);
}

interface Derivatives {
  readonly gradient: readonly number[];
  readonly information: readonly (readonly number[])[];
}

/** Central differences of the fourth order on the axes, of the second between them. */
function derivatives(value: (at: readonly number[]) => number, at: readonly number[], centre: number): Derivatives {
  const h = stepLength;
  const away = (steps: readonly (readonly [axis: number, steps: number])[]): number => {
    const point = [...at];
    for (const [axis, count] of steps) point[axis]! += count * h;
    return value(point);
  };
  const onAxes = at.map((_, i) => [away([[i, -2]]), away([[i, -1]]), away([[i, 1]]), away([[i, 2]])] as const);
  const gradient = onAxes.map(([a, b, c, d]) => (a - 8 * b + 8 * c - d) / (12 * h));
  const information = at.map(() => at.map(() => 0));
  for (let i = 0; i < at.length; i++) {
    const [a, b, c, d] = onAxes[i]!;
    information[i]![i] = (a - 16 * b + 30 * centre - 16 * c + d) / (12 * h * h);
    for (let j = 0; j < i; j++) {
      const [ahead, behind] = [away([[i, 1], [j, 1]]), away([[i, -1], [j, -1]])]; // prettier-ignore
      const [one, other] = [away([[i, 1], [j, -1]]), away([[i, -1], [j, 1]])]; // prettier-ignore
      information[i]![j] = information[j]![i] = (one + other - ahead - behind) / (4 * h * h);
    }
  }
  return { gradient, information };
}

/** Solves M·v = right by Cholesky's decomposition. @returns undefined unless M is positive definite */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const lower = cholesky(matrix);
  if (!lower) return undefined;
  const n = right.length;
  const forward = [...right];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) forward[i]! -= lower[i]![j]! * forward[j]!;
    forward[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) forward[i]! -= lower[j]![i]! * forward[j]!;
    forward[i]! /= lower[i]![i]!;
  }
  return forward;
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const lower = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i !== j) lower[i]![j] = rest / lower[j]![j]!;
      else if (rest > 0 && Number.isFinite(rest)) lower[i]![i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return lower;
}
