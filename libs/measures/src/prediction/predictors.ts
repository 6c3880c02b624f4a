import { fitRhythm } from '../rhythm/rhythm-fit.js';
import { silenceProbability } from '../rhythm/silence.js';
import type { AttritionModel } from './attrition-model.js';
import { fitAttrition } from './fit-attrition.js';
import type { KnownRelationship } from './relationship-history.js';

/** How likely someone is to leave, on a scale of the measure's own: higher is likelier; undefined is no answer. */
export type Ranking = (relationship: KnownRelationship) => number | undefined;

/** A measure, or several that rest on one fit, made ready at a cut. */
export interface PreparedPredictor {
  /** What was fitted, to be looked at. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** By names that no other predictor uses; each is compared with the baselines. */
  readonly rankings: Readonly<Record<string, Ranking>>;
  /** The chance of no act of theirs within the horizon, where the predictor claims to know it. */
  readonly chanceOfLeaving?: Ranking;
}

/** Something that says who leaves. It sees what was known at the cut and nothing else. */
export interface Predictor {
  readonly name: string;
  /** @returns why it has nothing to say at this cut, or what it says */
  prepare(members: readonly KnownRelationship[], cut: number): PreparedPredictor | { readonly noFit: string };
}

/** Longest without an act first. */
export const recency = baseline('recency', ({ repeats: { tx, T } }) => T - tx);

/** Fewest contact-days first, those of equal number by recency: the harder of the two to beat. */
export const frequencyThenRecency = baseline('frequency then recency', ({ repeats: { x, tx, T } }) => {
  const silent = T - tx;
  return silent / (1 + silent) - x;
});

/** What any measure has to beat. */
export const naiveBaselines: readonly Predictor[] = [recency, frequencyThenRecency];

function baseline(name: string, ranking: Ranking): Predictor {
  return { name, prepare: () => ({ rankings: { [name]: ranking } }) };
}

/**
 * An attrition model, fitted on what was known at the cut; three ways to rank by it. The chance of leaving is that of no
 * act within the horizon, which P(alive) is not: who is alive may well be silent that long.
 */
export function attritionPredictor<Name extends string>(model: AttritionModel<Name>): Predictor {
  return {
    name: model.name,
    prepare(members) {
      const fit = fitAttrition(
        model,
        members.map(({ repeats }) => repeats),
      );
      if ('noFit' in fit) return fit;
      const { parameters } = fit;
      return {
        parameters,
        rankings: {
          [`${model.name} alive`]: ({ repeats }) => negated(model.chanceAlive(parameters, repeats)),
          [`${model.name} expected`]: ({ repeats, horizonDays }) =>
            negated(model.expectedTransactions(parameters, repeats, horizonDays)),
          [`${model.name} return`]: ({ repeats, horizonDays }) =>
            negated(model.chanceOfReturn(parameters, repeats, horizonDays)),
        },
        chanceOfLeaving({ repeats, horizonDays }) {
          const returns = model.chanceOfReturn(parameters, repeats, horizonDays);
          return returns === undefined ? undefined : 1 - returns;
        },
      };
    },
  };
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

/**
 * Silence against the rhythm of everyone at the cut, in calendar days.
 * @param fewestGaps who has fewer has no answer
 */
export function silencePredictor(fewestGaps: number): Predictor {
  return {
    name: 'silence',
    prepare(members) {
      const fit = fitRhythm(members.map(({ days }) => gapsBetween(days)));
      if ('noFit' in fit) return fit;
      const { k, r, alpha } = fit;
      return {
        parameters: { k, r, alpha },
        rankings: {
          silence: ({ repeats: { x, tx, T } }) =>
            x < fewestGaps ? undefined : -silenceProbability({ k, r, alpha }, { gaps: x, operationalDays: tx }, T - tx),
        },
      };
    },
  };
}

function gapsBetween(days: readonly number[]): number[] {
  return days.slice(1).map((day, i) => day - days[i]!);
}
