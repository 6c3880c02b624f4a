import type { TotalRow } from '#workspace/documents/made-answers.js';

/** How many relationships are in each phase, or deteriorate by each cause; and the segments that there are. */
export interface PhaseCounts {
  readonly inPhase: ReadonlyMap<string, number>;
  /** The largest first. */
  readonly segments: readonly string[];
}

/** Of totals of `trajectory`: `phase, segment, phase` and `cause, segment, cause`. @param segment of which it is counted; absent: all */
export function phaseCountsOf(rows: readonly TotalRow[], segment: string | undefined): PhaseCounts {
  const inPhase = new Map<string, number>();
  const bySegment = new Map<string, number>();
  for (const { at, sums } of rows) {
    const [kind, of, name] = at.map(String) as [string, string, string];
    const n = Number(sums['n'] ?? 0);
    if (kind === 'phase') bySegment.set(of, (bySegment.get(of) ?? 0) + n);
    if (segment === undefined || segment === of) inPhase.set(name, (inPhase.get(name) ?? 0) + n);
  }
  const segments = [...bySegment].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
  return { inPhase, segments };
}
