import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { LocalTend } from '../local-tend.js';
import { customer, importTeams, person, publishTeamMin, type Line } from '../portfolio/team-testing.js';
import { publishPerPerson, testFolder, type TestFolder } from '../testing.js';
import type { ProcessAnswer } from './process-answers.js';

jest.setTimeout(120_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
});
afterEach(() => folder.dispose());

const hour = 3_600_000;
const began = Date.parse('2026-08-03T08:00:00Z');
let cases = 0;

/** A case of steps an hour apart, each of somebody for a team. */
function caseOf(...steps: readonly (readonly [who: string, team: string | undefined])[]): Line[] {
  const number = `C-${++cases}`;
  return steps.map(([who, team], i) => {
    const actor = person(who, 'agent');
    return {
      type: 'ActivityRecorded',
      occurredAt: new Date(began + cases * 24 * hour + i * hour).toISOString(),
      parties: [customer(`Customer ${number}`), actor],
      actor,
      process: { definition: 'support', case: number, activity: i === 0 ? 'open' : 'work' },
      data: team === undefined ? {} : { team },
    };
  });
}

/** A case in which so many people of a team follow each other, each once, and then some of another. */
const relay = (...teams: readonly (readonly [team: string, people: number])[]): Line[] =>
  caseOf(
    ...teams.flatMap(([team, people]) =>
      Array.from({ length: people }, (_none, i) => [`${team} ${i + 1}`, team] as const),
    ),
  );

const told = ({ teamHandovers }: ProcessAnswer): unknown[] =>
  teamHandovers!.map(({ from, to, count }) => [from, to, count]);

describe('the handovers of a process', () => {
  it('name nobody without a policy, as of any moment, and people where one allows it today', async () => {
    await importTeams(tend, relay(['East', 5], ['West', 5]));
    const parties = new Set(
      [...tend.workspace.ledger.readAll()].flatMap(({ parties: all }) => all.map(({ id }) => id)),
    );
    expect(parties.size).toBe(11);
    const then = { asOf: '2026-08-31' };
    for (const query of [{}, then, { show: [], filter: ['with=work'] }]) {
      const text = JSON.stringify(await tend.process('support', query));
      for (const id of parties) expect(text).not.toContain(id);
      for (const name of ['East 1', 'West 5']) expect(text).not.toContain(name);
    }
    const ofChosen = await tend.process('support', { filter: ['with=work'] });
    for (const left of ['teamHandovers', 'teams', 'handoversWithheld']) expect(ofChosen).not.toHaveProperty(left);
    await publishTeamMin(tend, 1);
    expect(await tend.process('support', {})).toMatchObject({ handoversWithheld: 'no policy allows it' });
    await publishPerPerson(tend);
    for (const query of [{}, then]) {
      const { handovers, ...answer } = await tend.process('support', query);
      expect(answer).not.toHaveProperty('handoversWithheld');
      const pairs = handovers!.map(({ from, to, count }) => [from.name, to.name, count]);
      expect(pairs).toHaveLength(9);
      expect(pairs).toContainEqual(['East 5', 'West 1', 1]);
      expect(JSON.stringify(handovers)).toContain([...parties].find((id) => handovers![0]!.from.id === id)!);
    }
    // And not any more when the next policy does not.
    await publishTeamMin(tend, 3);
    expect(await tend.process('support', then)).not.toHaveProperty('handovers');
  });

  it('are told of a team of five, and of one of four only where a policy allows it', async () => {
    await importTeams(tend, [...relay(['East', 5], ['West', 5]), ...relay(['North', 4]), ...relay(['South', 2])]);
    const answer = await tend.process('support', {});
    expect(told(answer)).toEqual([
      ['East', 'East', 4],
      ['West', 'West', 4],
      ['East', 'West', 1],
    ]);
    expect(answer.teams).toEqual({ told: 2, withheld: 2, withheldHandovers: 4, noTeam: 0 });
    await publishTeamMin(tend, 2);
    const all = await tend.process('support', {});
    expect(told(all)).toHaveLength(5);
    expect(all.teams).toEqual({ told: 4, withheld: 0, withheldHandovers: 0, noTeam: 0 });
  });

  it('of a small team are not what the whole less the others is', async () => {
    await importTeams(tend, [...relay(['East', 5], ['West', 7]), ...relay(['North', 4], ['West', 1])]);
    const answer = await tend.process('support', {});
    expect(told(answer)).toEqual([['West', 'West', 6]]);
    expect(answer.teams).toEqual({ told: 1, withheld: 2, withheldHandovers: 9, noTeam: 0 });
  });

  it('are those of the moment, of the teams as they were then', async () => {
    await importTeams(tend, [...relay(['East', 5]), ...caseOf(['East 1', 'East'], ['East 1', undefined])]);
    const [first, second] = [began + (cases - 1) * 24 * hour, began + cases * 24 * hour];
    const at = async (ms: number) => {
      const answer = await tend.process('support', { asOf: new Date(ms).toISOString() });
      return [told(answer), answer.teams];
    };
    expect(await at(first + 3 * hour)).toEqual([[], { told: 0, withheld: 1, withheldHandovers: 3, noTeam: 0 }]);
    expect(await at(first + 4 * hour)).toEqual([
      [['East', 'East', 4]],
      { told: 1, withheld: 0, withheldHandovers: 0, noTeam: 0 },
    ]);
    expect(await at(second + hour)).toEqual([
      [['East', 'East', 4]],
      { told: 1, withheld: 0, withheldHandovers: 0, noTeam: 1 },
    ]);
    const { rework } = await tend.process('support', { asOf: new Date(first + 2 * hour).toISOString() });
    expect(rework).toMatchObject({ byPerformer: [{ activity: 'work', selfLoopRedo: 1 }], totalRework: 1 });
  });

  it('are the same whatever the order of arrival', async () => {
    const lines = [
      ...relay(['East', 5], ['West', 6], ['East', 3]),
      ...caseOf(['East 1', 'East'], ['West 1', 'West'], ['East 1', 'East'], ['East 2', undefined], ['East 1', 'East']),
    ];
    await importTeams(tend, lines);
    await publishPerPerson(tend);
    const shape = async (one: LocalTend) => {
      const { handovers, teamHandovers, teams, rework } = await one.process('support', {});
      const pairs = handovers!.map(({ from, to, count }) => [from.name, to.name, count]);
      return { pairs, teamHandovers, teams, rework };
    };
    const expected = await shape(tend);
    expect(expected.teams).toMatchObject({ told: 2, noTeam: 1 });
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        const other = await folder.open({ name: `shuffled ${opened++}` });
        await publishPerPerson(other);
        // A few at a time: the projection has folded what came before.
        for (let i = 0; i < shuffled.length; i += 8) await importTeams(other, shuffled.slice(i, i + 8));
        expect(await shape(other)).toEqual(expected);
        await folder.close(other);
      }),
      { numRuns: 3 },
    );
  });
});
