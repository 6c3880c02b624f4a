import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attributeChange, type Attribution } from './attribution.js';
import { explainChange, healthUnder, type HealthModel } from './health-model.js';
import { healthOf, shownHealth, type Scores, type Weights } from './health.js';

const names = ['rhythm', 'silence', 'promises', 'csat', 'effort'];
const tenths = fc.integer({ min: 0, max: 1000 }).map((tenth) => tenth / 10);
const weightsOfAll = fc
  .array(fc.integer({ min: 0, max: 10 }), { minLength: names.length, maxLength: names.length })
  .map((weights): Weights => Object.fromEntries(names.map((name, at) => [name, weights[at]!])));
const scoresOfSome = fc
  .array(fc.option(tenths, { nil: undefined, freq: 4 }), { minLength: names.length, maxLength: names.length })
  .map((scores): Scores => Object.fromEntries(names.map((name, at) => [name, scores[at]])));

const same = (weights: Weights, before: Scores, after: Scores): Attribution =>
  attributeChange({
    weightsBefore: weights,
    weightsAfter: weights,
    scoresBefore: before,
    scoresBeforeUnderNewModel: before,
    scoresAfter: after,
  })!;

describe('health', () => {
  it('adds to 50 what each signal says, by its weight', () => {
    const health = healthOf({ silence: 3, csat: 1 }, { silence: 90, csat: 30 });
    expect(health).toEqual({
      value: 75,
      coverage: 1,
      contributions: [
        { signal: 'silence', score: 90, weight: 3, contribution: 30 },
        { signal: 'csat', score: 30, weight: 1, contribution: -5 },
      ],
    });
  });

  it('shows a number from half of the weight on, and none below', () => {
    expect(healthOf({ a: 1, b: 1 }, { a: 80 })).toMatchObject({ value: 80, coverage: 0.5 });
    expect(healthOf({ a: 0.1, b: 0.2, c: 0.3 }, { c: 80 }).value).toBe(80);
    expect(healthOf({ a: 1, b: 1.01 }, { a: 80 })).toEqual({ value: undefined, coverage: 1 / 2.01, contributions: [] });
  });

  it('has no number for a model without weights, and takes no bad weight or score', () => {
    expect(healthOf({}, { a: 80 })).toEqual({ value: undefined, coverage: 0, contributions: [] });
    const odd = healthOf(
      { a: 1, b: Number.NaN, c: -5, d: Number.POSITIVE_INFINITY, e: 0, f: 1 },
      { a: 80, b: 1, f: 101 },
    );
    expect(odd).toMatchObject({ value: 80, coverage: 0.5 });
    expect(healthOf({ toString: 1, a: 1 }, { a: 60 })).toMatchObject({ value: 60, coverage: 0.5 });
  });

  it('is rounded half up, also where doubles miss the half', () => {
    expect([49.49, 49.5, 49.499_999_999_999_99, 0, 100].map(shownHealth)).toEqual([49, 50, 50, 0, 100]);
  });

  it('is the same number after its signals are named in another order', () => {
    const one = healthOf({ a: 2, b: 1 }, { a: 10, b: 70 });
    const other = healthOf({ b: 1, a: 2 }, { b: 70, a: 10 });
    expect(other.value).toBe(one.value);
  });
});

