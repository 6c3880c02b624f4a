import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { caseBeganAt, endingOf, runsOf, standingOf, type DeclaredEnding, type Standing } from './case-standing.js';
import { stepsCase, toldCase, type Told } from './case-testing.js';

const declared: DeclaredEnding = {
  terminal: ['z'],
  reopening: ['r'],
  outcomes: [
    { activity: 'w', outcome: 'won' },
    { activity: 'l', outcome: 'lost' },
  ],
};
const standing = (steps: string, ending: DeclaredEnding = declared): Standing =>
  standingOf(stepsCase(steps), endingOf(ending));
const short = ({ state, outcome }: Standing): unknown[] => [state, outcome?.outcome, outcome?.since];

describe('how a case came out', () => {
  it('is told by the last activity that is declared to tell it: a decision may be revised', () => {
    expect(short(standing('a0 w5'))).toEqual(['open', 'won', 5]);
    expect(short(standing('a0 w5 a6 z7'))).toEqual(['ended', 'won', 5]);
    expect(short(standing('a0 w5 l6 z7'))).toEqual(['ended', 'lost', 6]);
    expect(short(standing('a0 z7'))).toEqual(['ended', undefined, undefined]);
  });

  it('is told by its events where they say it', () => {
    const told = (...said: readonly Told[]): unknown[] =>
      short(standingOf(toldCase([{ at: 0, activity: 'a' }, { at: 9, activity: 'w' }, ...said]), endingOf(declared)));
    expect(told({ at: 3, says: 'lost' })).toEqual(['ended', 'lost', 3]);
    expect(told({ at: 3, says: 'lost' }, { at: 4, says: 'abandoned' })).toEqual(['ended', 'abandoned', 4]);
    expect(told()).toEqual(['open', 'won', 9]);
  });

  it('is not known again where it was opened again after that', () => {
    expect(short(standing('a0 w5 z6 r8'))).toEqual(['open', undefined, undefined]);
    expect(short(standing('a0 w5 z6 r8 l9 z9'))).toEqual(['ended', 'lost', 9]);
    expect(short(standing('a0 w5 z6 r8 z9'))).toEqual(['ended', undefined, undefined]);
    const reopened: readonly Told[] = [
      { at: 0, activity: 'a' },
      { at: 4, says: 'won' },
      { at: 7, says: 'reopened' },
    ];
    expect(short(standingOf(toldCase(reopened), endingOf({ terminal: [] })))).toEqual(['open', undefined, undefined]);
  });

  it('ends a case where no activity is declared to end one', () => {
    const only = { ...declared, terminal: [] };
    expect(short(standing('a0 w5 a6', only))).toEqual(['ended', 'won', 5]);
    expect(standing('a0 w5 l7', only).states).toEqual([
      { state: 'open', since: 0 },
      { state: 'ended', since: 5 },
    ]);
    expect(short(standing('a0', only))).toEqual(['undeclared', undefined, undefined]);
    expect(short(standing('a0 w5 r6', only))).toEqual(['open', undefined, undefined]);
  });

  it('is not declared in two ways', () => {
    const twice = (outcome: 'won' | 'lost'): DeclaredEnding => ({
      terminal: [],
      outcomes: [
        { activity: '__proto__', outcome: 'won' },
        { activity: '__proto__', outcome },
      ],
    });
    expect(() => endingOf(twice('lost'))).toThrow(LedgerError);
    expect(endingOf(twice('won')).outcomeByActivity.get('__proto__')).toBe('won');
  });
});

describe('the times in which a case had not ended', () => {
  it('lie between its ends and its openings', () => {
    const runs = (steps: string): unknown => runsOf(standing(steps).states).map(({ from, to }) => [from, to]);
    expect(runs('a0')).toEqual([[-Infinity, Infinity]]);
    expect(runs('a0 z3 a4')).toEqual([[-Infinity, 3]]);
    expect(runs('a0 z3 r5 z8 r9')).toEqual([
      [-Infinity, 3],
      [5, 8],
      [9, Infinity],
    ]);
  });

  it('are not cut by an end and an opening of one instant', () => {
    const at = (...states: readonly (readonly ['open' | 'ended', number])[]): unknown =>
      runsOf(states.map(([state, since]) => ({ state, since }))).map(({ from, to }) => [from, to]);
    expect(at(['open', 0], ['ended', 3], ['open', 3], ['ended', 7])).toEqual([[-Infinity, 7]]);
    expect(at(['ended', 3], ['open', 5], ['ended', 5])).toEqual([[-Infinity, 3]]);
  });
});

describe('the beginning of a case', () => {
  it('is the earliest that is known of it', () => {
    expect(caseBeganAt(toldCase([]))).toBeUndefined();
    expect(caseBeganAt(toldCase([{ at: 4, activity: 'a', start: 2 }]))).toBe(2);
    expect(
      caseBeganAt(
        toldCase([
          { at: 1, says: 'opened' },
          { at: 4, activity: 'a', start: 2 },
        ]),
      ),
    ).toBe(1);
    const begun = { begun: ['b', 3], givenUp: ['c', -1, 9] };
    expect(caseBeganAt({ ...stepsCase('a4'), work: { ...begun, givenUp: [] } })).toBe(3);
    expect(caseBeganAt({ ...stepsCase('a4'), work: begun })).toBe(-1);
  });
});
