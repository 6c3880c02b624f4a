import { describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, refusalOf } from '../testing.js';
import { contact, customers, dayMs, silentCustomers, type SilentCustomers } from './testing.js';

jest.setTimeout(180_000);

describe('plays of a workspace', () => {
  let folder: SilentCustomers['folder'];
  let clock: SilentCustomers['clock'];
  let tend: SilentCustomers['tend'];
  let publish: SilentCustomers['publish'];
  let list: SilentCustomers['list'];
  let names: SilentCustomers['names'];
  let isHeld: SilentCustomers['isHeld'];
  let shown: SilentCustomers['shown'];
  silentCustomers((silent) => ({ folder, clock, tend, publish, list, names, isHeld, shown } = silent));

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
    expect((await list()).filter(({ relationship }) => customers.includes(relationship.name!))).toEqual(before);
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
