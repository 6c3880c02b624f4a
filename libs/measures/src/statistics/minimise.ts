/** Where a search ended. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  /** How often the function was asked. */
  readonly evaluations: number;
  /** Whether the search ended because nothing got better, not because it was out of evaluations. */
  readonly converged: boolean;
}

export interface MinimiseOptions {
  /** Length of the edges of the first simplex, one for all coordinates. Default 0.5. */
  readonly step?: number;
  /** The search ends when the simplex spans no more than this in any coordinate, relative to 1 + its size. Default 1e-9. */
  readonly tolerance?: number;
  /** Default 2,000 for each coordinate. */
  readonly maxEvaluations?: number;
}

/**
 * A local minimum of a function of some numbers, without derivatives: the simplex of Nelder & Mead (1965), begun anew
 * around what was found until a whole search gains nothing, since a simplex can collapse before it arrives
 * (McKinnon 1998). The same input gives the same output. Search in logarithms what must stay above 0.
 *
 * @param value infinite or NaN where it is not defined: such points are left again
 * @param start at least one coordinate, all finite
 * @returns undefined when the function is not defined at `start`
 */
export function minimise(
  value: (at: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-9, maxEvaluations = 2_000 * start.length }: MinimiseOptions = {},
): Minimum | undefined {
  let evaluations = 0;
  const evaluated = (at: readonly number[]): Vertex => {
    evaluations++;
    const found = value(at);
    return { at, value: Number.isNaN(found) ? Infinity : found };
  };
  let best = evaluated(start);
  if (start.length === 0 || !Number.isFinite(best.value)) return undefined;
  let converged = false;
  for (let edge = step; !converged && evaluations < maxEvaluations; edge = Math.max(edge / 4, 100 * tolerance)) {
    const before = best.value;
    const simplex = [best, ...start.map((_, i) => evaluated(best.at.map((x, j) => (i === j ? x + edge : x))))];
    const collapsed = contract(simplex, evaluated, tolerance, () => evaluations < maxEvaluations);
    best = simplex[0]!;
    converged = collapsed && before - best.value <= 1e-12 * (1 + Math.abs(best.value));
  }
  return { at: best.at, value: best.value, evaluations, converged };
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * Moves the simplex until it spans no more than the tolerance; the best vertex is then the first.
 * @returns whether it got there while it might go on
 */
function contract(
  simplex: Vertex[],
  evaluated: (at: readonly number[]) => Vertex,
  tolerance: number,
  mayGoOn: () => boolean,
): boolean {
  const last = simplex.length - 1;
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    if (spansAtMost(simplex, tolerance)) return true;
    if (!mayGoOn()) return false;
    const [best, worst] = [simplex[0]!, simplex[last]!];
    const centre = best.at.map((_, j) => simplex.reduce((sum, { at }, i) => (i < last ? sum + at[j]! : sum), 0) / last);
    // From the worst vertex through the centre of the others: −1 is the worst vertex, 1 its mirror image.
    const along = (factor: number): Vertex => evaluated(centre.map((x, j) => x + factor * (x - worst.at[j]!)));
    const replacement = better(along, best.value, simplex[last - 1]!.value, worst.value);
    if (replacement) simplex[last] = replacement;
    else for (let i = 1; i <= last; i++) simplex[i] = evaluated(simplex[i]!.at.map((x, j) => (x + best.at[j]!) / 2));
  }
}

/** A vertex for the worst one: reflected, expanded or contracted; none when the simplex has to shrink. */
function better(along: (factor: number) => Vertex, best: number, second: number, worst: number): Vertex | undefined {
  const reflected = along(1);
  if (reflected.value < best) {
    const expanded = along(2);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < second) return reflected;
  const contracted = along(reflected.value < worst ? 0.5 : -0.5);
  return contracted.value < Math.min(reflected.value, worst) ? contracted : undefined;
}

function spansAtMost(simplex: readonly Vertex[], tolerance: number): boolean {
  const first = simplex[0]!.at;
  return simplex.every(({ at }) =>
    at.every((x, j) => Math.abs(x - first[j]!) <= tolerance * (1 + Math.abs(first[j]!))),
  );
}
