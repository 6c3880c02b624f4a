import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '#workspace/local-tend.js';
import { fileOf, now, refusalOf, testFolder } from '#workspace/testing.js';
import { rawEvents, type RawEvent } from './naive-portfolio.js';
import type { Transitions } from '#workspace/portfolio/portfolio-answers.js';
import type { PhaseName } from '#workspace/portfolio/standing-answers.js';

jest.setTimeout(240_000);

const day = 86_400_000;
const folder = testFolder();
let events: RawEvent[];
let tend: LocalTend;

/** A ledger that ends at a moment, in a world in which it is that moment. */
async function cutAt(at: number): Promise<Map<string, PhaseName>> {
  const cut = await folder.open({ name: `cut ${at}`, clock: fixedClock(at) });
  await importAll(
    cut,
    events.filter((event) => event.at <= at),
  );
  const { rows } = await cut.relationships({ limit: 1_000, sort: 'name' });
  await folder.close(cut);
  return new Map(rows.map(({ name, phase, cause }) => [name!, cause ?? phase!]));
}

function importAll(into: LocalTend, lines: readonly RawEvent[]) {
  const text = lines.map(({ line }) => `${line}\n`).join('');
  return into.import(fileOf('demonstration.ndjson', text), { dataset: 'demonstration', format: 'ndjson' }, {});
}

beforeAll(async () => {
  events = await rawEvents({ relationships: 45, events: 2_250, seed: 7 });
  tend = await folder.open();
  await importAll(tend, events);
});

afterAll(() => folder.dispose());

