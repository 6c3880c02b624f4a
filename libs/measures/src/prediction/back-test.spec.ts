import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '../statistics/mulberry32.js';
import { backTest, type BackTestOptions } from './back-test.js';
import { bgNbd } from './beta-geometric.js';
import { attritionPredictor, silencePredictor, type Predictor } from './predictors.js';
import type { RelationshipHistory } from './relationship-history.js';

/**
 * Regulars of five days or of 90; half of those of five days stop on some day. Recency is misled by the slow ones; who
 * knows the rhythm of each is not.
 */
function simulated(count: number, seed: number): RelationshipHistory[] {
  const random = mulberry32(seed);
  return Array.from({ length: count }, (_, i) => {
    const pace = i % 2 === 0 ? 5 : 90;
    const stops = pace === 5 && random() < 0.5 ? 200 + 400 * random() : Infinity;
    const acts: { day: number; knownOn: number }[] = [];
    for (let day = Math.floor(60 * random()); day < Math.min(stops, 1_200);) {
      acts.push({ day, knownOn: day });
      day += Math.max(1, Math.round(pace * (0.7 + 0.6 * random())));
    }
    return { id: `R${i}`, acts, owners: [{ owner: `O${i % 3}`, day: 0, knownOn: 0 }] };
  });
}

const cheater = (histories: readonly RelationshipHistory[], noise: number): Predictor => {
  const last = new Map(histories.map(({ id, acts }) => [id, acts.at(-1)!.day]));
  return {
    name: 'cheater',
    prepare: () => ({ rankings: { cheater: ({ id, repeats: { T } }) => -last.get(id)! + noise * (T % 7) } }),
  };
};

const options = (rest: Partial<BackTestOptions>): BackTestOptions => ({
  cuts: [600],
  knownUntil: 1_200,
  predictors: [],
  replicates: 200,
  ...rest,
});

