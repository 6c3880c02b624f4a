import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { customer, importTeams, person, publishTeamMin, type Line } from '../portfolio/team-testing.js';
import { testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(120_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
});
afterEach(() => folder.dispose());

let cases = 0;

/** A case that so many people of a team work on, one after the other. @param from who is the first of them */
function worked(team: string, people: number, from = 1): Line[] {
  const number = `C-${++cases}`;
  return Array.from({ length: people }, (_none, i) => {
    const actor = person(`${team} ${from + i}`, 'agent');
    return {
      type: 'ActivityRecorded',
      occurredAt: new Date(Date.parse('2026-08-03T08:00:00Z') + cases * 86_400_000 + i * 3_600_000).toISOString(),
      parties: [customer(`Customer ${number}`), actor],
      actor,
      process: { definition: 'support', case: number, activity: i === 0 ? 'open' : 'work' },
      data: { team },
    };
  });
}

async function chosen(query: object): Promise<unknown> {
  return tend.process('support', query).then(
    ({ chosen: of }) => of?.cases ?? 'compared',
    (error: { code: string }) => error.code,
  );
}

describe('cases chosen by their team', () => {
  it('are told of a team of five, and not of one of two, by whichever side it is asked for', async () => {
    await importTeams(tend, [...worked('East', 5), ...worked('West', 6), ...worked('North', 2), ...worked('South', 4)]);
    expect(await chosen({ filter: ['team=East'] })).toBe(1);
    expect(await chosen({ filter: ['team=East', 'team=West', 'with=open'] })).toBe(2);
    for (const query of [
      { filter: ['team=North'] },
      { filter: ['team=East', 'team=North'] },
      { against: ['team=North'] },
      { filter: ['team=West'], against: ['team=South'] },
    ])
      expect(await chosen(query)).toBe('forbidden');
    const refusal = await tend.process('support', { filter: ['team=North'] }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      message: expect.stringContaining('fewer than 5 people'),
      violations: [{ field: 'filter.team' }],
      hint: expect.stringContaining('teamMin'),
    });
  });

  it('are not told of a large team either, where the rest would be a small one', async () => {
    await importTeams(tend, [...worked('East', 5), ...worked('West', 7), ...worked('North', 2)]);
    expect(await chosen({ filter: ['team=East'] })).toBe('forbidden');
    expect(await chosen({ filter: ['team=West'] })).toBe(1);
  });

  it('are not offered of a team that is not told of', async () => {
    await importTeams(tend, [...worked('East', 5), ...worked('West', 7), ...worked('North', 2)]);
    const teams = async (query: object = {}): Promise<readonly string[] | undefined> =>
      (await tend.process('support', { show: ['choices'], ...query })).choices?.find(({ name }) => name === 'team')
        ?.values;
    expect(await teams()).toEqual(['West']);
    expect(await teams({ filter: ['team=West'] })).toEqual(['West']);
    await publishTeamMin(tend, 1);
    expect(await teams()).toEqual(['East', 'North', 'West']);
  });

  it('are told as the policy that holds now says, of a moment by who worked in a team by then', async () => {
    await importTeams(tend, [...worked('East', 3), ...worked('East', 3, 4)]);
    const then = new Date(Date.parse('2026-08-03T08:00:00Z') + (cases - 1) * 86_400_000 + 5 * 3_600_000);
    expect(await chosen({ filter: ['team=East'] })).toBe(2);
    expect(await chosen({ filter: ['team=East'], asOf: then.toISOString() })).toBe('forbidden');
    await publishTeamMin(tend, 3);
    expect(await chosen({ filter: ['team=East'], asOf: then.toISOString() })).toBe(1);
    await publishTeamMin(tend, 7);
    expect(await chosen({ filter: ['team=East'] })).toBe('forbidden');
    await publishTeamMin(tend, 1);
    expect(await chosen({ filter: ['team=East'] })).toBe(2);
  });

  it('are of a team that nobody is known to work in not told', async () => {
    const [line] = worked('East', 1);
    await importTeams(tend, [{ ...line, actor: undefined, parties: [customer('A')] }]);
    expect(await chosen({ filter: ['team=East'] })).toBe('forbidden');
    expect(await chosen({ filter: ['team=nowhere'] })).toBe('not-found');
  });

  it('are compared within teams that are told of alone, where their process tells them apart by team', async () => {
    tend = await folder.open({ name: 'later', clock: fixedClock(Date.parse('2027-06-01T12:00:00Z')) });
    const days = Array.from({ length: 6 });
    const lines = days.flatMap(() => [...worked('East', 5), ...worked('West', 6), ...worked('North', 2)]);
    await importTeams(tend, [...lines, ...days.flatMap(() => worked('South', 3))]);
    const data = { version: '1', process: 'support', terminal: ['work'], seriousness: 'team' };
    await tend.rules.publish([{ type: 'ProcessDefined', effectiveFrom: '2026-01-01', data }], {});
    const strata = async () => {
      const { experience } = await tend.process('support', { show: ['experience'] });
      const { of, judged } = experience!.associations;
      return { judged, teams: new Set(of.flatMap((one) => one.strata.map(({ seriousness }) => seriousness))) };
    };
    expect(await strata()).toEqual({ judged: 24, teams: new Set(['East', 'West']) });
    await publishTeamMin(tend, 2);
    expect((await strata()).teams).toEqual(new Set(['East', 'West', 'North', 'South']));
  });
});
