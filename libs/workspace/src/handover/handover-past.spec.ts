import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PhaseAnswer } from '../relationships/standing-answers.js';
import { habitsText } from './contact-habits.js';
import { wrongTimes } from './handover-past.js';

const phases = ['growth', 'management', 'recovery', 'deterioration', 'dissolved'] as const;
const entry = (phase: string, at: number): PhaseAnswer => ({ phase, onset: String(at) }) as PhaseAnswer;

describe('what went wrong before', () => {
  it('is every run of deterioration that something ended', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...phases)), (names) => {
        const history = names.map(entry);
        // The same by a text: a letter a phase, and each run of the bad ones that a good one follows.
        const letters = names.map((name) => (name === 'deterioration' || name === 'dissolved' ? 'x' : 'o')).join('');
        const expected = [...letters.matchAll(/x+(?=o)/g)].map(({ index, 0: run }) => [index, run.length]);
        expect(wrongTimes(history).map(({ phases: run }) => [Number(run[0]!.onset), run.length])).toEqual(expected);
        for (const { phases: run, end } of wrongTimes(history))
          expect(Number(end.onset)).toBe(Number(run.at(-1)!.onset) + 1);
      }),
    );
  });
});

describe('when they are in touch', () => {
  it('says nothing of few acts', () => {
    const acts = ['2026-01-05', '2026-01-06', '2026-01-07'].map((day) => ({ at: `${day}T09:00:00.000Z` }));
    expect(habitsText(acts)).toBeUndefined();
  });

  it('names channels by their share, days with twice their share, and the middle half of the hours', () => {
    // Three Tuesdays and a Friday.
    const acts = [
      { at: '2026-01-06T09:10:00.000+01:00', channel: 'email' },
      { at: '2026-01-13T10:00:00.000+01:00', channel: 'email' },
      { at: '2026-01-20T10:30:00.000+01:00', channel: 'phone' },
      { at: '2026-01-23T16:00:00.000+01:00', channel: 'email' },
    ];
    expect(habitsText(acts)).toBe(
      'email (75 %), phone (25 %); mostly Tuesday; half of it between 9 and 17 o’clock; 4 acts of theirs',
    );
  });

  it('says no hour where only days are known', () => {
    const acts = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ at: `2026-01-0${day}T00:00:00.000+01:00` }));
    expect(habitsText(acts)).toBe('on no day more than on others; 7 acts of theirs');
  });
});