describe('a back-test', () => {
  const histories = simulated(240, 1);

  it('lets a measure that knows the rhythm beat the baselines, at each cut and over all', () => {
    const found = backTest(histories, options({ cuts: [450, 600], predictors: [silencePredictor(4)] }));
    for (const cut of found.cuts) {
      expect(cut.members).toBe(240);
      expect(cut.outcomes['not-yet-known'] + cut.outcomes['feed-down']).toBe(0);
      const [silence] = cut.predictors[0]!.rankings;
      expect(silence!.area).toBeGreaterThan(silence!.against[0]!.area!);
      expect(silence!.verdict).toBe('beats');
    }
    expect(found.overall).toMatchObject([{ ranking: 'silence', cuts: 2, verdict: 'beats' }]);
    const [own, all] = [found.cuts[0]!.predictors[0]!.rankings[0]!.against[0]!, found.overall[0]!.against[0]!];
    // Two cuts of the same relationships say more than one, but the interval stays one of relationships.
    expect(all.difference!.high - all.difference!.low).toBeGreaterThan(
      0.5 * (own.difference!.high - own.difference!.low),
    );
  });

  it('does not say so of the baselines themselves, nor of one that only adds noise', () => {
    const noise: Predictor = {
      name: 'noise',
      prepare: () => ({ rankings: { noise: ({ id }) => Number(id.slice(1)) % 11 } }),
    };
    const [cut] = backTest(histories, options({ predictors: [noise] })).cuts;
    expect(cut!.predictors[0]!.rankings[0]!.verdict).toBe('does-not-beat');
    expect(cut!.baselines.map(({ rankings }) => rankings[0]!.verdict)).toEqual([undefined, undefined]);
  });

  it('gives precision among the first of every owner', () => {
    const [cut] = backTest(histories, options({ predictors: [cheater(histories, 0)], capacities: [5, 1_000] })).cuts;
    const [judged] = cut!.predictors[0]!.rankings;
    expect(judged!.area).toBe(1);
    expect(judged!.precision).toEqual([
      { capacity: 5, among: 15, expected: 1 },
      { capacity: 1_000, among: 240, expected: cut!.outcomes.left / 240 },
    ]);
  });

  it('compares only those of whom a measure says something, and counts the others', () => {
    const half: Predictor = {
      name: 'half',
      prepare: () => ({
        rankings: { half: ({ id, repeats: { T, tx } }) => (Number(id.slice(1)) % 2 ? undefined : T - tx) },
      }),
    };
    const [judged] = backTest(histories, options({ predictors: [half] })).cuts[0]!.predictors[0]!.rankings;
    expect(judged).toMatchObject({ scored: 120, unscored: 120 });
    // The same as recency on the same half, so no difference at all.
    expect(judged!.against[0]).toMatchObject({ baseline: 'recency', area: judged!.area });
    expect(judged!.against[0]!.difference).toMatchObject({ difference: 0, low: 0, high: 0 });
  });

  it('says the same of a measure whoever is judged beside it', () => {
    const both = [silencePredictor(4), cheater(histories, 3)];
    const alone = backTest(histories, options({ predictors: both.slice(0, 1) })).cuts[0]!.predictors[0];
    expect(backTest(histories, options({ predictors: both })).cuts[0]!.predictors[0]).toEqual(alone);
  });

  it('judges the chances that a predictor tells, of whom it tells one', () => {
    const quarter: Predictor = {
      name: 'quarter',
      prepare: () => ({ rankings: {}, chanceOfLeaving: ({ id }) => (id === 'R0' ? undefined : 0.25) }),
    };
    const [cut] = backTest(histories, options({ predictors: [quarter] })).cuts;
    const { calibration } = cut!.predictors[0]!;
    expect(calibration!.n).toBe(239);
    expect(calibration!.bins).toMatchObject([{ meanForecast: 0.25 }]);
    expect(Math.abs(calibration!.bins[0]!.shareObserved - cut!.outcomes.left / 240)).toBeLessThan(0.005);
  });

  it('judges no chance of silence by who left a contract', () => {
    const bound = histories.map((history, i) =>
      i < 100 ? { ...history, contracts: [{ from: 0, until: 5_000 }] } : history,
    );
    const half: Predictor = { name: 'half', prepare: () => ({ rankings: {}, chanceOfLeaving: () => 0.5 }) };
    const [cut] = backTest(bound, options({ predictors: [half] })).cuts;
    expect(cut!.predictors[0]!.calibration!.n).toBe(140);
    expect(cut!.outcomes.left + cut!.outcomes.stayed).toBe(240);
  });

  it('refuses two rankings of one name', () => {
    const twice = options({ predictors: [silencePredictor(4), silencePredictor(2)] });
    expect(() => backTest(histories, twice)).toThrow(new RangeError('Two rankings are called "silence".'));
  });

  it('says at which cut a measure has nothing to say, and why', () => {
    const found = backTest(
      histories.slice(0, 3),
      options({ cuts: [20, 600], predictors: [attritionPredictor(bgNbd)] }),
    );
    expect(found.cuts.map(({ predictors }) => predictors[0]!.noFit)).toEqual([expect.any(String), 'no-maximum']);
    expect(found.overall).toEqual([]);
  });

  it('counts what is not yet known apart, and concludes nothing from it', () => {
    const found = backTest(histories, options({ knownUntil: 700, predictors: [silencePredictor(4)] }));
    expect(found.cuts[0]!.outcomes).toMatchObject({ 'left': 0, 'stayed': 0, 'not-yet-known': 240 });
    expect(found.cuts[0]!.predictors[0]!.rankings[0]).toMatchObject({
      scored: 0,
      verdict: 'not-enough-data',
      precision: [],
    });
    expect(found.overall).toMatchObject([{ ranking: 'silence', cuts: 0, verdict: 'not-enough-data' }]);
  });

  it('of nobody, and without cuts, is empty', () => {
    expect(backTest([], options({ predictors: [silencePredictor(4)] })).cuts[0]).toMatchObject({ members: 0 });
    expect(backTest(histories, options({ cuts: [] }))).toMatchObject({ cuts: [], overall: [] });
  });

  it('is the same again', () => {
    const all = options({ cuts: [450, 600], predictors: [silencePredictor(4)] });
    expect(backTest(histories, all)).toEqual(backTest(histories, all));
  });
});
