import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';
import type { PlaysQuery } from './play-answers.js';

const dayMs = 86_400_000;
const start = Date.parse('2026-03-20T12:00:00Z');
const customers = Array.from({ length: 70 }, (_, n) => `Customer ${String(n).padStart(2, '0')}`);
const holdout = 0.35;
jest.setTimeout(180_000);

/** A play of a silence: all customers were in touch every fourth day until the end of January, and then not. */
describe('plays of a workspace', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;
  const ids = new Map<string, string>();

  beforeEach(async () => {
    folder = testFolder();
    clock = fixedClock(start);
    tend = await folder.open({ clock, user: 'ann' });
    await importLines(
      tend,
      customers.flatMap((customer, c) =>
        Array.from({ length: 30 }, (_, n) =>
          contact(`${c}-${n}`, Date.parse('2025-10-05T09:00:00Z') + 4 * n * dayMs, customer),
        ),
      ),
    );
    for (const { id, name } of (await tend.relationships({ limit: 1000 })).rows) ids.set(name!, id);
  });
  afterEach(() => folder.dispose());

  const publish = (version = '1', given: object = {}) =>
    tend.rules.publish(
      [
        {
          type: 'PlayPublished',
          data: { version, play: 'call', phases: ['withdrawal', 'neglect'], horizonDays: 30, holdout, ...given },
        },
      ],
      {},
    );
  const list = async (query: PlaysQuery = {}) => (await tend.plays.list({ limit: 1000, ...query })).rows;
  const names = async (query: PlaysQuery = {}) =>
    (await list(query)).map(({ relationship }) => relationship.name!).sort();
  /** Reckoned apart: the first 52 bits of the hash as a share of all that there could be. */
  const isHeld = (customer: string, version = '1'): boolean => {
    const digest = createHash('sha256')
      .update(`${ids.get(customer)}\ncall\n${version}`)
      .digest();
    return Number(digest.readBigUInt64BE(0) >> 12n) / 2 ** 52 < holdout;
  };
  const shown = (version?: string) => customers.filter((customer) => !isHeld(customer, version));

  it('are recommended to all whose phase they are for, but for those held out, of whom nothing is said', async () => {
    expect(await list()).toEqual([]);
    await publish();
    expect(shown().length).toBeGreaterThan(30);
    expect(shown().length).toBeLessThan(60);
    expect(await names()).toEqual(shown());
    const [row] = await list({ relationship: shown()[0]! });
    expect(row).toMatchObject({ play: 'call', version: '1', state: 'open', isRecommended: true });
    expect(row!.why).toMatch(/^Deterioration by (neglect|withdrawal) \(silence\), told since 2026-0\d-\d\d\.$/);
    expect(row!.evidence.length).toBeGreaterThan(0);
    const held = customers.find((customer) => isHeld(customer))!;
    const answer = await tend.plays.list({ relationship: held, state: 'all' });
    expect([answer.rows, answer.total, answer.states]).toEqual([[], 0, { open: 0, accepted: 0, declined: 0, done: 0 }]);
    // As if nothing of the kind were published for them.
    const refused = await refusalOf(() => tend.plays.act('accept', { relationship: held, play: 'call' }, {}));
    expect([refused.code, refused.message]).toEqual([
      'not-found',
      'This play is not recommended to this relationship.',
    ]);
  });

  it('are recommended from the later of phase and publication, at every replay', async () => {
    await publish();
    const before = await list();
    expect(before).toHaveLength(shown().length);
    expect(before.every(({ recommendedAt }) => recommendedAt === '2026-03-20T12:00:00.000Z')).toBe(true);
    clock.advance(5 * dayMs);
    await importLines(tend, [contact('other', clock.now(), 'Somebody else')]);
    await tend.builds.rebuild('trajectory', { activate: true }, {});
    expect((await list()).filter(({ relationship }) => ids.has(relationship.name!))).toEqual(before);
    // As of a moment before nobody had published it.
    expect(await list({ asOf: '2026-03-20T11:59:00Z' })).toEqual([]);
  });

  it('are accepted, declined for a reason, and done, each once', async () => {
    await publish();
    const [one, two, three] = shown();
    const act = async (
      ...[action, command]: [
        Parameters<LocalTend['plays']['act']>[0],
        { relationship: string; reason?: string; outcome?: string },
      ]
    ) => tend.plays.act(action, { play: 'call', ...command }, {});
    const recorded = () => tend.workspace.ledger.head().sequence;
    expect(await act('accept', { relationship: one! })).toMatchObject({
      state: 'accepted',
      unchanged: false,
      by: { name: 'ann' },
    });
    const before = recorded();
    expect(await act('accept', { relationship: one! })).toMatchObject({ state: 'accepted', unchanged: true });
    expect(recorded()).toBe(before);
    expect(await act('decline', { relationship: two!, reason: 'wrong-person' })).toMatchObject({
      state: 'declined',
      reason: 'wrong-person',
    });
    expect(await act('done', { relationship: three!, outcome: 'meeting agreed' })).toMatchObject({
      state: 'done',
      outcome: 'meeting agreed',
    });
    expect(await names()).toEqual(shown().filter((name) => name !== two && name !== three));
    expect(await names({ state: 'declined' })).toEqual([two]);
    const { states } = await tend.plays.list({});
    expect(states).toEqual({ open: shown().length - 3, accepted: 1, declined: 1, done: 1 });
    const missing = await refusalOf(() => act('decline', { relationship: one! }));
    expect(missing.violations).toEqual([{ field: 'reason', message: 'is missing: why is it declined?' }]);
    const words = await refusalOf(() => act('decline', { relationship: one!, reason: 'No time!' }));
    expect(words.violations[0]).toMatchObject({ field: 'reason' });
    const unknown = await refusalOf(() => tend.plays.act('accept', { relationship: one!, play: 'sing' }, {}));
    expect([unknown.code, unknown.hint]).toEqual(['not-found', 'There is “call”.']);
    // Twice at once is once.
    const [a, b] = await Promise.all([act('done', { relationship: one! }), act('done', { relationship: one! })]);
    expect([a.unchanged, b.unchanged].toSorted((one, other) => Number(one) - Number(other))).toEqual([false, true]);
    // Totals of the projection say the same.
    const totals = await tend.made.totals('plays', { prefix: ['play'] });
    expect(JSON.stringify(totals)).toContain('"declined":1');
  });

  it('stay with who took them on when another version is published, and when they have come back', async () => {
    await publish();
    const [one, two] = shown();
    for (const relationship of [one!, two!]) await tend.plays.act('accept', { relationship, play: 'call' }, {});
    clock.advance(dayMs);
    await publish('2', { phases: [] });
    expect(await list()).toMatchObject([
      { state: 'accepted', isRecommended: false },
      { state: 'accepted', isRecommended: false },
    ]);
    expect(await tend.plays.act('done', { relationship: one!, play: 'call' }, {})).toMatchObject({
      state: 'done',
      version: '1',
    });
    expect(
      await tend.plays.act('decline', { relationship: two!, play: 'call', reason: 'came-back' }, {}),
    ).toMatchObject({ state: 'declined' });
    expect(await list()).toEqual([]);
  });

  it('have the effect that a count by hand says, when the horizon is over and not before', async () => {
    await publish();
    const accepted = shown().slice(0, 10);
    const declined = shown().slice(10, 15);
    for (const relationship of accepted) await tend.plays.act('accept', { relationship, play: 'call' }, {});
    for (const relationship of declined)
      await tend.plays.act('decline', { relationship, play: 'call', reason: 'no-time' }, {});
    // Of those it was shown to two of three come back after ten days, of the others one of four; one of them on the last day, one a day late.
    const held = customers.filter((customer) => isHeld(customer));
    const back = [...shown().filter((_, n) => n % 3 < 2), ...held.filter((_, n) => n % 4 === 0)];
    const [early, late] = [back[0]!, back[1]!];
    const dayOfBack = (customer: string) => (customer === early ? 30 : customer === late ? 31 : 10);
    clock.advance(20 * dayMs);
    const open = (await tend.plays.effects({})).rows[0]!;
    expect([open.recommended.n, open.recommended.notYetKnown]).toEqual([0, shown().length]);
    expect([open.heldOut.n, open.heldOut.notYetKnown, open.effect]).toEqual([0, held.length, undefined]);
    clock.advance(30 * dayMs);
    await importLines(
      tend,
      back.map((customer) => contact(`back ${customer}`, start + dayOfBack(customer) * dayMs, customer)),
    );
    const [row] = (await tend.plays.effects({ play: 'call' })).rows;
    const came = (group: readonly string[]) => group.filter((name) => back.includes(name) && name !== late).length;
    const armOf = (group: readonly string[]) =>
      expect.objectContaining({ n: group.length, cameBack: came(group), notYetKnown: 0, unknown: 0 });
    expect(row).toMatchObject({
      play: 'call',
      recommended: armOf(shown()),
      heldOut: armOf(held),
      association: { accepted: armOf(accepted), declined: armOf(declined), unanswered: armOf(shown().slice(15)) },
      notShown: 0,
    });
    expect(row!.effect!.difference).toBeCloseTo(came(shown()) / shown().length - came(held) / held.length, 12);
    // What was known a month ago was nothing.
    const past = (await tend.plays.effects({ asOf: '2026-04-10T12:00:00Z' })).rows[0]!;
    expect([past.recommended.n, past.heldOut.notYetKnown]).toEqual([0, held.length]);
  });

  it('count who came back in time also when so much has happened since that nobody remembers those days', async () => {
    await publish();
    const [once, never] = shown();
    clock.advance(300 * dayMs);
    // Both are in touch on 140 days after the horizon is over; documents keep the latest 128.
    const later = (customer: string) =>
      Array.from({ length: 140 }, (_, i) => contact(`later ${customer} ${i}`, start + (60 + i) * dayMs, customer));
    await importLines(tend, [contact('in time', start + 10 * dayMs, once!), ...later(once!), ...later(never!)]);
    const [row] = (await tend.plays.effects({})).rows;
    expect(row!.recommended).toMatchObject({ n: shown().length, cameBack: 1, unknown: 0 });
  });

  it('that are published for the past are recommended from when they were published: nobody saw them before', async () => {
    await publishForThePast();
    const rows = await list();
    expect(rows.map(({ relationship }) => relationship.name!).sort()).toEqual(shown());
    expect(rows.every(({ recommendedAt }) => recommendedAt === '2026-03-20T12:00:00.000Z')).toBe(true);
    expect(await list({ asOf: '2026-03-19' })).toEqual([]);
    const held = customers.filter((customer) => isHeld(customer));
    // Who is shown something is in an arm: its horizon begins when it is shown.
    expect((await tend.plays.effects({})).rows[0]).toMatchObject({
      recommended: { n: 0, notYetKnown: shown().length },
      heldOut: { n: 0, notYetKnown: held.length },
      notShown: 0,
    });
    // What had held until then goes on until it is replaced in fact.
    clock.advance(dayMs);
    await publish('2', { phases: [] });
    clock.advance(dayMs);
    await publishForThePast('3', '2026-03-20T18:00:00Z');
    expect((await tend.plays.list({})).plays).toMatchObject([{ version: '2' }]);
    expect((await tend.plays.effects({})).rows.map(({ version, until }) => [version, until])).toEqual([
      ['1', '2026-03-21T12:00:00.000Z'],
      ['2', undefined],
    ]);
  });

  const publishForThePast = (version = '1', effectiveFrom = '2026-01-01') =>
    tend.rules.publish(
      [
        {
          type: 'PlayPublished',
          effectiveFrom,
          data: { version, play: 'call', phases: ['withdrawal', 'neglect'], horizonDays: 5, holdout },
        },
      ],
      {},
    );

  it('stay with whom they were shown when it is linked with one that is held out, and are then in no arm', async () => {
    await publish();
    const held = customers.filter((customer) => isHeld(customer));
    const idOf = (customer: string) => ids.get(customer)!;
    const [one, two, three, four] = shown();
    await tend.plays.act('accept', { relationship: one!, play: 'call' }, {});
    // Whoever stays: held out or not.
    await tend.link(idOf(held[0]!), idOf(one!), 'same-organisation', {});
    await tend.link(idOf(two!), idOf(held[1]!), 'same-organisation', {});
    // Of one draw: they are one that is shown, and one that is held out.
    await tend.link(idOf(three!), idOf(four!), 'same-organisation', {});
    await tend.link(idOf(held[2]!), idOf(held[3]!), 'same-organisation', {});
    const rowOf = async (customer: string) => (await list({ relationship: idOf(customer) }))[0];
    expect(await rowOf(one!)).toMatchObject({ state: 'accepted', isRecommended: true });
    expect(await rowOf(two!)).toMatchObject({ state: 'open', isRecommended: true });
    expect(await rowOf(held[2]!)).toBeUndefined();
    clock.advance(40 * dayMs);
    expect((await tend.plays.effects({})).rows[0]).toMatchObject({
      recommended: { n: shown().length - 3 },
      heldOut: { n: held.length - 3 },
      association: { accepted: { n: 0 } },
      mixed: 2,
    });
    // What is published later draws them as the one that they are.
    await publish('2', { holdout: 0.5 });
    clock.advance(40 * dayMs);
    expect((await tend.plays.effects({})).rows[1]).toMatchObject({ version: '2', mixed: 0 });
  });

  it('are answered by what was said of that relationship: no answer of another is read', async () => {
    await publish();
    const read = jest.spyOn(tend.workspace.ledger, 'readDimension');
    await tend.plays.act('accept', { relationship: shown()[0]!, play: 'call' }, {});
    expect(read.mock.calls.filter(([, value]) => /^Play(Accepted|Declined|Done)$/.test(value))).toEqual([]);
    read.mockRestore();
    const again = await tend.plays.act('accept', { relationship: shown()[0]!, play: 'call' }, {});
    expect(again).toMatchObject({ state: 'accepted', unchanged: true });
  });

  it('are one trial a version: other data needs another version, and a horizon a day', async () => {
    await publish();
    clock.advance(dayMs);
    for (const given of [{ horizonDays: 1 }, { holdout: 1 }, { phases: [] }]) {
      const refused = await refusalOf(() => publish('1', given));
      expect([refused.code, refused.message]).toEqual([
        'invalid',
        'data.version is published with other data: version “1” of the play “call” is one trial.',
      ]);
    }
    expect((await publish()).unchanged).toBe(1);
    await publish('2', { phases: [] });
    // What was taken back may hold again.
    clock.advance(dayMs);
    expect((await publish()).published).toHaveLength(1);
    const refused = await refusalOf(() => publish('3', { horizonDays: 0 }));
    expect(refused.violations).toEqual([
      { field: 'rules[0].data.horizonDays', message: expect.stringContaining('1 or more') },
    ]);
  });

  it('are told neither as a list nor as things to do of what is history, as the inbox keeps silent about it', async () => {
    const old = await folder.open({ clock: fixedClock(Date.parse('2024-01-01T12:00:00Z')), name: 'old' });
    await old.rules.publish(
      [
        {
          type: 'PlayPublished',
          data: {
            version: '1',
            play: 'call',
            phases: ['withdrawal', 'neglect', 'dissolved'],
            horizonDays: 5,
            holdout: 0,
          },
        },
      ],
      {},
    );
    await folder.close(old);
    const later = await folder.open({ clock, name: 'old' });
    const calls = Array.from({ length: 30 }, (_, n) => Date.parse('2024-02-05T09:00:00Z') + 4 * n * dayMs);
    await importLines(
      later,
      ['One', 'Two'].flatMap((customer) => calls.map((at, n) => contact(`${customer} ${n}`, at, customer))),
    );
    expect((await later.plays.effects({})).rows[0]).toMatchObject({ recommended: { n: 0 }, notShown: 2 });
    expect((await later.plays.list({ state: 'all' })).total).toBe(0);
    expect((await later.plays.list({ state: 'all', relationship: 'One' })).total).toBe(0);
    expect((await later.today.of({})).things).toEqual([]);
    const refused = await refusalOf(() => later.plays.act('accept', { relationship: 'One', play: 'call' }, {}));
    expect(refused.code).toBe('not-found');
  });
});

function contact(id: string, at: number, customer: string) {
  return { id, at: new Date(at).toISOString(), customer };
}
