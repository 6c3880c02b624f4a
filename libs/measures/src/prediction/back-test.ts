import { alarmRecordOf, type AlarmRecord } from './alarm-record.js';
import { compareRankings, type RankingComparison } from './comparison.js';
import { judgeCut, type CutJudgement, type Fate } from './cut-judgement.js';
import { outcomeAfter, underContract } from './leaving.js';
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
  /** The day behind which flags were raised, where that is not all the time. */
  readonly watchedFrom?: number;
  /** Told after each cut how many are done. */
  readonly judged?: (cuts: number) => void;
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
 *
 * @throws RangeError when two rankings have one name
 */
export function backTest(histories: readonly RelationshipHistory[], options: BackTestOptions): BackTest {
  const { cuts, knownUntil, horizon = usualHorizon } = options;
  const settings = {
    predictors: options.predictors,
    baselines: options.baselines ?? naiveBaselines,
    capacities: options.capacities ?? [10],
    seed: options.seed ?? 1,
    replicates: options.replicates ?? 1_000,
  };
  const judged = cuts.map((cut, done) => {
    const population = populationAt(histories, cut, horizon);
    const fates = population.members.map(({ horizonDays }, i): Fate => {
      const history = histories[population.places[i]!]!;
      return {
        outcome: outcomeAfter(history, cut, horizonDays, knownUntil),
        underContract: underContract(history, cut),
      };
    });
    const judgement = judgeCut(cut, population, fates, settings);
    options.judged?.(done + 1);
    return judgement;
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
    alarms: alarmRecordOf(histories, horizon, knownUntil, options.watchedFrom),
  };
}
