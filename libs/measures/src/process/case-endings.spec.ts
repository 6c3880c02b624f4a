import { describe, expect, it } from '@jest/globals';
import { endingsOf, firstSaidOf, teamHandoversOf } from './case-endings.js';
import { stepsCase, toldCase } from './case-testing.js';
import { effortTermsOf } from './customer-effort.js';
import { noValue, type ProcessCase } from './process-case.js';

const terms = effortTermsOf({ terminal: ['z'], reopening: ['r'] });

const withTeams = (one: ProcessCase, ...teams: readonly (readonly [value: string, since: number])[]): ProcessCase => ({
  ...one,
  attributes: teams.map(([value, since]) => ({ name: 'team', value, since })),
});

describe('the endings of a case', () => {
  it('are one for each time that it ended, with what had been done by then', () => {
    const one = withTeams(stepsCase('a0 b5 z8 r20 b50 z52'), ['first', 0], ['second', 8], ['first', 50]);
    expect(endingsOf(one, terms, 100)).toEqual([
      { at: 8, reopened: false, reworked: false, longestWaitMs: 5, handovers: 1 },
      { at: 52, reopened: true, reworked: true, longestWaitMs: 30, handovers: 2 },
    ]);
    expect(endingsOf(one, terms, 51)).toEqual([expect.objectContaining({ at: 8 })]);
    expect(endingsOf(one, terms, 7)).toEqual([]);
  });

  it('are none where nothing says that it ended', () => {
    expect(endingsOf(stepsCase('a0 z8'), effortTermsOf({ terminal: [] }), 100)).toEqual([]);
    expect(endingsOf(stepsCase('a0 b8'), terms, 100)).toEqual([]);
    expect(endingsOf(stepsCase(''), terms, 100)).toEqual([]);
  });

  it('are those that its events tell, too', () => {
    const one = toldCase([
      { at: 0, activity: 'a', says: 'opened' },
      { at: 4, says: 'resolved' },
      { at: 4, says: 'reopened' },
      { at: 9, says: 'resolved' },
    ]);
    expect(endingsOf(one, terms, 100)).toEqual([expect.objectContaining({ at: 9, handovers: undefined })]);
  });
});

describe('what a case says of itself', () => {
  it('is counted by team, where one is followed', () => {
    expect(teamHandoversOf(withTeams(stepsCase('a0'), ['x', 0]), 5)).toBe(0);
    expect(teamHandoversOf(withTeams(stepsCase('a0'), ['x', 6]), 5)).toBeUndefined();
    expect(teamHandoversOf(withTeams(stepsCase('a0'), ['x', 0], [noValue, 1]), 5)).toBeUndefined();
  });

  it('is taken as it was said first', () => {
    const one = {
      attributes: [
        { name: 'severity', value: 'low', since: 3 },
        { name: 'severity', value: 'high', since: 8 },
      ],
    };
    expect(firstSaidOf(one, 'severity', 9)).toBe('low');
    expect(firstSaidOf(one, 'severity', 2)).toBeUndefined();
    expect(firstSaidOf(one, 'category', 9)).toBeUndefined();
  });
});
