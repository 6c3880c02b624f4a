import { calibrationOf, type Calibration } from './calibration.js';
import type { Outcome } from './leaving.js';
import { compareRankings, type RankingComparison, type ScoredRanking } from './comparison.js';
import type { DifferenceOfAreas } from './paired-bootstrap.js';
import { precisionAmongFirst } from './precision.js';
import type { Predictor, PreparedPredictor, Ranking } from './predictors.js';
import { areaUnderCurve } from './ranking.js';
import type { KnownRelationship, Population } from './relationship-history.js';
import type { Verdict } from './verdict.js';

/** Of the first so many of each owner, who left. */
export interface Precision {
  /** How many each owner looked at, at most. */
  readonly capacity: number;
  /** How many all owners looked at together. */
  readonly among: number;
  /** Share of them that left; ties in proportion. */
  readonly expected: number;
}

/** A ranking at a cut. Areas and differences are of those that it says something of and whose outcome is known. */
export interface RankingJudgement {
  readonly ranking: string;
  readonly scored: number;
  /** Outcome known, but the ranking says nothing of them. */
  readonly unscored: number;
  /** Undefined where all left or all stayed. */
  readonly area: number | undefined;
  readonly against: readonly {
    readonly baseline: string;
    readonly area: number | undefined;
    readonly difference: DifferenceOfAreas | undefined;
  }[];
  /** Not of a baseline. */
  readonly verdict?: Verdict;
  readonly precision: readonly Precision[];
}

export interface PredictorJudgement {
  readonly predictor: string;
  /** Why there is nothing to judge. */
  readonly noFit?: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly rankings: readonly RankingJudgement[];
  /** Of the chance of leaving within the horizon, for those without a contract. */
  readonly calibration?: Calibration;
}

export interface CutJudgement {
  readonly cut: number;
  readonly members: number;
  readonly unusable: Population['unusable'];
  readonly notYetBegun: number;
  readonly alreadyLeft: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly baselines: readonly PredictorJudgement[];
  readonly predictors: readonly PredictorJudgement[];
}

/** What became of a member of the population. */
export interface Fate {
  readonly outcome: Outcome;
  readonly underContract: boolean;
}

export interface JudgeSettings {
  readonly baselines: readonly Predictor[];
  readonly predictors: readonly Predictor[];
  readonly capacities: readonly number[];
  readonly seed: number;
  readonly replicates: number;
}

export interface JudgedCut {
  readonly judgement: CutJudgement;
  /** What the judgement rests on, for a comparison over several cuts. */
  readonly scored: readonly ScoredRanking[];
  readonly comparisons: readonly RankingComparison[];
}

/**
 * Prepares the predictors on a population, then compares what they say with what became of it.
 * @param fates of the members of the population, in their order
 * @throws RangeError when two rankings have one name: what is said of one could be read as said of the other
 */
export function judgeCut(
  cut: number,
  population: Population,
  fates: readonly Fate[],
  settings: JudgeSettings,
): JudgedCut {
  const { members, places, unusable, notYetBegun, alreadyLeft } = population;
  const prepare = (each: Predictor): Prepared => ({ name: each.name, made: each.prepare(members, cut) });
  const known = members.flatMap((member, i): Judged[] => {
    const { outcome, underContract } = fates[i]!;
    if (outcome !== 'left' && outcome !== 'stayed') return [];
    return [{ member, left: outcome === 'left', underContract, place: places[i]! }];
  });
  const yardsticks = settings.baselines.map(prepare);
  const made = settings.predictors.map(prepare);
  assertDifferentNames([...yardsticks, ...made].flatMap(rankingsOf));
  const scored = made.flatMap(rankingsOf).map((ranking) => scoredBy(ranking, yardsticks.flatMap(rankingsOf), known));
  const comparisons = compareRankings([scored], settings);
  const judge = (predictor: Prepared) => judgePredictor(predictor, known, scored, comparisons, settings);
  const judgement = {
    cut,
    members: members.length,
    unusable,
    notYetBegun,
    alreadyLeft,
    outcomes: countsOf(fates),
    baselines: yardsticks.map(judge),
    predictors: made.map(judge),
  };
  return { judgement, scored, comparisons };
}

interface Prepared {
  readonly name: string;
  readonly made: PreparedPredictor | { readonly noFit: string };
}

function rankingsOf({ made }: Prepared): Yardstick[] {
  return 'noFit' in made ? [] : Object.entries(made.rankings);
}

