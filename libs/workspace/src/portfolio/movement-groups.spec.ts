import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { now, testFolder, type TestFolder } from '../testing.js';
import { importTeams, memberOf, messageBy, organisation, owned, person, publishTeamMin } from './team-testing.js';
import { groupsOf } from './movement-groups.js';
import type { MovementGrouping } from './portfolio-answers.js';
import { transitionsOf } from './transitions.js';

jest.setTimeout(60_000);

const north = organisation('Team North', 'organisation', 'ours');
const south = organisation('Team South', 'organisation', 'ours');
const kim = person('Kim', 'owner');
const since = '2026-01-01T00:00:00Z';

let folder: TestFolder;
let tend: LocalTend;
const clock = fixedClock(now);
beforeEach(async () => {
  folder = testFolder();
  clock.set(now);
  tend = await folder.open({ clock });
});
afterEach(() => folder.dispose());

const teamOf = async (name: string, moment: object = {}) => {
  const { rows } = await tend.relationships({ ...moment, sort: 'name' });
  return rows.find((row) => row.name === name)?.team?.name;
};

describe('the team of an owner', () => {
  it('is of several the one that was joined last', async () => {
    const amber = [messageBy('Amber', '2026-08-01T09:00:00Z'), owned('Amber', '2026-08-02T09:00:00Z', kim)];
    await importTeams(tend, [...amber, memberOf(kim, south, '2026-05-01T00:00:00Z'), memberOf(kim, north, since)]);
    expect(await teamOf('Amber')).toBe('Team South');
    expect(await teamOf('Amber', { asOf: '2026-04-30' })).toBeUndefined();
  });

  it('is told by what was known then', async () => {
    await importTeams(tend, [messageBy('Amber', '2026-08-01T09:00:00Z'), owned('Amber', '2026-08-02T09:00:00Z', kim)]);
    clock.set(now + 60_000);
    await importTeams(tend, [memberOf(kim, north, since)]);
    const knownBy = new Date(now).toISOString();
    expect(await teamOf('Amber')).toBe('Team North');
    expect(await teamOf('Amber', { knownBy })).toBeUndefined();
    expect((await tend.portfolio.teams({ knownBy })).teams).toEqual([]);
  });

  it('is one where two that were recorded are linked, from then on', async () => {
    const ann = person('Ann', 'owner');
    const lines = ['Amber', 'Birch'].map((name) => messageBy(name, '2026-08-01T09:00:00Z'));
    const owners = [owned('Amber', '2026-08-02T09:00:00Z', kim), owned('Birch', '2026-08-02T09:00:00Z', ann)];
    await importTeams(tend, [...lines, ...owners, memberOf(kim, north, since), memberOf(ann, south, since)]);
    const ids = (await tend.portfolio.teams({})).teams.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    clock.set(now + 60_000);
    await tend.link('no Team North', 'no Team South', 'same-organisation', {});
    expect((await tend.portfolio.teams({})).teams).toHaveLength(1);
    expect((await tend.portfolio.teams({ knownBy: new Date(now).toISOString() })).teams).toHaveLength(2);
    const { rows } = await tend.relationships({ team: 'Team South', sort: 'name' });
    expect(rows.map(({ name }) => name)).toEqual(['Amber', 'Birch']);
  });
});

describe('groups of movements', () => {
  it('count who left where they were', async () => {
    await importTeams(tend, [
      messageBy('Amber', '2026-08-01T09:00:00Z', 'phone'),
      owned('Amber', '2026-08-02T09:00:00Z', kim),
      memberOf(kim, south, since, '2026-09-30T00:00:00Z'),
      memberOf(kim, north, '2026-10-01T00:00:00Z'),
    ]);
    await publishTeamMin(tend, 1);
    const { workspace } = tend;
    const key = (await tend.relationships({})).rows[0]!.id;
    const at = (asOf: string) => ({ asOf: Date.parse(asOf), known: workspace.ledger.head().sequence });
    // As one that is gone at the end: with the ends the wrong way round there is no row of it, nor of what became of Kim.
    const period = { begin: at('2026-11-01T00:00:00Z'), end: at('2026-07-01T00:00:00Z') };
    const of = async (by: MovementGrouping) =>
      (await groupsOf(workspace, { by }, [{ key, from: 'establishment' }], period, {})).groups!;
    expect((await of('team')).map(({ team, left }) => [team?.name, left.length])).toEqual([['Team North', 1]]);
    expect((await of('owner')).map(({ owner }) => owner?.name)).toEqual(['Kim']);
    expect((await of('channel')).map(({ channel }) => channel)).toEqual(['phone']);
    expect((await of('segment')).map(({ segment }) => segment)).toEqual(['all']);
  });

  it('count a customer by phone who fell silent under phone, and in the overview too', async () => {
    const day = 86_400_000;
    const last = Date.parse('2025-11-05T09:00:00Z');
    const weekly = Array.from({ length: 40 }, (_none, i) =>
      messageBy('Amber', new Date(last - i * 7 * day).toISOString(), 'phone'),
    );
    await importTeams(tend, [...weekly, messageBy('Birch', '2026-11-20T09:00:00Z', 'email')]);
    const period = { from: '2026-10-01', by: 'channel' } as const;
    const { groups } = await tend.portfolio.movements(period);
    expect(groups!.map(({ channel, counts }) => [channel, counts.lost])).toEqual([
      ['email', 0],
      ['phone', 1],
    ]);
    expect((await tend.portfolio.movements({ from: '2026-10-01', channel: 'phone' })).counts.lost).toBe(1);
    const { numbers } = await tend.portfolio.overview({ channel: 'phone' });
    expect(numbers.find(({ id }) => id === 'lost')!.now).toMatchObject({ value: 1, n: 1 });
    expect((await tend.portfolio.overview({ channel: 'none' })).numbers.find(({ id }) => id === 'lost')!.now.n).toBe(0);
  });
});

describe('the counts of a matrix', () => {
  it('tell apart what deteriorated, recovered and was lost, and what is in deterioration more', () => {
    const ways = [
      ['growth', 'neglect'],
      [undefined, 'betrayal'],
      ['neglect', 'recovery'],
      ['neglect', 'withdrawal'],
      ['betrayal', 'dissolved'],
      ['management', 'dissolved'],
      ['dissolved', 'dissolved'],
      ['neglect', undefined],
    ] as const;
    const { counts } = transitionsOf(ways.map(([from, to], i) => ({ key: `${i}`, from, to })));
    // Before: 4 in deterioration; after: 3.
    expect(counts).toEqual({ relationships: 8, deteriorated: 2, recovered: 1, lost: 2, net: -1 });
  });
});
