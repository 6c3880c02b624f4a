import { describe, expect, it } from '@jest/globals';
import { handoversOf } from './handovers.js';
import { addTeamStep, membersOf, noTeamWork, type TeamStep, type TeamWork } from './team-work.js';

const [first, second, third] = ['first line', 'second line', '__proto__'];

function workOf(...steps: readonly Partial<TeamStep>[]): TeamWork {
  const work = noTeamWork();
  for (const step of steps) addTeamStep(work, { team: undefined, workOf: step.team, performer: -1, ...step });
  return work;
}

const pairs = (work: TeamWork): unknown[] =>
  handoversOf(work.handovers).map(({ from, to, count }) => [from, to, count]);

describe('the work of teams', () => {
  it('goes from team to team with the steps, and with none of them where a step has no team', () => {
    const work = workOf({ team: first }, { team: first }, { team: second }, {}, { team: third }, { team: second });
    expect(pairs(work)).toEqual([
      [first, first, 1],
      [first, second, 1],
      [third, second, 1],
    ]);
    expect(work.withoutTeam).toBe(1);
  });

  it('comes from where the step itself says, once', () => {
    expect(pairs(workOf({ team: first }, { team: second, from: third }, { team: second }))).toEqual([
      [third, second, 1],
      [second, second, 1],
    ]);
    expect(pairs(workOf({}, { team: second, from: first }))).toEqual([[first, second, 1]]);
  });

  it('goes nowhere when it is given to nobody known', () => {
    const work = workOf({ team: first }, { from: first }, { team: second });
    expect([pairs(work), work.withoutTeam]).toEqual([[], 1]);
  });

  it('has its people, as many steps as each did for a team', () => {
    const work = workOf(
      { team: first, performer: 0 },
      { team: first, performer: 1 },
      { team: second, performer: 0 },
      { team: first, performer: 0 },
      { team: first, performer: -1 },
      { team: second, from: third, workOf: third, performer: 2 },
      { team: second, workOf: undefined, performer: 3 },
    );
    expect(membersOf(work)).toEqual([
      { team: first, performer: 0, steps: 2 },
      { team: first, performer: 1, steps: 1 },
      { team: second, performer: 0, steps: 1 },
      { team: third, performer: 2, steps: 1 },
    ]);
  });
});
