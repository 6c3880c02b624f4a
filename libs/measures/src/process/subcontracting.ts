import type { Handover } from './handovers.js';

/**
 * Subcontracting (van der Aalst, Reijers & Song 2005, distance 2): work that `from` gave to `to` and took back, that is,
 * three steps in a row by from, to, from. Every place where the pattern begins counts, so x y x y x has it twice for x and
 * once for y. Somebody who did all three is counted as well, with from = to, as in `Handovers`: both readings are asked
 * for, and that one can be left out later. A step that nobody is known to have performed is in no pattern.
 *
 * @param cases the performers of each case, one a step in fold order, opaque; undefined where nobody is known
 * @returns most frequent first, then by name
 */
export function subcontractingOf(cases: Iterable<readonly (string | undefined)[]>): Handover[] {
  const counts = new Map<string, Map<string, number>>();
  for (const performers of cases) {
    for (let i = 2; i < performers.length; i++) {
      const [from, to, back] = [performers[i - 2], performers[i - 1], performers[i]];
      if (from === undefined || to === undefined || from !== back) continue;
      const others = counts.get(from) ?? new Map<string, number>();
      counts.set(from, others.set(to, (others.get(to) ?? 0) + 1));
    }
  }
  return Array.from(counts, ([from, others]) => Array.from(others, ([to, count]): Handover => ({ from, to, count })))
    .flat()
    .sort(mostFrequentFirst);
}

function mostFrequentFirst(a: Handover, b: Handover): number {
  if (a.count !== b.count) return b.count - a.count;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : 1;
}
