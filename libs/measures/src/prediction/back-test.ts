import { alarmRecordOf, type AlarmRecord } from './alarm-record.js';
import { compareRankings, type RankingComparison } from './comparison.js';
import { judgeCut, type CutJudgement } from './cut-judgement.js';
import { outcomeAfter, type Outcome } from './leaving.js';
import { naiveBaselines, type Predictor } from './predictors.js';
import { populationAt, usualHorizon, type HorizonRule, type RelationshipHistory } from './relationship-history.js';

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

export interface BackTest {
  readonly cuts: readonly CutJudgement[];
  /** Over all cuts at once. */
  readonly overall: readonly RankingComparison[];
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
    overall:
      judged.length === 1
        ? judged[0]!.comparisons
        : compareRankings(
            judged.map(({ scored }) => scored),
            settings,
          ),
    alarms: alarmRecordOf(histories, horizon, knownUntil),
  };
}
