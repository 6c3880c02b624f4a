import { backTest, type BackTest } from '#measures/prediction/back-test.js';
import { bgNbd, mbgNbd } from '#measures/prediction/beta-geometric.js';
import { paretoNbd } from '#measures/prediction/pareto-nbd.js';
import { attritionPredictor, silencePredictor } from '#measures/prediction/predictors.js';
import type { HorizonRule, RelationshipHistory } from '#measures/prediction/relationship-history.js';
import { silenceFindings } from '#measures/prediction/silence-flags.js';
import { fewestGaps } from '#measures/rhythm/rhythm.js';

/** A back-test to be computed: plain data, as one thread gives it to another. */
export interface BackTestTask {
  readonly histories: readonly RelationshipHistory[];
  /** Ascending. */
  readonly cuts: readonly number[];
  readonly knownUntil: number;
  readonly horizon: HorizonRule;
  readonly capacities: readonly number[];
  readonly seed: number;
  readonly replicates: number;
}

/** What can say who leaves: each is fitted anew at every cut, by maximum likelihood, and beside it the rule of silence. */
const predictors = [
  attritionPredictor(bgNbd),
  attritionPredictor(mbgNbd),
  attritionPredictor(paretoNbd),
  silencePredictor(fewestGaps),
];

/** @param judged told after each cut how many are done */
export function runBackTest(task: BackTestTask, judged?: (cuts: number) => void): BackTest {
  const { cuts, knownUntil, horizon, capacities, seed, replicates } = task;
  const { flags, dissolutions } = silenceFindings(task.histories, cuts, knownUntil, horizon);
  const histories = task.histories.map((history, place) => ({
    ...history,
    flags: flags[place]!,
    dissolutions: dissolutions[place]!,
  }));
  return backTest(histories, {
    cuts,
    knownUntil,
    horizon,
    capacities,
    seed,
    replicates,
    predictors,
    watchedFrom: cuts[0] ?? knownUntil,
    ...(judged === undefined ? {} : { judged }),
  });
}
