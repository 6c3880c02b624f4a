import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PhaseEntry } from '../phases/phase.js';
import { isAnswerTo, recommendationsOf, type PlayVersion } from './recommendations.js';

const entry = (phase: PhaseEntry['phase'], detectedAt: number, cause: PhaseEntry['cause'] = null): PhaseEntry => ({
  phase,
  cause,
  reason: 'otherwise',
  onset: detectedAt,
  detectedAt,
  begun: null,
  evidence: [],
});
const version = (given: Partial<PlayVersion> = {}): PlayVersion => ({
  play: 'call',
  version: '1',
  phases: ['deterioration'],
  horizonDays: 30,
  holdout: 0,
  from: 0,
  until: Infinity,
  ...given,
});
const timesOf = (phases: PhaseEntry[], plays: PlayVersion[]) =>
  recommendationsOf(phases, plays).map(({ play, recommendedAt, endsAt }) => [play.version, recommendedAt, endsAt]);

describe('plays are recommended', () => {
  const phases = [
    entry('management', 10),
    entry('deterioration', 20, 'neglect'),
    entry('recovery', 40),
    entry('deterioration', 60, 'betrayal'),
  ];

  it('while a phase lasts that they are for, by its name or by its cause', () => {
    expect(timesOf(phases, [version()])).toEqual([
      ['1', 20, 40],
      ['1', 60, Infinity],
    ]);
    expect(timesOf(phases, [version({ phases: ['betrayal'] })])).toEqual([['1', 60, Infinity]]);
    expect(timesOf(phases, [version({ phases: [] })])).toEqual([]);
  });

  it('from when their version holds, and as long as it does', () => {
    const plays = [version({ until: 30 }), version({ version: '2', from: 30, until: 70 })];
    expect(timesOf(phases, plays)).toEqual([
      ['1', 20, 30],
      ['2', 30, 40],
      ['2', 60, 70],
    ]);
    expect(timesOf(phases, [version({ until: 20 })])).toEqual([]);
  });

  it('are those that a look at every instant finds', () => {
    const phaseNames = ['growth', 'deterioration', 'recovery'] as const;
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.constantFrom(...phaseNames), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.subarray([...phaseNames]),
        (times, names, from, length, wanted) => {
          const lived = times.sort((a, b) => a - b).map((at, i) => entry(names[i]!, at));
          const play = version({ phases: wanted, from, until: from + length });
          const naive = new Set<number>();
          for (let t = 0; t < 120; t++) {
            const current = lived.findLast(({ detectedAt }) => detectedAt <= t);
            if (current !== undefined && t >= from && t < from + length && wanted.includes(current.phase as never))
              naive.add(t);
          }
          const told = recommendationsOf(lived, [play]).flatMap(({ recommendedAt, endsAt }) =>
            Array.from({ length: 120 }, (_, t) => t).filter((t) => t >= recommendedAt && t < endsAt),
          );
          expect(told.sort((a, b) => a - b)).toEqual([...naive].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('and answered by what names them, or was said while they stood', () => {
    const [first, second] = recommendationsOf(phases, [version()]);
    const answer = { play: 'call', version: '1', recommendedAt: 20, at: 25 };
    expect([isAnswerTo(answer, first!), isAnswerTo(answer, second!)]).toEqual([true, false]);
    // A fact that came late has moved it by a little.
    expect(isAnswerTo({ ...answer, recommendedAt: 18 }, first!)).toBe(true);
    expect(isAnswerTo({ ...answer, at: 55 }, first!)).toBe(true);
    expect(isAnswerTo({ ...answer, version: '2' }, first!)).toBe(false);
  });
});