function assertDifferentNames(rankings: readonly Yardstick[]): void {
  const names = rankings.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`Two rankings are called "${twice}".`);
}

function judgePredictor(
  { name, made }: Prepared,
  known: readonly Judged[],
  scored: readonly ScoredRanking[],
  comparisons: readonly RankingComparison[],
  settings: JudgeSettings,
): PredictorJudgement {
  if ('noFit' in made) return { predictor: name, noFit: made.noFit, rankings: [] };
  const calibration = made.chanceOfLeaving && calibrationOn(made.chanceOfLeaving, known);
  const rankings = Object.entries(made.rankings).map((ranking) => {
    const row = scored.find((row) => row.ranking === ranking[0]) ?? scoredBy(ranking, [], known);
    const comparison = comparisons.find((comparison) => comparison.ranking === row.ranking);
    return judgeRanking(row, comparison, known, settings);
  });
  return {
    predictor: name,
    ...(made.parameters && { parameters: made.parameters }),
    rankings,
    ...(calibration && { calibration }),
  };
}

type Yardstick = readonly [name: string, ranking: Ranking];

interface Judged {
  readonly member: KnownRelationship;
  readonly left: boolean;
  readonly underContract: boolean;
  readonly place: number;
}

/** Those of whom the ranking, and every baseline, says something. */
function scoredBy(
  [name, ranking]: Yardstick,
  baselines: readonly Yardstick[],
  known: readonly Judged[],
): ScoredRanking {
  const rows = known.flatMap(({ member, left, place }) => {
    const score = ranking(member);
    const others = baselines.map(([, baseline]) => baseline(member));
    return score === undefined || others.includes(undefined) ? [] : [{ score, others, left, place }];
  });
  return {
    ranking: name,
    outcomes: rows.map(({ left }) => left),
    scores: rows.map(({ score }) => score),
    baselines: baselines.map(([ranking], b) => ({ ranking, scores: rows.map(({ others }) => others[b]!) })),
    places: rows.map(({ place }) => place),
  };
}

function judgeRanking(
  { ranking, outcomes, scores, baselines, places }: ScoredRanking,
  comparison: RankingComparison | undefined,
  known: readonly Judged[],
  settings: JudgeSettings,
): RankingJudgement {
  const against = baselines.map((baseline) => ({
    baseline: baseline.ranking,
    area: areaUnderCurve(outcomes, baseline.scores),
    difference: comparison?.against.find((each) => each.baseline === baseline.ranking)?.difference,
  }));
  const ownerOf = new Map(known.map(({ place, member }) => [place, member.owner]));
  const owners = places.map((place) => ownerOf.get(place));
  return {
    ranking,
    scored: scores.length,
    unscored: known.length - scores.length,
    area: areaUnderCurve(outcomes, scores),
    against,
    ...(comparison && { verdict: comparison.verdict }),
    precision: settings.capacities.flatMap((capacity) => precisionOfOwners(outcomes, scores, owners, capacity)),
  };
}

/** Those without an owner are one more desk. */
function precisionOfOwners(
  outcomes: readonly boolean[],
  scores: readonly number[],
  owners: readonly (string | undefined)[],
  capacity: number,
): Precision[] {
  let among = 0;
  let left = 0;
  for (const owner of new Set(owners)) {
    const own = <T>(values: readonly T[]) => values.filter((_, i) => owners[i] === owner);
    const precision = precisionAmongFirst(own(outcomes), own(scores), capacity);
    if (!precision) continue;
    among += precision.among;
    left += precision.among * precision.expected;
  }
  return among === 0 ? [] : [{ capacity, among, expected: left / among }];
}

/** Without those under contract: to be silent and to leave are two things there, and only the first was foretold. */
function calibrationOn(chance: Ranking, known: readonly Judged[]): Calibration | undefined {
  const told = known.flatMap(({ member, left, underContract }) => {
    const forecast = chance(member);
    return underContract || forecast === undefined ? [] : [{ forecast, left }];
  });
  return calibrationOf(
    told.map(({ left }) => left),
    told.map(({ forecast }) => forecast),
  );
}

function countsOf(fates: readonly Fate[]): Record<Outcome, number> {
  const counts = { 'left': 0, 'stayed': 0, 'not-yet-known': 0, 'feed-down': 0 };
  for (const { outcome } of fates) counts[outcome]++;
  return counts;
}