/** Groups are a partition: they add up to the whole, way by way. */
function expectParts(whole: Transitions, groups: readonly Transitions[]): void {
  const counted = (parts: readonly Transitions[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    const add = (way: string, many: number) => (counts[way] = (counts[way] ?? 0) + many);
    for (const { transitions, entered, left } of parts) {
      for (const { from, to, relationships } of transitions) add(`${from} ${to}`, relationships);
      for (const { phase, relationships } of entered) add(`entered ${phase}`, relationships);
      for (const { phase, relationships } of left) add(`left ${phase}`, relationships);
    }
    return counts;
  };
  expect(counted(groups)).toEqual(counted([whole]));
}

function relationshipsIn({ transitions, entered, left }: Transitions): number {
  return [...transitions, ...entered, ...left].reduce((sum, one) => sum + one.relationships, 0);
}

/** The customers that people of a team own now, line by line. */
function ownedBy(team: string): string[] {
  interface Line {
    readonly type: string;
    readonly parties: readonly { readonly name: string; readonly role: string }[];
    readonly data: { readonly to?: number };
  }
  const owners = new Map<string, string>();
  const members = new Set<string>();
  for (const { line, customer } of events) {
    const { type, parties, data } = JSON.parse(line) as Line;
    const named = (role: string): string | undefined => parties.find((party) => party.role === role)?.name;
    if (type === 'OwnerChanged') owners.set(customer, named('owner')!);
    if (type === 'PartyAffiliated' && data.to === undefined && named('organisation') === team)
      members.add(named('member')!);
  }
  return [...owners].filter(([, owner]) => members.has(owner)).map(([customer]) => customer);
}

describe('movements between phases', () => {
  const days = (ago: number) => new Date(now - ago * day).toISOString();

  it.each([
    ['of the last weeks', days(45), undefined],
    ['of a quarter that is past', days(200), days(110)],
    ['of years', days(900), days(30)],
  ])('%s are those of two ledgers that were cut', async (_title, from, to) => {
    const answer = await tend.portfolio.movements({ from, ...(to === undefined ? {} : { to }), limit: 1_000 });
    const before = await cutAt(Date.parse(from));
    const after = await cutAt(to === undefined ? now : Date.parse(to));
    const counted: Record<string, number> = {};
    const count = (way: string) => (counted[way] = (counted[way] ?? 0) + 1);
    for (const [name, phase] of after) count(`${before.get(name) ?? 'entered'} ${phase}`);
    const told = Object.fromEntries([
      ...answer.transitions.map((one) => [`${one.from} ${one.to}`, one.relationships]),
      ...answer.entered.map((one) => [`entered ${one.phase}`, one.relationships]),
    ]);
    expect(told).toEqual(counted);
    expect(answer.left).toEqual([]);
    expect(answer.relationships).toEqual({ from: before.size, to: after.size });
    const moved = [...after].filter(([name, phase]) => before.has(name) && before.get(name) !== phase);
    expect(answer.movedTotal).toBe(moved.length);
    expect(new Map(answer.moved.map(({ relationship, to: phase }) => [relationship.name, phase]))).toEqual(
      new Map(moved),
    );
  });

  it('tell why, and by which event', async () => {
    const { moved } = await tend.portfolio.movements({ from: days(400), limit: 5 });
    expect(moved.length).toBe(5);
    for (const { because, event, evidence, detectedAt } of moved) {
      expect(because).not.toBe('');
      expect(Date.parse(detectedAt)).toBeGreaterThan(now - 400 * day);
      if (event !== undefined) expect([event, ...evidence].every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
    }
    const at = moved.map(({ detectedAt }) => Date.parse(detectedAt));
    expect(at).toEqual(at.toSorted((a, b) => b - a));
  });

  it('are told of the last 7 days by default, and in groups that add up', async () => {
    const answer = await tend.portfolio.movements({ by: 'segment' });
    expect([answer.from, answer.to]).toEqual(['2026-11-17T12:00:00.000Z', '2026-11-24T12:00:00.000Z']);
    expectParts(answer, answer.groups!);
    // Of the last quarters enough moved for several groups.
    const asked = { from: days(400) };
    const bySegment = await tend.portfolio.movements({ ...asked, by: 'segment' });
    expectParts(bySegment, bySegment.groups!);
    const segments = new Set(bySegment.groups!.map(({ segment }) => segment));
    expect(segments.size).toBe(bySegment.groups!.length);
    expect([...segments]).toEqual(expect.arrayContaining(['mid-market', 'private']));
  });

  it('are told of single people of ours only under a policy that allows it', async () => {
    const asked = { from: days(400), by: 'owner' } as const;
    const before = await tend.portfolio.movements(asked);
    // All owners of the demonstration are people.
    expect(JSON.stringify(before.groups)).not.toContain('Agent');
    expect(before.groups!.filter(({ owner }) => owner !== undefined)).toEqual([]);
    const inGroups = before.groups!.reduce((sum, group) => sum + relationshipsIn(group), 0);
    expect(before.ofSinglePeople! + inGroups).toBe(relationshipsIn(before));
    expect(before.ofSinglePeople).toBeGreaterThan(0);

    const publish = (teamMin: number) =>
      tend.rules.publish(
        [
          {
            type: 'WorkforcePolicyPublished',
            data: { version: `${teamMin}`, agreementRef: 'works agreement 12', teamMin },
          },
        ],
        {},
      );
    await publish(1);
    const allowed = await tend.portfolio.movements(asked);
    expectParts(allowed, allowed.groups!);
    expect(allowed.ofSinglePeople).toBeUndefined();
    const owners = allowed.groups!.map(({ owner }) => owner?.name);
    expect(owners.length).toBeGreaterThan(2);
    for (const owner of owners) expect(owner ?? 'Agent 0').toMatch(/^Agent \d+$/);
    await publish(5);
    expect((await tend.portfolio.movements(asked)).groups).toEqual(before.groups);
  });

  it('are told of the teams of which enough people own relationships, but not so that the others follow from the rest', async () => {
    const answer = await tend.portfolio.movements({ from: days(30), by: 'team' });
    const sizes = ['Team North', 'Team South'].map((name) => ({ name, of: ownedBy(name).length }));
    const [smaller, larger] = sizes.sort((a, b) => a.of - b.of) as [(typeof sizes)[0], (typeof sizes)[0]];
    // Of the small team nothing is told, nor of the next one: all less the others would be the small one.
    expect(answer.groups!.flatMap(({ team }) => team?.name ?? [])).toEqual([larger.name]);
    const inGroups = answer.groups!.reduce((sum, group) => sum + relationshipsIn(group), 0);
    expect(answer.ofSmallTeams).toBe(ownedBy('Key accounts').length + smaller.of);
    expect(answer.ofSmallTeams! + inGroups).toBe(relationshipsIn(answer));
    const { relationships } = await tend.portfolio.movements({ team: larger.name });
    expect(relationships.to).toBe(larger.of);
    for (const team of ['Key accounts', smaller.name])
      expect((await refusalOf(() => tend.portfolio.movements({ team }))).code).toBe('forbidden');
  });

  it('are refused of a period that ends before it begins, and of what is no time', async () => {
    const late = await refusalOf(() => tend.portfolio.movements({ from: days(1), to: days(2) }));
    expect([late.code, late.violations[0]?.field]).toEqual(['invalid', 'from']);
    const bad = await refusalOf(() => tend.portfolio.movements({ from: 'yesterday' }));
    expect([bad.code, bad.violations[0]?.field]).toEqual(['invalid', 'from']);
  });
});
