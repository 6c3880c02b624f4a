import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { LocalTend } from '../local-tend.js';
import { refusalOf, testFolder, type TestFolder } from '../testing.js';
import { ofFew, singlesOut, withheldGroups } from './few-owners.js';
import { importTeams, owned, organisation, person, publishTeamMin, staffed, messageBy } from './team-testing.js';

jest.setTimeout(60_000);

let folder: TestFolder;
let tend: LocalTend;
beforeEach(async () => {
  folder = testFolder();
  tend = await folder.open();
});
afterEach(() => folder.dispose());

const since = '2026-08-01T09:00:00Z';
const channels = ['phone', 'email', 'chat', 'social', 'web'];

describe('a team of enough people', () => {
  const classified = (i: number) => ({
    type: 'RelationshipClassified',
    occurredAt: since,
    parties: [organisation(`Team East customer ${i + 1}`, 'customer', 'customer')],
    data: { kind: 'b2b', segment: `segment-${i}` },
  });
  const east = { team: 'Team East' };

  it('is not split into single people by channel or segment, nor in the rows of the overview', async () => {
    const lines = staffed('Team East', 5, since, (i) => channels[i]!);
    await importTeams(tend, [...lines, ...channels.map((_none, i) => classified(i))]);
    const { portfolio } = tend;
    for (const by of ['channel', 'segment'] as const) {
      expect((await portfolio.movements({ by })).groups).toHaveLength(5);
      expect(await portfolio.movements({ ...east, by })).toMatchObject({ groups: [], ofSmallTeams: 5 });
    }
    const overview = await portfolio.overview(east);
    expect(overview.segments).toHaveLength(5);
    for (const row of overview.segments) expect(row).toMatchObject({ second: ofFew, fifth: ofFew });
    expect(overview.cohorts).toMatchObject([{ cohort: '2026-Q3', second: { n: 5 } }]);
    expect((await portfolio.overview({})).segments[0]!.second.n).toBe(1);
    await publishTeamMin(tend, 1);
    expect((await portfolio.movements({ ...east, by: 'channel' })).groups).toHaveLength(5);
    expect((await portfolio.overview(east)).segments[0]!.second.n).toBe(1);
  });

  it('is not told of for a channel of one of them, nor of who began by one of them alone', async () => {
    const channelOf = (i: number) => (i === 0 ? 'phone' : 'email');
    const early = staffed('Team East', 5, '2025-10-01T09:00:00Z', channelOf);
    const again = channels.map((_none, i) => messageBy(`Team East customer ${i + 1}`, since, channelOf(i)));
    const first = [messageBy('New', since), owned('New', since, person('Team East 1', 'owner'))];
    await importTeams(tend, [...early, ...again, ...first]);
    const { portfolio } = tend;
    const phone = { ...east, channel: 'phone' } as const;
    for (const ask of [() => portfolio.movements(phone), () => portfolio.overview(phone)])
      expect((await refusalOf(ask)).code).toBe('forbidden');
    const { numbers } = await portfolio.overview(east);
    expect(numbers.find(({ id }) => id === 'at-risk')!.now.n).toBe(6);
    expect(numbers.find(({ id }) => id === 'second-contact-day')!.now).toEqual(ofFew);
  });

  it('is told of a period only where enough of them owned relationships at its beginning', async () => {
    const five = staffed('Team East', 5, since);
    const late = five.map((line) =>
      JSON.stringify(line).includes('customer 5') ? { ...line, occurredAt: '2026-11-20T09:00:00Z' } : line,
    );
    await importTeams(tend, late);
    expect((await refusalOf(() => tend.portfolio.movements({ ...east, from: '2026-11-10' }))).code).toBe('forbidden');
    expect((await tend.portfolio.movements({ by: 'team', from: '2026-11-10' })).ofSmallTeams).toBe(5);
    expect((await tend.portfolio.movements({ ...east, from: '2026-11-22' })).relationships.to).toBe(5);
  });

  it('is told of now, and not of a year before where it was of two', async () => {
    const two = staffed('Team East', 2, '2025-08-01T09:00:00Z');
    await importTeams(tend, [...two, ...staffed('Team East', 8, since)]);
    const { numbers } = await tend.portfolio.overview(east);
    const told = numbers.find(({ id }) => id === 'at-risk')!;
    expect([told.now.n, told.yearBefore]).toEqual([8, ofFew]);
    await publishTeamMin(tend, 2);
    const allowed = (await tend.portfolio.overview(east)).numbers.find(({ id }) => id === 'at-risk')!;
    expect(allowed.yearBefore).toMatchObject({ n: 2, value: expect.any(Number) });
  });
});

describe('what is not told of groups', () => {
  it('cannot be had from the whole and the groups that are told', async () => {
    const { workspace } = tend;
    const owner = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.array(owner, { minLength: 1, maxLength: 12 }), { maxLength: 6 }), (teams) => {
        const owners = new Map<string, string>();
        const groups = new Map(
          teams.map((members, team) => [
            `team ${team}`,
            members.map((one, i) => {
              const key = `${team} ${i}`;
              if (one !== undefined) owners.set(key, one === 9 ? 'organisation' : `${team} ${one}`);
              return key;
            }),
          ]),
        );
        const by = { ownerOf: (key: string) => owners.get(key), isPerson: (id: string) => id !== 'organisation' };
        const withheld = withheldGroups(workspace, groups, by, (keys) => [keys]);
        const [hidden, told] = [true, false].map((is) =>
          [...groups].filter(([group]) => withheld.has(group) === is),
        ) as [[string, string[]][], [string, string[]][]];
        for (const [, keys] of told) expect(isOneToFour(keys, owners)).toBe(false);
        if (told.length > 0)
          expect(
            isOneToFour(
              hidden.flatMap(([, keys]) => keys),
              owners,
            ),
          ).toBe(false);
        const isFew = [...groups.values()].some((keys) => singlesOut(workspace, keys, by));
        if (!isFew) expect(hidden).toEqual([]);
      }),
    );
  });
});

/** Counted apart from the rule. */
function isOneToFour(keys: readonly string[], owners: ReadonlyMap<string, string>): boolean {
  const people = new Set<string>();
  for (const key of keys) if ((owners.get(key) ?? 'organisation') !== 'organisation') people.add(owners.get(key)!);
  return people.size >= 1 && people.size <= 4;
}
