import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import { TiedParties } from './tied-parties.js';

const statement = fc.record({
  parties: fc.array(fc.nat({ max: 9 }).map(idOf), { maxLength: 3 }),
  isMembership: fc.boolean(),
});

test('what was last stated of a party, or of anybody tied to it, is what walking over all statements finds', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 15 }), (statements) => {
      const ties = new TiedParties();
      for (const [i, { parties, isMembership }] of statements.entries()) {
        const group = ties.take(parties, i + 1, isMembership);
        const until = statements.slice(0, i + 1);
        const reached = new Set(parties);
        for (const one of reached)
          for (const other of until) if (other.parties.includes(one)) other.parties.forEach((id) => reached.add(id));
        const about = until.filter((other) => other.parties.some((id) => reached.has(id)));
        expect(group.hasMembers).toBe(isMembership || about.some((other) => other.isMembership));
        for (let n = 0; n < 10; n++) {
          const tied = new Set([idOf(n)]);
          for (const one of tied)
            for (const other of until) if (other.parties.includes(one)) other.parties.forEach((id) => tied.add(id));
          const last = until.findLastIndex((other) => other.parties.some((id) => tied.has(id))) + 1;
          expect(ties.lastOf(idOf(n))).toBe(last);
        }
      }
    }),
  );
});
