import { bootstrapOfDifferences, type DifferenceOfAreas, type Pair } from './paired-bootstrap.js';
import { verdictAgainst, type Verdict } from './verdict.js';

/** What a ranking and the baselines say of those at one cut of whom all say something, and what became of them. */
export interface ScoredRanking {
  readonly ranking: string;
  /** Whether each left. */
  readonly outcomes: readonly boolean[];
  readonly scores: readonly number[];
  readonly baselines: readonly { readonly ranking: string; readonly scores: readonly number[] }[];
  /** Which relationship each is, among all of the back-test. */
  readonly places: readonly number[];
}

/** A ranking against the baselines, over one cut or several. */
export interface RankingComparison {
  readonly ranking: string;
  /** In how many cuts it had someone who left and someone who stayed to tell apart. */
  readonly cuts: number;
  readonly against: readonly { readonly baseline: string; readonly difference: DifferenceOfAreas | undefined }[];
  readonly verdict: Verdict;
}

/**
 * Compares rankings with their baselines: the mean difference over the cuts, relationships drawn with all their cuts,
 * since what happened to one at two cuts is not two things. Rankings that speak of the same relationships share samples:
 * to draw them takes longer than to use them.
 *
 * @param cuts the rankings of each cut, with the same baselines everywhere
 */
export function compareRankings(
  cuts: readonly (readonly ScoredRanking[])[],
  options: { readonly seed: number; readonly replicates: number },
): RankingComparison[] {
  const names = [...new Set(cuts.flat().map(({ ranking }) => ranking))];
  const groups = new Map<string, ScoredRanking[][]>();
  for (const name of names) {
    const rows = cuts.flatMap((cut) => cut.filter(({ ranking, outcomes }) => ranking === name && hasBoth(outcomes)));
    const key = rows.map(({ places }) => places.join(' ')).join(';');
    groups.set(key, [...(groups.get(key) ?? []), rows]);
  }
  const compared = [...groups.values()].flatMap((group) => compareGroup(group, options));
  const fewer = names.filter((name) => !compared.some(({ ranking }) => ranking === name));
  const uncompared = fewer.map((ranking) => ({ ranking, cuts: 0, against: [], verdict: verdictAgainst([]) }));
  const all = [...compared, ...uncompared];
  return names.map((name) => all.find(({ ranking }) => ranking === name)!);
}

function hasBoth(outcomes: readonly boolean[]): boolean {
  return outcomes.includes(true) && outcomes.includes(false);
}

/** @param group of each ranking its rows, cut by cut: the same relationships for all of them */
function compareGroup(
  group: readonly (readonly ScoredRanking[])[],
  options: { readonly seed: number; readonly replicates: number },
): RankingComparison[] {
  const cuts = group[0]!;
  if (cuts.length === 0) return [];
  const { relationships, numbered } = withOwnNumbers(cuts);
  const baselines = cuts[0]!.baselines.map(({ ranking }) => ranking);
  const sets = cuts.map(({ outcomes, baselines }, cut) => ({
    outcomes,
    scores: [...baselines.map(({ scores }) => scores), ...group.map((rows) => rows[cut]!.scores)],
    relationship: numbered[cut]!,
  }));
  const pairs = group.flatMap((_, i) => baselines.map((_, b): Pair => [baselines.length + i, b]));
  const differences = bootstrapOfDifferences(sets, pairs, { ...options, relationships });
  return group.map((rows, i) => {
    const own = differences.slice(i * baselines.length, (i + 1) * baselines.length);
    const against = baselines.map((baseline, b) => ({ baseline, difference: own[b] }));
    return { ranking: rows[0]!.ranking, cuts: cuts.length, against, verdict: verdictAgainst(own) };
  });
}

/** Numbers the relationships that are in any of the cuts from 0 on, so that each draw draws one of them. */
function withOwnNumbers(cuts: readonly ScoredRanking[]) {
  const numbers = new Map<number, number>();
  const numbered = cuts.map(({ places }) =>
    places.map((place) => {
      const number = numbers.get(place) ?? numbers.size;
      numbers.set(place, number);
      return number;
    }),
  );
  return { relationships: numbers.size, numbered };
}
