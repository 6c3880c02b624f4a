import { describe, expect, it } from '@jest/globals';
import { leftOn, outcomeAfter } from './leaving.js';
import type { RelationshipHistory } from './relationship-history.js';

const known = (...days: readonly number[]) => days.map((day) => ({ day, knownOn: day }));
const history = (rest: Partial<RelationshipHistory>): RelationshipHistory => ({ id: 'A', acts: known(0, 90), ...rest });

describe('what became of a relationship in the 180 days after day 100', () => {
  const outcome = (rest: Partial<RelationshipHistory>, knownUntil = 500) =>
    outcomeAfter(history(rest), 100, 180, knownUntil);

  it.each<[string, string, Partial<RelationshipHistory>]>([
    ['left', 'no act of theirs', {}],
    ['left', 'an act on the day of the cut', { acts: known(100) }],
    ['left', 'an act a day after the horizon', { acts: known(90, 281) }],
    ['left', 'an act that was none', { acts: [...known(90), { day: 150, knownOn: 150, withdrawnOn: 160 }] }],
    [
      'stayed',
      'an ending that was none',
      { acts: known(150), endings: [{ day: 200, knownOn: 200, withdrawnOn: 201 }] },
    ],
    ['stayed', 'an act on the first day', { acts: known(90, 101) }],
    ['stayed', 'an act on the last day', { acts: known(90, 280) }],
    ['left', 'an ending, acts or not', { acts: known(90, 150), endings: known(200) }],
    ['left', 'no act, and an ending after the horizon', { endings: known(281) }],
    ['stayed', 'an act, and an ending after the horizon', { acts: known(150), endings: known(281) }],
    ['stayed', 'a contract and no act', { contracts: [{ from: 50, until: 101 }] }],
    ['left', 'a contract that ended before', { contracts: [{ from: 50, until: 100 }] }],
    ['left', 'a contract that began after', { contracts: [{ from: 101, until: 400 }] }],
    ['left', 'a contract that was cancelled', { contracts: [{ from: 50, until: 400 }], endings: known(280) }],
    ['feed-down', 'an outage on the first day', { outages: [{ from: 101, until: 102 }] }],
    ['feed-down', 'an outage on the last day', { outages: [{ from: 280, until: 300 }] }],
    ['feed-down', 'an outage although an act was seen', { acts: known(150), outages: [{ from: 160, until: 161 }] }],
    [
      'left',
      'an outage before and one after',
      {
        outages: [
          { from: 50, until: 101 },
          { from: 281, until: 300 },
        ],
      },
    ],
    [
      'stayed',
      'an outage under contract',
      { contracts: [{ from: 50, until: 400 }], outages: [{ from: 150, until: 160 }] },
    ],
  ])('is "%s" with %s', (expected, _, rest) => {
    expect(outcome(rest)).toBe(expected);
  });

  it('is not yet known before the horizon is over, whatever has been seen by then', () => {
    for (const rest of [{}, { acts: known(150) }, { endings: known(150) }]) {
      expect(outcome(rest, 279)).toBe('not-yet-known');
      expect(outcome(rest, 280)).not.toBe('not-yet-known');
    }
    expect(outcome({}, Number.NaN)).toBe('not-yet-known');
  });
});

describe('the day on which it was plain that someone had left', () => {
  it('is that of the first ending, or a whole horizon after the last act', () => {
    expect(leftOn(history({ endings: known(400, 250, 200, 80) }), 100, 180)).toBe(200);
    expect(leftOn(history({ acts: known(90, 20, 300) }), 100, 180)).toBe(270);
    expect(leftOn(history({ acts: [] }), 100, 180)).toBe(280);
    const none = (day: number) => ({ day, knownOn: day, withdrawnOn: day });
    expect(leftOn(history({ acts: [...known(90), none(95)], endings: [none(150)] }), 100, 180)).toBe(270);
  });
});
