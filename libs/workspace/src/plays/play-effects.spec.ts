import { describe, expect, it, jest } from '@jest/globals';
import { importLines } from '../testing.js';
import { contact, customers, dayMs, start, silentCustomers, type SilentCustomers } from './testing.js';

jest.setTimeout(180_000);

describe('effects of plays', () => {
  let clock: SilentCustomers['clock'];
  let tend: SilentCustomers['tend'];
  let idOf: SilentCustomers['idOf'];
  let publish: SilentCustomers['publish'];
  let list: SilentCustomers['list'];
  let isHeld: SilentCustomers['isHeld'];
  let shown: SilentCustomers['shown'];
  silentCustomers((silent) => ({ clock, tend, idOf, publish, list, isHeld, shown } = silent));

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
    await publish('1', { horizonDays: 5 }, '2026-01-01');
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
    await publish('3', { horizonDays: 5 }, '2026-03-20T18:00:00Z');
    expect((await tend.plays.list({})).plays).toMatchObject([{ version: '2' }]);
    expect((await tend.plays.effects({})).rows.map(({ version, until }) => [version, until])).toEqual([
      ['1', '2026-03-21T12:00:00.000Z'],
      ['2', undefined],
    ]);
  });

  it('stay with whom they were shown when it is linked with one that is held out, and are then in no arm', async () => {
    await publish();
    const held = customers.filter((customer) => isHeld(customer));
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
});
