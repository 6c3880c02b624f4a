import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

type Line = Readonly<Record<string, unknown>>;

const organisation = (name: string, role: string, side: string) => ({
  kind: 'organisation',
  identifiers: [{ scheme: side, value: `no ${name}` }],
  name,
  role,
  side,
});
const person = (name: string, role: string) => ({ ...organisation(name, role, 'ours'), kind: 'person' });
const customer = (name: string) => organisation(name, 'customer', 'customer');

const messageBy = (name: string, occurredAt: string, channel = 'email', direction = 'inbound'): Line => ({
  type: direction === 'inbound' ? 'MessageReceived' : 'MessageSent',
  occurredAt,
  parties: [customer(name)],
  data: { channel, direction },
});
const owned = (name: string, occurredAt: string, owner: Line): Line => ({
  type: 'OwnerChanged',
  occurredAt,
  parties: [customer(name), owner],
  data: {},
});
const memberOf = (member: Line, team: Line, from: string, to?: string): Line => ({
  type: 'PartyAffiliated',
  occurredAt: from,
  parties: [{ ...member, role: 'member' }, team],
  data: { from: Date.parse(from), ...(to === undefined ? {} : { to: Date.parse(to) }) },
});

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

async function importAll(lines: readonly Line[]): Promise<void> {
  const text = lines.map((line, i) => `${JSON.stringify({ id: `${i}`, ...line })}\n`).join('');
  const report = await tend.import(fileOf('teams.ndjson', text), { dataset: 'teams', format: 'ndjson' }, {});
  expect(report.refusals).toEqual([]);
}

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

it('are none of who is known and has no relationships then, and refused of who is not known', async () => {
  await importAll(portfolio);
  expect(await namesOf({ team: 'Kim' })).toEqual([]);
  expect((await refusalOf(() => namesOf({ team: 'Team West' }))).code).toBe('not-found');
  const { portfolio: all } = tend;
  const unknown = { team: 'Team West' };
  for (const ask of [() => all.findTeam(unknown), () => all.movements(unknown), () => all.overview(unknown)])
    expect((await refusalOf(ask)).code).toBe('not-found');
});

it('are told of where enough people own their relationships, or none', async () => {
  const members = ['Bo', 'Cy', 'Di', 'Ed', 'Fay'].map((name) => person(name, 'owner'));
  const lines = members.flatMap((member, i): Line[] => [
    messageBy(`Customer ${i}`, '2026-08-01T09:00:00Z'),
    owned(`Customer ${i}`, '2026-08-02T09:00:00Z', member),
    memberOf(member, organisation('Team East', 'organisation', 'ours'), '2026-01-01T00:00:00Z'),
  ]);
  await importAll([...portfolio, ...lines]);
  const { groups, ofSmallTeams } = await tend.portfolio.movements({ by: 'team' });
  // Birch is owned by Team South itself, Amber by the one person of it.
  expect(groups!.map(({ team, few, counts }) => [team?.name, few, counts.relationships])).toEqual([
    ['Team East', true, 5],
  ]);
  expect(ofSmallTeams).toBe(5);
  expect((await tend.portfolio.movements({ team: 'Team East' })).relationships).toEqual({ from: 5, to: 5 });
  const september = { to: '2026-09-15', from: '2026-09-10' };
  expect((await tend.portfolio.movements({ ...september, team: 'Team South' })).relationships.to).toBe(1);
  const few = { team: 'Team North' };
  for (const ask of [() => tend.portfolio.movements(few), () => tend.portfolio.overview(few)])
    expect((await refusalOf(ask)).code).toBe('forbidden');
  const policy = { version: '1', agreementRef: 'works agreement 12', teamMin: 1 };
  await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data: policy }], {});
  expect((await tend.portfolio.movements({ team: 'Team North' })).relationships.to).toBe(1);
  expect((await tend.portfolio.movements({ by: 'team' })).ofSmallTeams).toBeUndefined();
});

it('narrow the numbers that are told by relationship, and leave out what is only counted together', async () => {
  await importAll(portfolio);
  const of = async (part: object) => {
    const { numbers } = await tend.portfolio.overview(part);
    return (id: string) => numbers.find((one) => one.id === id)!;
  };
  const [all, birch] = [await of({}), await of({ team: 'Team South', asOf: '2026-09-15' })];
  expect([all('at-risk').now.n, birch('at-risk').now.n]).toEqual([5, 1]);
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
