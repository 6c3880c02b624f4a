import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { refusalOf, testFolder, type TestFolder } from '../testing.js';
import {
  importTeams,
  memberOf,
  messageBy,
  organisation,
  owned,
  person,
  publishTeamMin,
  staffed,
  type Line,
} from './team-testing.js';

jest.setTimeout(60_000);

const north = organisation('Team North', 'organisation', 'ours');
const south = organisation('Team South', 'organisation', 'ours');
const kim = person('Kim', 'owner');
const ann = person('Ann', 'owner');

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
});
afterEach(() => folder.dispose());

const importAll = (lines: readonly Line[]) => importTeams(tend, lines);

const namesOf = async (filter: object) =>
  (await tend.relationships({ ...filter, sort: 'name' })).rows.map(({ name }) => name);

const portfolio: readonly Line[] = [
  ...['Amber', 'Birch', 'Cedar', 'Dogwood', 'Elm'].map((name) => messageBy(name, '2026-08-01T09:00:00Z')),
  owned('Amber', '2026-09-01T09:00:00Z', kim),
  owned('Birch', '2026-09-01T09:00:00Z', { ...south, role: 'owner' }),
  owned('Cedar', '2026-09-01T09:00:00Z', ann),
  owned('Dogwood', '2026-09-01T09:00:00Z', person('Lee', 'owner')),
  memberOf(kim, north, '2026-01-01T00:00:00Z', '2026-10-01T00:00:00Z'),
  memberOf(kim, south, '2026-10-01T00:00:01Z'),
  memberOf(ann, north, '2026-01-01T00:00:00Z'),
  // Who advises a customer is in no team of ours for that.
  memberOf(person('Lee', 'owner'), organisation('Elm', 'organisation', 'customer'), '2026-01-01T00:00:00Z'),
];

it('are those that the owners are members of then, or that own by themselves', async () => {
  await importAll(portfolio);
  expect(await namesOf({ team: 'Team North' })).toEqual(['Cedar']);
  expect(await namesOf({ team: 'team south' })).toEqual(['Amber', 'Birch']);
  expect(await namesOf({ team: 'none' })).toEqual(['Dogwood', 'Elm']);
  expect(await namesOf({ team: 'no Team North', asOf: '2026-09-15' })).toEqual(['Amber', 'Cedar']);
  const { id } = await tend.portfolio.findTeam({ team: 'Team South', asOf: '2026-09-15' });
  expect(await namesOf({ team: id, asOf: '2026-09-15' })).toEqual(['Birch']);
  const { rows } = await tend.relationships({ sort: 'name' });
  expect(rows.map(({ team }) => team?.name)).toEqual(['Team South', 'Team South', 'Team North', undefined, undefined]);
  expect((await tend.portfolio.teams({})).teams.map(({ name }) => name)).toEqual(['Team North', 'Team South']);
});

it('are none of who is known and has no relationships then in the list, and refused of who is not known', async () => {
  await importAll(portfolio);
  expect(await namesOf({ team: 'Kim' })).toEqual([]);
  expect((await refusalOf(() => namesOf({ team: 'Team West' }))).code).toBe('not-found');
});

it('are refused of what is no team at either end, by one rule with and without a server', async () => {
  await importAll([...portfolio, ...staffed('Team East', 5, '2026-08-01T09:00:00Z')]);
  await publishTeamMin(tend, 1);
  const { portfolio: all } = tend;
  for (const team of ['Kim', 'Team West', 'Amber'])
    for (const ask of [() => all.findTeam({ team }), () => all.movements({ team }), () => all.overview({ team })])
      expect((await refusalOf(ask)).code).toBe('not-found');
  // Cedar was of Team North, by Ann, and then of Team South, by Kim.
  await importTeams(tend, [owned('Cedar', '2026-10-20T09:00:00Z', kim)]);
  const period = { from: '2026-10-01', to: '2026-11-01' };
  const { id } = await all.findTeam({ team: 'Team North', from: period.from, asOf: period.to });
  for (const team of ['Team North', id])
    expect((await all.movements({ ...period, team })).relationships).toEqual({ from: 0, to: 0 });
  const after = { from: '2026-10-25', to: '2026-11-01' };
  for (const ask of [
    () => all.findTeam({ team: 'Team North', from: after.from, asOf: after.to }),
    () => all.movements({ ...after, team: 'Team North' }),
    () => all.movements({ ...after, team: id }),
  ])
    expect((await refusalOf(ask)).code).toBe('not-found');
});

