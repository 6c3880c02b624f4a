import { describe, expect, test } from '@jest/globals';
import { pointerOf } from './build-decisions.js';
import type { BuildDecision } from './build-decisions.js';

describe('the fold of decisions', () => {
  const named = (number: number, fingerprint = `f${number}`) => ({ projection: 'p', fingerprint, number });
  const activated = (number: number, fingerprint?: string): BuildDecision => ({
    type: 'BuildActivated',
    data: named(number, fingerprint),
  });
  const rolledBack = (number: number): BuildDecision => ({ type: 'BuildRolledBack', data: named(number) });
  const dropped = (number: number): BuildDecision => ({ type: 'BuildDropped', data: named(number) });
  const fold = (...decisions: readonly BuildDecision[]) => pointerOf('p', decisions);

  test('is empty before anything is decided, and about one projection', () => {
    const none = { isRolledBack: false, refused: new Set(), dropped: [], highest: 0 };
    expect(fold()).toEqual(none);
    expect(fold({ type: 'BuildActivated', data: { ...named(3), projection: 'q' } })).toEqual(none);
  });

  test('points at what was activated last, and knows what served before', () => {
    expect(fold(activated(2), activated(5))).toMatchObject({ serving: named(5), before: named(2), highest: 5 });
  });

  test('refuses the code that was gone back from, until it is activated again', () => {
    const back = fold(activated(2), activated(3), rolledBack(2));
    expect(back).toMatchObject({ serving: named(2), isRolledBack: true, refused: new Set(['f3']), highest: 3 });
    expect(fold(activated(2), activated(3), rolledBack(2), activated(3))).toMatchObject({
      serving: named(3),
      isRolledBack: false,
      refused: new Set(),
    });
  });

  test('does not refuse the code that serves: it was built twice', () => {
    expect(fold(activated(2, 'f'), { type: 'BuildRolledBack', data: named(1, 'f') }).refused).toEqual(new Set());
  });

  test('remembers what was given up', () => {
    const pointer = fold(activated(2), activated(3), dropped(2));
    expect(pointer).toMatchObject({ serving: named(3), dropped: [named(2)] });
    expect(fold(activated(2), dropped(2))).not.toHaveProperty('serving');
  });
});