describe('a change of health', () => {
  it('is nobody’s doing when nothing changed', () => {
    const attribution = same({ a: 3, b: 1 }, { a: 12.3 }, { a: 12.3 });
    expect([attribution.model.effect, attribution.coverage.effect, attribution.shownChange]).toEqual([0, 0, 0]);
    expect(attribution.values).toEqual([{ signal: 'a', effect: 0, shown: 0 }]);
  });

  it('names what came and went', () => {
    // 60 → (70 + 20)/2 = 45: a gave +10 of a weight of 1 that was there both times, and the rest is that b came.
    expect(same({ a: 1, b: 1, c: 0 }, { a: 60, c: 1 }, { a: 70, b: 20 })).toMatchObject({
      values: [{ signal: 'a', effect: 10, shown: 10 }],
      coverage: { effect: -25, shown: -25, came: ['b'], went: [] },
    });
  });

  it('without a signal present both times is all coverage', () => {
    expect(same({ a: 1, b: 1 }, { a: 60 }, { b: 20 })).toMatchObject({
      values: [],
      coverage: { effect: -40, shown: -40, came: ['b'], went: ['a'] },
    });
  });

  it('is the model’s where the new one weighs nothing of what was known', () => {
    const attribution = attributeChange({
      weightsBefore: { a: 1 },
      weightsAfter: { b: 1 },
      scoresBefore: { a: 70 },
      scoresBeforeUnderNewModel: { a: 70 },
      scoresAfter: { a: 70, b: 40 },
    });
    expect(attribution).toMatchObject({ model: { effect: -20 }, coverage: { effect: -10, came: ['b'], went: [] } });
  });

  it('has no explanation while there is no number', () => {
    const without = { weightsBefore: { a: 1, b: 2 }, weightsAfter: { a: 1, b: 2 }, scoresBeforeUnderNewModel: {} };
    expect(attributeChange({ ...without, scoresBefore: { a: 1 }, scoresAfter: { a: 1, b: 2 } })).toBeUndefined();
    expect(attributeChange({ ...without, scoresBefore: { a: 1, b: 2 }, scoresAfter: { a: 1 } })).toBeUndefined();
  });

  it('is explained to the last point, exactly and as shown, whatever changes', () => {
    fc.assert(
      fc.property(
        fc.tuple(weightsOfAll, weightsOfAll),
        fc.tuple(scoresOfSome, scoresOfSome, scoresOfSome),
        ([weightsBefore, weightsAfter], [scoresBefore, scoresBeforeUnderNewModel, scoresAfter]) => {
          const found = attributeChange({
            weightsBefore,
            weightsAfter,
            scoresBefore,
            scoresBeforeUnderNewModel,
            scoresAfter,
          });
          if (found === undefined) return;
          const parts = [found.model, ...found.values, found.coverage];
          const effects = parts.reduce((sum, { effect }) => sum + effect, 0);
          expect(Math.abs(effects - (found.after - found.before))).toBeLessThan(1e-9);
          expect(parts.reduce((sum, { shown }) => sum + shown, 0)).toBe(found.shownChange);
          for (const { effect, shown } of parts) expect(Math.abs(effect - shown)).toBeLessThan(1 + 1e-9);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a health model', () => {
  const model = (weight: number, best: number): HealthModel => [
    {
      signal: 'silence',
      weight: 3,
      map: [
        { raw: 0, score: 0 },
        { raw: 1, score: 100 },
      ],
    },
    {
      signal: 'csat',
      weight,
      map: [
        { raw: 1, score: 0 },
        { raw: best, score: 100 },
      ],
    },
  ];

  it('maps what was measured and weighs it', () => {
    expect(healthUnder(model(1, 5), { silence: 0.8, csat: 3 }).value).toBeCloseTo(72.5, 12);
    expect(healthUnder(model(1, 5), { csat: 3 })).toMatchObject({ value: undefined, coverage: 0.25 });
    expect(healthUnder(model(1, 5), Object.create({ silence: 1, csat: 1 })).coverage).toBe(0);
  });

  it('that was published anew explains its own part of a change', () => {
    const raw = { silence: 0.8, csat: 3 };
    const change = explainChange({ model: model(1, 5), raw }, { model: model(1, 7), raw: { ...raw, silence: 0.6 } });
    // csat 50 → 100/3 by the new map: −50/3 · ¼. silence −20 · ¾.
    expect(change!.model.effect).toBeCloseTo(-50 / 12, 12);
    expect(change!.values.map(({ effect }) => Number(effect.toFixed(12)) + 0)).toEqual([-15, 0]);
    expect(change!.coverage).toEqual({ effect: 0, shown: 0, came: [], went: [] });
  });
});
