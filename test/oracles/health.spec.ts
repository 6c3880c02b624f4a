import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { attributeChange, type Attribution } from '#measures/health/attribution.js';
import { healthOf, shownHealth, type Scores, type Weights } from '#measures/health/health.js';
import { testData } from './test-data.js';

interface GoldenCase {
  readonly weightsBefore: Weights;
  readonly weightsAfter: Weights;
  readonly before: Scores;
  readonly beforeUnderNewModel: Scores;
  readonly after: Scores;
  readonly coverageBefore: number;
  readonly coverageAfter: number;
  readonly healthBefore: number | null;
  readonly healthAfter: number | null;
  readonly contributionsAfter?: Readonly<Record<string, number>>;
  readonly shownBefore?: number;
  readonly shownAfter?: number;
  readonly shownChange?: number;
  readonly attribution: {
    readonly model: number;
    readonly values: Readonly<Record<string, number>>;
    readonly coverage: number;
    readonly came: readonly string[];
    readonly went: readonly string[];
  } | null;
  readonly shownParts?: {
    readonly model: number;
    readonly values: Readonly<Record<string, number>>;
    readonly coverage: number;
  };
}

const { cases } = JSON.parse(readFileSync(testData('cx', 'golden', 'health.json'), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};
const tolerance = 1e-9;

function expectNear(actual: number | undefined, expected: number): void {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(tolerance);
}

function attributionOf(golden: GoldenCase): Attribution | undefined {
  const { weightsBefore, weightsAfter, before, beforeUnderNewModel, after } = golden;
  return attributeChange({
    weightsBefore,
    weightsAfter,
    scoresBefore: before,
    scoresBeforeUnderNewModel: beforeUnderNewModel,
    scoresAfter: after,
  });
}

describe('the health of the golden vectors', () => {
  it.each(cases.map((golden, at) => ({ at, golden })))('case $at: the number', ({ golden }) => {
    const sides = [
      {
        weights: golden.weightsBefore,
        scores: golden.before,
        coverage: golden.coverageBefore,
        is: golden.healthBefore,
      },
      { weights: golden.weightsAfter, scores: golden.after, coverage: golden.coverageAfter, is: golden.healthAfter },
    ];
    for (const { weights, scores, coverage, is } of sides) {
      const health = healthOf(weights, scores);
      expectNear(health.coverage, coverage);
      if (is === null) expect(health.value).toBeUndefined();
      else expectNear(health.value, is);
    }
    if (golden.healthAfter === null) return;
    const { contributions, value } = healthOf(golden.weightsAfter, golden.after);
    if (golden.contributionsAfter !== undefined) {
      expect(contributions.map(({ signal }) => signal)).toEqual(Object.keys(golden.contributionsAfter));
      for (const { signal, contribution } of contributions) {
        expectNear(contribution, golden.contributionsAfter[signal]!);
      }
    }
    if (golden.shownAfter !== undefined) expect(shownHealth(value!)).toBe(golden.shownAfter);
  });

  it.each(cases.map((golden, at) => ({ at, golden })))('case $at: the change', ({ golden }) => {
    const found = attributionOf(golden);
    if (golden.attribution === null) {
      expect(found).toBeUndefined();
      return;
    }
    const { model, values, coverage, came, went } = golden.attribution;
    expectNear(found!.model.effect, model);
    expectNear(found!.coverage.effect, coverage);
    expect(found!.values.map(({ signal }) => signal)).toEqual(Object.keys(values));
    for (const { signal, effect } of found!.values) expectNear(effect, values[signal]!);
    expect([found!.coverage.came, found!.coverage.went]).toEqual([came, went]);
    expect({
      model: found!.model.shown,
      values: Object.fromEntries(found!.values.map(({ signal, shown }) => [signal, shown])),
      coverage: found!.coverage.shown,
    }).toEqual(golden.shownParts);
    expect([found!.shownBefore, found!.shownAfter, found!.shownChange]).toEqual([
      golden.shownBefore,
      golden.shownAfter,
      golden.shownChange,
    ]);
  });
});
