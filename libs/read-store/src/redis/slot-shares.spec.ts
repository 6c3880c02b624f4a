import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { slotCount } from '../port.js';
import { shareOf } from './slot-shares.js';
import type { LeaseMember } from './slot-shares.js';

const members = fc.uniqueArray(
  fc.record({
    token: fc.nat({ max: 1_000_000 }).map((n) => n.toString(16)),
    codes: fc.uniqueArray(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  }),
  { selector: ({ token }) => token, maxLength: 6 },
);

const membersOf = (drawn: readonly { token: string; codes: readonly string[] }[]): LeaseMember[] =>
  drawn.map(({ token, codes }) => ({ token, runs: new Set(codes), wants: new Set() }));

/** Of whom each slot is, as each member says it. */
const ownersOf = (all: readonly LeaseMember[], code: string): readonly (readonly string[])[] =>
  Array.from({ length: slotCount }, (_, slot) =>
    all.filter(({ token }) => shareOf(token, code, all).has(slot)).map(({ token }) => token),
  );

describe('shares of slots', () => {
  test('are one for each slot, of a member that can fold it, whatever order the members come in', () => {
    fc.assert(
      fc.property(members, fc.constantFrom('a', 'b'), (drawn, code) => {
        const all = membersOf(drawn);
        const able = all.filter(({ runs }) => runs.has(code)).map(({ token }) => token);
        const owners = ownersOf(all, code);
        for (const owner of owners) {
          expect(owner).toHaveLength(able.length === 0 ? 0 : 1);
          expect(able).toEqual(expect.arrayContaining([...owner]));
        }
        expect(ownersOf(all.toReversed(), code)).toEqual(owners);
      }),
      { numRuns: 20 },
    );
  });

  test('move only to who comes, and only from who goes', () => {
    fc.assert(
      fc.property(members, (drawn) => {
        const all = membersOf(drawn).map((member) => ({ ...member, runs: new Set(['a']) }));
        if (all.length < 2) return;
        const [gone, ...left] = all;
        const before = ownersOf(all, 'a');
        for (const [slot, [owner]] of ownersOf(left, 'a').entries())
          if (before[slot]![0] !== gone!.token) expect(owner).toBe(before[slot]![0]);
      }),
      { numRuns: 20 },
    );
  });

  test('are about the same for each', () => {
    const all = membersOf(['one', 'two', 'three'].map((token) => ({ token, codes: ['a'] })));
    for (const { token } of all) expect(shareOf(token, 'a', all).size).toBeGreaterThan(8);
  });
});
