import { describe, expect, it } from '@jest/globals';
import { endingOf } from './case-standing.js';
import { stepsCase, toldCase } from './case-testing.js';
import type { DeclaredFunnel } from './funnel.js';
import type { ProcessCase } from './process-case.js';
import { staysOf } from './stage-stays.js';
import { stageTimesOf, type StageTimesOfProcess } from './stage-times.js';
import { stageOrder, stageWayOf } from './stage-visits.js';

const declared: DeclaredFunnel = { stages: ['a', 'b', 'c'], terminal: ['z', 'c'], reopening: ['r'] };
const stays = (one: ProcessCase, at = 99, ending: DeclaredFunnel = declared): string[] => {
  const order = stageOrder(ending.stages);
  return staysOf(one, stageWayOf(one.trace, order).visits, order, endingOf(ending), at).map(
    ({ stage, since, until, how }) => `${ending.stages[stage]} ${since}-${until} ${how}`,
  );
};

describe('the stays of a case', () => {
  it('last until it comes into another stage, ends, or are not over', () => {
    expect(stays(stepsCase('a0 x3 b5 x6'))).toEqual(['a 0-5 moved', 'b 5-99 open']);
    expect(stays(stepsCase('a0 b5 z7 x8'))).toEqual(['a 0-5 moved', 'b 5-7 ended']);
    expect(stays(stepsCase('a0 a2 b5 a9'))).toEqual(['a 0-5 moved', 'b 5-9 moved', 'a 9-99 open']);
  });

  it('are none in a stage that ends the case, unless it is opened again', () => {
    expect(stays(stepsCase('a0 c5'))).toEqual(['a 0-5 moved']);
    expect(stays(stepsCase('a0 c5 r8'))).toEqual(['a 0-5 moved', 'c 8-99 open']);
  });

  it('leave out what lies between an end and a reopening, and what came after the end', () => {
    expect(stays(stepsCase('a0 z4 r6 b9'))).toEqual(['a 0-4 ended', 'a 6-9 moved', 'b 9-99 open']);
    expect(stays(stepsCase('a0 z4 b6'))).toEqual(['a 0-4 ended']);
    expect(stays(stepsCase('a0 z4 b6 r8'))).toEqual(['a 0-4 ended', 'b 8-99 open']);
    expect(stays(stepsCase('a0 z4 r6 z6'))).toEqual(['a 0-4 ended']);
  });

  it('may last no time', () => {
    expect(stays(stepsCase('a0 b0 z0'))).toEqual(['a 0-0 moved', 'b 0-0 ended']);
    expect(stays(stepsCase('b0 a0'))).toEqual(['a 0-0 moved', 'b 0-99 open']);
  });

  it('are known until the last step where nothing says whether the case is open', () => {
    const undeclared = { ...declared, terminal: [] };
    expect(stays(stepsCase('a0 b5 x6'), 99, undeclared)).toEqual(['a 0-5 moved', 'b 5-6 unknown']);
    expect(stays(stepsCase('x1'), 99, undeclared)).toEqual([]);
    const won = { ...undeclared, outcomes: [{ activity: 'c', outcome: 'won' as const }] };
    expect(stays(stepsCase('a0 c5 x6'), 99, won)).toEqual(['a 0-5 moved']);
  });

  it('end with what its events say', () => {
    const told = toldCase([
      { at: 0, activity: 'a', says: 'opened' },
      { at: 7, says: 'lost' },
    ]);
    expect(stays(told, 99, { ...declared, terminal: [] })).toEqual(['a 0-7 ended']);
  });
});

describe('the times of stages', () => {
  const timesOf = (steps: readonly string[], at: number): StageTimesOfProcess =>
    stageTimesOf(
      steps.map((text, i): [string, ProcessCase] => [`${i}`, stepsCase(text)]),
      declared,
      at,
    );

  it('tell completed stays from those that go on, and count both in the estimate', () => {
    // Stays of 1, 3 and 5 s are over and one goes on after 9 s: half of the four had left by 3 s, and nine in ten not yet.
    const { stages } = timesOf(['a0 b1000', 'a0 b3000', 'a0 z5000', 'a0'], 9000);
    expect(stages[0]).toMatchObject({
      cases: 4,
      visits: 4,
      completed: { n: 3, median: 3 },
      moved: 2,
      ended: 1,
      current: { n: 1, max: 9 },
      dwell: { stays: 4, median: 3, p90: undefined },
    });
  });

  it('have a longer median with those that go on than without', () => {
    const { stages } = timesOf(['a0 b1000', 'a0 b2000', 'a0 b9000', 'a0', 'a0', 'a0'], 20_000);
    expect(stages[0]!.completed.median).toBe(2);
    expect(stages[0]!.dwell.median).toBe(9);
  });

  it('count who came back', () => {
    const { stages } = timesOf(['a0 b1 a2 b3 a4', 'a0 b1', 'b0'], 9);
    expect(stages[0]).toMatchObject({ cases: 2, visits: 4, reenteredBy: 1 });
    expect(stages[1]).toMatchObject({ cases: 3, visits: 4, reenteredBy: 1 });
    expect(stages[2]).toMatchObject({ cases: 0, visits: 0, dwell: { stays: 0, median: undefined } });
  });

  it('call stuck what is longer than nine in ten of at least twenty that began before', () => {
    // Twenty that took 1 to 20 s, one after another: the 90th percentile is 18.1 s.
    const over = Array.from({ length: 20 }, (_, i) => `a${i} b${i + 1000 * (i + 1)}`);
    const stuckAt = (at: number, steps: readonly string[]): unknown =>
      timesOf(steps, at).stuck.map(({ key, stage, age, p90, n }) => [key, stage, age, p90, n]);
    // After 18.2 s two of the twenty are not over yet, and of eighteen nothing is said.
    expect(stuckAt(100 + 18_200, [...over, 'a100'])).toEqual([]);
    expect(stuckAt(100 + 60_000, [...over, 'a100'])).toEqual([['20', 'a', 60, 18.1, 20]]);
    expect(stuckAt(100 + 60_000, over.slice(1).concat('a100'))).toEqual([]);
    // The older one first; of the younger one the same twenty are before.
    expect(stuckAt(60_000, [...over, 'a200', 'a100'])).toMatchObject([
      ['21', 'a', 59.9, 18.1, 20],
      ['20', 'a', 59.8, 18.1, 20],
    ]);
    // Those that began later are not compared with.
    expect(stuckAt(60_000, [...over.slice(0, 19), 'a100', ...Array<string>(5).fill('a200 b201')])).toEqual([]);
    // What is as long as the 90th percentile is not longer.
    const alike = Array.from({ length: 20 }, (_, i) => `a${i} b${i + 10_000}`);
    expect(stuckAt(100 + 10_000, [...alike, 'a100'])).toEqual([]);
    expect(stuckAt(100 + 10_001, [...alike, 'a100'])).toEqual([['20', 'a', 10.001, 10, 20]]);
  });
});
