import { describe, expect, test } from '@jest/globals';
import type { SignalStep } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { episodesIn, pairEpisodes } from './signal-episodes.js';
import { packList } from './signal-steps.js';

const alarm = (event: string, kind = 'silence'): Signal => ({ kind, severity: 'warning', event, since: 1 });
/** What stands from a time on. */
type Step = readonly [time: number, ...signals: Signal[]];
const stepsOf = (...steps: readonly Step[]): SignalStep[] =>
  steps.map(([time, ...signals]) => ({ time, sequence: time, signals: packList({ signals, rest: 0 }) }));
const told = (...steps: readonly Step[]) =>
  episodesIn({ steps: stepsOf(...steps) }).map(({ signal, raisedAt, endedAt }) => [signal.event, raisedAt, endedAt]);

describe('episodes of signals', () => {
  test('begin where a signal stands first and end where it does not any more; the last one is open', () => {
    expect(told([10, alarm('a')], [20], [30, alarm('b')], [40, alarm('b'), alarm('c')])).toEqual([
      ['a', 10, 20],
      ['b', 30, undefined],
      ['c', 40, undefined],
    ]);
    expect(told()).toEqual([]);
  });

  test('are one where a signal comes again, from its first beginning to its last end', () => {
    expect(told([10, alarm('a')], [20], [30, alarm('a')], [40])).toEqual([['a', 10, 40]]);
    expect(told([10, alarm('a')], [20], [30, alarm('a')])).toEqual([['a', 10, undefined]]);
  });

  test('are those that could be seen: of steps of one instant the last counts', () => {
    expect(told([10, alarm('a')], [10, alarm('b')], [20])).toEqual([['b', 10, 20]]);
  });

  test('have not ended where the key was set apart', () => {
    const steps = stepsOf([10, alarm('a')], [20]);
    const quarantine = { step: 'on', message: '', place: { occurredAt: 20, ordinal: 0, sequence: 20 } };
    expect(episodesIn({ steps, quarantine })).toMatchObject([{ raisedAt: 10 }]);
    expect(episodesIn({ steps, quarantine })[0]).not.toHaveProperty('endedAt');
  });

  test('of two builds are paired by kind and beginning', () => {
    const before = { steps: stepsOf([10, alarm('a')], [20], [30, alarm('b')]) };
    const after = { steps: stepsOf([5, alarm('a')], [7, alarm('a'), alarm('a', 'decline')], [20]) };
    const pairs = pairEpisodes(before, after).map((pair) => [pair.before?.raisedAt, pair.after?.raisedAt]);
    expect(pairs).toEqual([
      [10, 5],
      [30, undefined],
      [undefined, 7],
    ]);
  });
});
