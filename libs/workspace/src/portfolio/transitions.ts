import type { Id } from '#core/time.js';
import type { MovementCounts, PhaseCount, Transition, Transitions } from './portfolio-answers.js';
import { phaseNames, type PhaseName } from './standing-answers.js';

/** A relationship at both ends of a period; absent where it was not known of. */
export interface Passage {
  readonly key: Id;
  readonly from?: PhaseName | undefined;
  readonly to?: PhaseName | undefined;
}

/** The transition matrix of some relationships, and what it comes to. */
export function transitionsOf(passages: readonly Passage[]): Transitions {
  const counts = new Map<string, number>();
  for (const { from, to } of passages) {
    const way = `${from ?? ''} ${to ?? ''}`;
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  const countOf = (from: PhaseName | '', to: PhaseName | ''): number => counts.get(`${from} ${to}`) ?? 0;
  const alone = (count: (phase: PhaseName) => number): PhaseCount[] =>
    phaseNames
      .map((phase) => ({ phase, relationships: count(phase) }))
      .filter(({ relationships }) => relationships > 0);
  const transitions: Transition[] = phaseNames.flatMap((from) =>
    phaseNames
      .map((to) => ({ from, to, relationships: countOf(from, to) }))
      .filter(({ relationships }) => relationships > 0),
  );
  return {
    transitions,
    entered: alone((phase) => countOf('', phase)),
    left: alone((phase) => countOf(phase, '')),
    counts: countsOf(passages),
  };
}

const deteriorating: ReadonlySet<PhaseName | undefined> = new Set<PhaseName>([
  'deterioration',
  'betrayal',
  'neglect',
  'withdrawal',
]);

function countsOf(passages: readonly Passage[]): MovementCounts {
  const count = (isSo: (passage: Passage) => boolean): number => passages.filter(isSo).length;
  const was = ({ from }: Passage): boolean => deteriorating.has(from);
  const is = ({ to }: Passage): boolean => deteriorating.has(to);
  const isThere = ({ to }: Passage): boolean => to !== undefined && to !== 'dissolved';
  return {
    relationships: passages.length,
    deteriorated: count((passage) => is(passage) && !was(passage)),
    recovered: count((passage) => was(passage) && !is(passage) && isThere(passage)),
    lost: count(({ from, to }) => to === 'dissolved' && from !== 'dissolved'),
    net: count(is) - count(was),
  };
}