it('are told of where enough people own their relationships, or none', async () => {
  const since = '2026-08-01T09:00:00Z';
  await importAll([...portfolio, ...staffed('Team East', 6, since), ...staffed('Team West', 5, since)]);
  const { groups, ofSmallTeams } = await tend.portfolio.movements({ by: 'team' });
  // Birch is owned by Team South itself, Amber by the one person of it: with Ann and Lee they are three, so the next
  // smallest team is not told of either.
  expect(groups!.map(({ team, few, counts }) => [team?.name, few, counts.relationships])).toEqual([
    ['Team East', true, 6],
  ]);
  expect(ofSmallTeams).toBe(10);
  const east = await tend.portfolio.movements({ team: 'Team East' });
  expect([east.relationships, east.few]).toEqual([{ from: 6, to: 6 }, true]);
  expect(await tend.portfolio.movements({})).not.toHaveProperty('few');
  const september = { to: '2026-09-15', from: '2026-09-10' };
  expect((await tend.portfolio.movements({ ...september, team: 'Team South' })).relationships.to).toBe(1);
  for (const team of ['Team North', 'Team West', 'none'])
    for (const ask of [() => tend.portfolio.movements({ team }), () => tend.portfolio.overview({ team })]) {
      const { code, hint } = await refusalOf(ask);
      expect(code).toBe('forbidden');
      expect(hint).not.toContain('tend relationships');
    }
  await publishTeamMin(tend, 1);
  expect((await tend.portfolio.movements({ team: 'Team North' })).relationships.to).toBe(1);
  expect((await tend.portfolio.movements({ by: 'team' })).ofSmallTeams).toBeUndefined();
});

it('narrow the numbers that are told by relationship, and leave out what is only counted together', async () => {
  await importAll([...portfolio, ...staffed('Team East', 5, '2026-08-01T09:00:00Z')]);
  const of = async (part: object) => {
    const { numbers } = await tend.portfolio.overview(part);
    return (id: string) => numbers.find((one) => one.id === id)!;
  };
  const [all, birch] = [await of({}), await of({ team: 'Team South', asOf: '2026-09-15' })];
  expect([all('at-risk').now.n, birch('at-risk').now.n]).toEqual([10, 1]);
  expect(birch('at-risk').evidence).toEqual({ relationships: { team: 'Team South', risk: 'any' } });
  expect(birch('second-contact-day').now.n).toBe(1);
  expect(birch('proactive').now).toEqual({ n: 0, lacks: 'counted for all relationships together alone' });
  expect(birch('proactive').evidence).toBeUndefined();
});

it('is told by channel as well: that of most contact-days of theirs in the year before', async () => {
  await importAll([
    messageBy('Amber', '2025-11-01T09:00:00Z', 'phone'),
    messageBy('Amber', '2025-11-02T09:00:00Z', 'phone'),
    messageBy('Amber', '2026-08-01T09:00:00Z', 'email'),
    messageBy('Birch', '2026-08-01T09:00:00Z', 'chat'),
    messageBy('Cedar', '2026-08-01T09:00:00Z', 'phone', 'outbound'),
  ]);
  expect(await namesOf({ channel: 'email' })).toEqual(['Amber']);
  expect(await namesOf({ channel: 'phone' })).toEqual([]);
  expect(await namesOf({ channel: 'none' })).toEqual(['Cedar']);
  expect(await namesOf({ channel: 'phone', asOf: '2026-08-15' })).toEqual(['Amber']);
  const { groups } = await tend.portfolio.movements({ by: 'channel' });
  expect(groups!.map(({ channel, counts }) => [channel, counts.relationships])).toEqual([
    [undefined, 1],
    ['chat', 1],
    ['email', 1],
  ]);
  expect((await tend.portfolio.movements({ channel: 'chat' })).relationships.to).toBe(1);
  const { numbers } = await tend.portfolio.overview({ channel: 'none' });
  expect(numbers.find(({ id }) => id === 'at-risk')!.now.n).toBe(1);
});
