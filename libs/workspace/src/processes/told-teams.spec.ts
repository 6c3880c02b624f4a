import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { teamsWithheld } from './told-teams.js';

/** Who works in each team, by numbers: `teams('a1-4', 'b3-9')`. */
const teams = (...said: readonly (readonly [team: string, from: number, to: number])[]) =>
  new Map(
    said.map(([team, from, to]) => [
      team,
      new Set(Array.from({ length: to - from + 1 }, (_none, i) => `person ${from + i}`)),
    ]),
  );

describe('teams that are not told of', () => {
  it('are those of four people, and not those of five', () => {
    expect(teamsWithheld(teams(['five', 1, 5], ['six', 6, 11]), 5)).toEqual(new Set());
    expect(teamsWithheld(teams(['four', 1, 4], ['one', 5, 5], ['five', 6, 10]), 5)).toEqual(new Set(['four', 'one']));
  });

  it('are the next smallest too, where the others would be the difference of what is told', () => {
    const three = teams(['four', 1, 4], ['six', 11, 16], ['five', 5, 9]);
    expect(teamsWithheld(three, 5)).toEqual(new Set(['four', 'five']));
    // Two teams of the same four people are four people.
    const same = teams(['four', 1, 4], ['the same', 1, 4], ['six', 11, 16], ['seven', 11, 17]);
    expect(teamsWithheld(same, 5)).toEqual(new Set(['four', 'the same', 'six']));
  });

  it('are those that nobody is known to work in', () => {
    expect(teamsWithheld(teams(['nobody', 1, 0], ['five', 1, 5], ['six', 1, 6]), 5)).toEqual(
      new Set(['nobody', 'five']),
    );
    expect(teamsWithheld(teams(['nobody', 1, 0], ['one', 1, 1]), 1)).toEqual(new Set(['nobody', 'one']));
  });

  it('are all where too few people work at all, and none where a policy asks for nobody', () => {
    expect(teamsWithheld(teams(['a', 1, 2], ['b', 3, 4]), 5)).toEqual(new Set(['a', 'b']));
    expect(teamsWithheld(teams(['a', 1, 2], ['nobody', 3, 2]), 0)).toEqual(new Set());
    expect(teamsWithheld(teams(), 5)).toEqual(new Set());
  });

  it('cannot be had from the whole and what is told, nor is more withheld than has to be', () => {
    const drawn = fc.array(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 9 }), { maxLength: 7 });
    fc.assert(
      fc.property(drawn, fc.integer({ min: 0, max: 6 }), (members, least) => {
        const peopleOf = new Map(members.map((people, i) => [`team ${i}`, new Set(people.map((one) => `${one}`))]));
        const withheld = teamsWithheld(peopleOf, least);
        const together = new Set<string>();
        let needed = 0;
        for (const [team, people] of peopleOf) {
          if (people.size < least) {
            expect(withheld.has(team)).toBe(true);
            needed++;
          }
          if (withheld.has(team)) for (const one of people) together.add(one);
        }
        if (withheld.size > 0 && withheld.size < peopleOf.size) expect(together.size).toBeGreaterThanOrEqual(least);
        expect(withheld.size - needed).toBeLessThanOrEqual(needed > 0 ? 1 : 0);
      }),
    );
  });
});
