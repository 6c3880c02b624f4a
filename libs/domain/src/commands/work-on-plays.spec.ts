import { describe, expect, it } from '@jest/globals';
import { decidePlayWork, playActions, type PlayState } from './work-on-plays.js';

const states: readonly PlayState[] = ['open', 'accepted', 'declined', 'done'];

/** What is decided of each action in each state; the code of the error where it is refused. */
function decisions(isRecommended: boolean): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    playActions.map((action) => [
      action,
      states.map((state) => {
        try {
          return decidePlayWork({ isRecommended, state, reason: 'no-time' }, action, { reason: 'no-time' });
        } catch (error) {
          return (error as { code: string }).code;
        }
      }),
    ]),
  );
}

describe('an answer to a play', () => {
  it('is recorded where it says something new, of what is recommended', () => {
    expect(decisions(true)).toEqual({
      accept: [true, false, true, false],
      decline: [true, true, false, 'invalid'],
      done: [true, true, true, false],
    });
  });

  it('is refused where it is not recommended, but for what was taken on before', () => {
    const refused = 'not-found';
    expect(decisions(false)).toEqual({
      accept: [refused, refused, refused, refused],
      decline: [refused, true, refused, refused],
      done: [refused, true, refused, false],
    });
  });

  it('with another reason is another answer', () => {
    const declined = { isRecommended: true, state: 'declined', reason: 'no-time' } as const;
    expect(decidePlayWork(declined, 'decline', { reason: 'wrong-person' })).toBe(true);
  });
});
