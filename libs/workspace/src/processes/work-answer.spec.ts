import { describe, expect, it } from '@jest/globals';
import type { Cell } from '#read-store/port.js';
import { handoversIn, reworkIn, type WorkCells, type WorkLookup } from './work-answer.js';

const cell = (at: Cell['at'], sums: Readonly<Record<string, number>>): Cell => ({
  at,
  sums: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, BigInt(sum)])),
  columns: {},
});
const handover = (kind: string, from: string, to: string, count: number) => cell([kind, 'p', from, to], { count });
/** So many people who each did a step for a team, counted from a number on. */
const members = (team: string, count: number, from = 0) =>
  Array.from({ length: count }, (_none, i) => cell(['member', 'p', team, `party ${from + i}`], { steps: 1 }));

function cells(given: Partial<WorkCells> = {}): WorkCells {
  return { handovers: undefined, teamHandovers: [], members: [], noTeam: undefined, rework: [], ...given };
}

const names: Readonly<Record<string, string>> = { 'party 1': 'Zoe', 'party 2': 'Ann' };
const lookup: WorkLookup = {
  nameOf: (id) => ({ id, ...(names[id] === undefined ? {} : { name: names[id] }) }),
  canonical: (id) => id,
  smallestTeam: 5,
};

describe('who hands work to whom', () => {
  it('is told of people where it may be, equals by name', () => {
    const handovers = [
      handover('handover', 'party 2', 'party 1', 2),
      handover('handover', 'party 1', 'party 1', 2),
      handover('handover', 'party 1', 'party 2', 3),
    ];
    const answer = handoversIn(cells({ handovers }), lookup);
    expect(answer).not.toHaveProperty('handoversWithheld');
    expect(answer.handovers!.map(({ from, to, count }) => [from.name, to.name, count])).toEqual([
      ['Zoe', 'Ann', 3],
      ['Ann', 'Zoe', 2],
      ['Zoe', 'Zoe', 2],
    ]);
  });

  it('is why it is not, where it may not', () => {
    const answer = handoversIn(cells({ members: members('A', 5) }), lookup);
    expect(answer).not.toHaveProperty('handovers');
    expect(answer.handoversWithheld).toBe('no policy allows it');
  });

  it('is told of teams that are large enough, to themselves too, and counted for the others', () => {
    const teamHandovers = [
      handover('team-handover', 'B', 'A', 7),
      handover('team-handover', 'A', 'A', 7),
      handover('team-handover', '__proto__', 'A', 9),
      handover('team-handover', 'A', 'C', 4),
      handover('team-handover', 'C', '__proto__', 2),
    ];
    const ofTeams = [...members('A', 5), ...members('B', 6, 5), ...members('C', 4, 20), ...members('__proto__', 1, 30)];
    const noTeam = cell(['no-team', 'p'], { steps: 3 });
    const answer = handoversIn(cells({ teamHandovers, members: ofTeams, noTeam }), lookup);
    expect(answer.teamHandovers).toEqual([
      { from: 'A', to: 'A', count: 7 },
      { from: 'B', to: 'A', count: 7 },
    ]);
    expect(answer.teams).toEqual({ told: 2, withheld: 2, withheldHandovers: 15, noTeam: 3 });
    // Without a policy for it, four people and the next smallest team are withheld.
    const rest = handoversIn(cells({ teamHandovers, members: ofTeams.slice(0, -1) }), lookup);
    expect(rest.teams).toEqual({ told: 1, withheld: 3, withheldHandovers: 29, noTeam: 0 });
    expect(rest.teamHandovers).toEqual([]);
  });

  it('hides a team of four by no people of a team that hands nothing over', () => {
    const teamHandovers = [handover('team-handover', 'A', 'A', 7), handover('team-handover', 'C', 'A', 4)];
    const four = [...members('A', 5), ...members('C', 4, 20)];
    const none = { told: 0, withheld: 2, withheldHandovers: 11, noTeam: 0 };
    expect(handoversIn(cells({ teamHandovers, members: four }), lookup).teams).toEqual(none);
    const others = [...four, ...members('D', 3, 30)];
    expect(handoversIn(cells({ teamHandovers, members: others }), lookup).teams).toEqual(none);
  });

  it('counts somebody who is known by two ids once', () => {
    const canonical = (id: string) => (id === 'party 4' ? 'party 3' : id);
    const given = cells({ teamHandovers: [handover('team-handover', 'A', 'A', 1)], members: members('A', 5) });
    expect(handoversIn(given, lookup).teams).toMatchObject({ told: 1, withheld: 0 });
    expect(handoversIn(given, { ...lookup, canonical }).teams).toMatchObject({ told: 0, withheld: 1 });
  });
});

describe('rework', () => {
  it('is told by activity and together, most of it first, whatever an activity is called', () => {
    const none = { selfLoopRepeat: 0, selfLoopRedo: 0, repetitionRepeat: 0, repetitionRedo: 0, unknown: 0 };
    const rework = [
      cell(['rework', 'p', 'b'], { selfLoopRepeat: 1, unknown: 1 }),
      cell(['rework', 'p', '__proto__'], { repetitionRedo: 2 }),
      cell(['rework', 'p', 'c'], { selfLoopRedo: 3, repetitionRepeat: 1 }),
    ];
    expect(reworkIn(rework)).toEqual({
      byPerformer: [
        { ...none, activity: 'c', selfLoopRedo: 3, repetitionRepeat: 1 },
        { ...none, activity: '__proto__', repetitionRedo: 2 },
        { ...none, activity: 'b', selfLoopRepeat: 1, unknown: 1 },
      ],
      byPerformerTotal: { selfLoopRepeat: 1, selfLoopRedo: 3, repetitionRepeat: 1, repetitionRedo: 2, unknown: 1 },
    });
    expect(reworkIn([])).toEqual({ byPerformer: [], byPerformerTotal: none });
  });
});
