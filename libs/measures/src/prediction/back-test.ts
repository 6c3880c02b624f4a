import { alarmRecordOf, type AlarmRecord } from './alarm-record.js';
import { judgeCut, type CutJudgement, type ScoredRanking } from './cut-judgement.js';
import { outcomeAfter, type Outcome } from './leaving.js';
import { bootstrapOfDifference, type DifferenceOfAreas, type PairedScores } from './paired-bootstrap.js';
import { naiveBaselines, type Predictor } from './predictors.js';
import { populationAt, usualHorizon, type HorizonRule, type RelationshipHistory } from './relationship-history.js';
import { verdictAgainst, type Verdict } from './verdict.js';

export interface BackTestOptions {
  /** The days after which nothing may be known. */
  readonly cuts: readonly number[];
  /** The last day of which everything is known. */
  readonly knownUntil: number;
  readonly predictors: readonly Predictor[];
  /** Default: recency, and frequency then recency. */
  readonly baselines?: readonly Predictor[];
  /** Default: max(180 d, 4ḡ). */
  readonly horizon?: HorizonRule;
  /** How many an owner can handle: precision is given among each of these numbers. Default 10. */
  readonly capacities?: readonly number[];
  /** Of the bootstraps. Default 1. */
  readonly seed?: number;
  /** Default 1,000. */
  readonly replicates?: number;
}

/** A ranking against the baselines over all cuts at once. */
export interface OverallJudgement {
  readonly ranking: string;
  /** In how many cuts it had someone who left and someone who stayed to tell apart. */
  readonly cuts: number;
  readonly against: readonly { readonly baseline: string; readonly difference: DifferenceOfAreas | undefined }[];
  readonly verdict: Verdict;
}

export interface BackTest {
  readonly cuts: readonly CutJudgement[];
  readonly overall: readonly OverallJudgement[];
  readonly alarms: AlarmRecord;
}

/**
 * Would it have known? At each cut everything is made anew from what was known by then: who takes part, what is told of
 * them, what is fitted. Only then is looked at who left. Every measure is compared with naive baselines on the same
 * relationships, and beats them only if the whole interval of the difference says so.
 */
export function backTest(histories: readonly RelationshipHistory[], options: BackTestOptions): BackTest {
  const { cuts, knownUntil, predictors, baselines = naiveBaselines, horizon = usualHorizon } = options;
  const settings = {
    capacities: options.capacities ?? [10],
    seed: options.seed ?? 1,
    replicates: options.replicates ?? 1_000,
  };
  const judged = cuts.map((cut) => {
    const population = populationAt(histories, cut, horizon);
    const outcomes: Outcome[] = population.members.map(({ horizonDays }, i) =>
      outcomeAfter(histories[population.places[i]!]!, cut, horizonDays, knownUntil),
    );
    return judgeCut(cut, population, outcomes, baselines, predictors, settings);
  });
  return {
    cuts: judged.map(({ judgement }) => judgement),
    overall: overallOf(
      judged.map(({ scored }) => scored),
      settings,
    ),
    alarms: alarmRecordOf(histories, horizon, knownUntil),
  };
}

/**
 * The mean difference over the cuts, relationships drawn with all their cuts: what happened to one at two cuts is not
 * two things.
 */
function overallOf(
  cuts: readonly (readonly ScoredRanking[])[],
  { seed, replicates }: { readonly seed: number; readonly replicates: number },
): OverallJudgement[] {
  const names = [...new Set(cuts.flat().map(({ ranking }) => ranking))];
  return names.map((name) => {
    const present = cuts.flatMap((cut) => cut.filter(({ ranking, outcomes }) => ranking === name && hasBoth(outcomes)));
    const baselines = present[0]?.baselines.map(({ ranking }) => ranking) ?? [];
    const { relationships, numbered } = withOwnNumbers(present);
    const against = baselines.map((baseline, b) => {
      const sets = present.map(({ outcomes, scores, baselines }, cut): PairedScores => {
        return { outcomes, a: scores, b: baselines[b]!.scores, relationship: numbered[cut]! };
      });
      return { baseline, difference: bootstrapOfDifference(sets, { seed, replicates, relationships }) };
    });
    const verdict = verdictAgainst(against.map(({ difference }) => difference));
    return { ranking: name, cuts: present.length, against, verdict };
  });
}

function hasBoth(outcomes: readonly boolean[]): boolean {
  return outcomes.includes(true) && outcomes.includes(false);
}

/** Numbers the relationships that are in any of the cuts from 0 on, so that each draw draws one of them. */
function withOwnNumbers(present: readonly ScoredRanking[]) {
  const numbers = new Map<number, number>();
  const numbered = present.map(({ places }) =>
    places.map((place) => {
      const number = numbers.get(place) ?? numbers.size;
      numbers.set(place, number);
      return number;
    }),
  );
  return { relationships: numbers.size, numbered };
}
