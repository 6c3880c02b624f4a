import { describe, expect, it } from '@jest/globals';
import { mulberry32 } from '../statistics/mulberry32.js';
import { silenceProbability } from '../rhythm/silence.js';
import { bgNbd } from './beta-geometric.js';
import { attritionPredictor, frequencyThenRecency, recency, silencePredictor, type Predictor } from './predictors.js';
import { knownAt, usualHorizon, type KnownRelationship } from './relationship-history.js';

const cut = 300;
const relationship = (id: string, ...days: readonly number[]): KnownRelationship =>
  knownAt({ id, acts: days.map((day) => ({ day, knownOn: day })) }, cut, usualHorizon)!;

/** Every ten or thirty days for a while, then not. */
const members = Array.from({ length: 40 }, (_, i) => {
  const [pace, count] = [i % 2 === 0 ? 10 : 30, 2 + ((i * 7) % 9)];
  return relationship(`R${i}`, ...Array.from({ length: count }, (_, j) => (i % 5) + j * (pace + ((i * j) % 5))));
});

function rankingOf(predictor: Predictor, name = predictor.name) {
  const made = predictor.prepare(members, cut);
  if ('noFit' in made) throw new Error(made.noFit);
  return made.rankings[name]!;
}

describe('the naive baselines', () => {
  const silentLong = relationship('A', 0, 10, 100);
  const silentShort = relationship('B', 0, 290);
  const alike = relationship('C', 0, 280);

  it('put first who was silent longest, or who came least and then was silent longest', () => {
    const byRecency = rankingOf(recency);
    expect(byRecency(silentLong)).toBe(200);
    expect(byRecency(silentShort)).toBe(10);
    const byBoth = rankingOf(frequencyThenRecency);
    expect(byBoth(silentShort)!).toBeGreaterThan(byBoth(silentLong)!);
    expect(byBoth(alike)!).toBeGreaterThan(byBoth(silentShort)!);
  });

  it('tell apart those who are silent for decades by a day', () => {
    const byBoth = rankingOf(frequencyThenRecency);
    const silent = (days: number) => byBoth({ ...silentLong, repeats: { x: 5_000, tx: 100, T: 100 + days } })!;
    expect(silent(20_001)).toBeGreaterThan(silent(20_000));
  });
});

/** Rates ~ Gamma(2, 20) a day; the chance of leaving after an act is uniform. */
function simulated(): KnownRelationship[] {
  const random = mulberry32(11);
  const exponential = (rate: number) => -Math.log1p(-random()) / rate;
  return Array.from({ length: 200 }, (_, i) => {
    const rate = exponential(20) + exponential(20);
    const leaves = random();
    const days = [0];
    for (let at = exponential(rate); at < cut; at += exponential(rate)) {
      days.push(Math.ceil(at));
      if (random() < leaves) break;
    }
    return relationship(`S${i}`, ...days);
  });
}

describe('a predictor of an attrition model', () => {
  it('ranks by each of its answers, those first who promise least', () => {
    const members = simulated();
    const made = attritionPredictor(bgNbd).prepare(members, cut);
    if ('noFit' in made) throw new Error(made.noFit);
    const parameters = made.parameters as Parameters<typeof bgNbd.chanceAlive>[0];
    for (const member of members) {
      const { repeats, horizonDays } = member;
      expect(made.rankings['bg-nbd alive']!(member)).toBe(-bgNbd.chanceAlive(parameters, repeats)!);
      expect(made.rankings['bg-nbd expected']!(member)).toBe(
        -bgNbd.expectedTransactions(parameters, repeats, horizonDays)!,
      );
      const returns = bgNbd.chanceOfReturn(parameters, repeats, horizonDays)!;
      expect(made.rankings['bg-nbd return']!(member)).toBe(-returns);
      expect(made.chanceOfLeaving!(member)).toBe(1 - returns);
    }
  });

  it('says why it has no answers', () => {
    expect(attritionPredictor(bgNbd).prepare([], cut)).toEqual({ noFit: 'no-customers' });
    expect(attritionPredictor(bgNbd).prepare([relationship('A', 5)], cut)).toEqual({ noFit: 'no-repeat-transaction' });
  });
});

describe('the predictor of silence', () => {
  it('ranks by how unlikely a silence is in the rhythm of all, where there are gaps enough', () => {
    const made = silencePredictor(4).prepare(members, cut);
    if ('noFit' in made) throw new Error(made.noFit);
    const rhythm = made.parameters as { k: number; r: number; alpha: number };
    for (const member of members) {
      const { x, tx, T } = member.repeats;
      const p = silenceProbability(rhythm, { gaps: x, operationalDays: tx }, T - tx);
      expect(made.rankings['silence']!(member)).toBe(x < 4 ? undefined : -p);
    }
    expect(members.some(({ repeats }) => repeats.x < 4) && members.some(({ repeats }) => repeats.x >= 4)).toBe(true);
  });

  it('says why it has no answers', () => {
    expect(silencePredictor(4).prepare([relationship('A', 5, 10)], cut)).toEqual({ noFit: 'too-few-pairs' });
  });
});
