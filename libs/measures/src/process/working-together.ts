/** Two people who both performed steps of the same cases; a comes before b by code unit. */
export interface WorkingPair {
  readonly a: string;
  readonly b: string;
  /** Cases in which both did. */
  readonly cases: number;
  /** Of all cases, 0–1. */
  readonly share: number;
}

export interface WorkingTogether {
  /** All cases, those without a known performer too: what a share is a share of. */
  readonly cases: number;
  /** Most cases first, then by name. */
  readonly pairs: readonly WorkingPair[];
  /** Cases with more different performers than can be paired: counted in `cases`, but in no pair. */
  readonly crowded: number;
}

/** Different performers of one case that are paired: 500 make 124,750 pairs. Beyond, a performer is no person. */
export const performersPaired = 500;

/**
 * Working together (van der Aalst, Reijers & Song 2005, "joint cases"): the share of cases in which both performed a step,
 * however many. The denominator is cases, not events.
 *
 * @param cases the performers of each case, one a step, opaque; undefined where nobody is known
 */
export function workingTogetherOf(cases: Iterable<readonly (string | undefined)[]>): WorkingTogether {
  const together = new Map<string, Map<string, number>>();
  let total = 0;
  let crowded = 0;
  for (const performers of cases) {
    total++;
    const known = new Set(performers);
    known.delete(undefined);
    if (known.size > performersPaired) crowded++;
    else countPairs(together, [...(known as Set<string>)].sort());
  }
  const pairs = Array.from(together, ([a, others]) =>
    Array.from(others, ([b, count]): WorkingPair => ({ a, b, cases: count, share: count / total })),
  ).flat();
  return { cases: total, pairs: pairs.sort(mostCasesFirst), crowded };
}

function countPairs(together: Map<string, Map<string, number>>, sorted: readonly string[]): void {
  for (const [i, a] of sorted.entries()) {
    const others = together.get(a) ?? new Map<string, number>();
    for (let j = i + 1; j < sorted.length; j++) others.set(sorted[j]!, (others.get(sorted[j]!) ?? 0) + 1);
    if (others.size > 0) together.set(a, others);
  }
}

function mostCasesFirst(x: WorkingPair, y: WorkingPair): number {
  if (x.cases !== y.cases) return y.cases - x.cases;
  if (x.a !== y.a) return x.a < y.a ? -1 : 1;
  return x.b < y.b ? -1 : 1;
}
