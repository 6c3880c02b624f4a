import { describe, expect, it, jest } from '@jest/globals';
import { endOfDay, startOfDay } from '#core/time.js';
import { idOf } from '#domain/testing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { renewalRate } from '#measures/contracts/renewal-window.js';
import { customer, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { contracts } from './contracts.projection.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const startAt = startOfDay('2024-01-01', 'UTC');
const endAt = endOfDay('2024-12-31', 'UTC');
const noticeBy = endOfDay('2024-09-30', 'UTC');
const nextEnd = endOfDay('2025-12-31', 'UTC');
const party = idOf(100);

/** The example of the vocabulary has fields that a contract may not have: this has only those that are given. */
function contract(data: Partial<EventTypes['Contracted']> = {}, more: Partial<GivenFact> = {}): GivenFact {
  const terms = { startAt, endAt, noticeBy, value: 1200.5, currency: 'CHF' };
  return { ...fact('Contracted', '2023-12-15T10:00Z', more as object), data: { ...terms, ...data } };
}

function word<Type extends 'Renewed' | 'NoticeGiven' | 'Cancelled' | 'Expanded'>(
  type: Type,
  at: number | string,
  data: EventTypes[Type],
  more: Partial<GivenFact> = {},
): GivenFact {
  return { ...fact(type, at, more as object), data };
}

describe('contracts', () => {
  it('are in force from their start to their end, with their value', async () => {
    const facts = given([contract()]).of(contracts);
    await facts
      .asOf(startAt - 1)
      .expectRow(rowOf({ inForce: 0, currency: null, value: null, currencies: 0, nextEnd: null, nextRenewal: null }));
    await facts.asOf(startAt - 1).expectTotal(['state', 'agreed'], { contracts: 1 });
    await facts.asOf(startAt).expectRow(rowOf({}));
    await facts.asOf(startAt).expectTotal(['under-contract', 'CHF'], { contracts: 1, units: 1200, micros: 500_000 });
    await facts
      .asOf(startAt)
      .expectTotal(['up-for-renewal', '2024-09', 'CHF'], { contracts: 1, units: 1200, micros: 500_000 });
    await facts.asOf(endAt).expectTotal(['under-contract', 'CHF'], { contracts: 1, units: 1200, micros: 500_000 });
    await facts.asOf(endAt + 1).expectTotal(['under-contract', 'CHF'], {});
    await facts.asOf(endAt + 1).expectTotal(['up-for-renewal', '2024-09', 'CHF'], {});
    await facts.asOf(endAt + 1).expectTotal(['due', '2024-12'], { unrenewed: 1 });
  });

  it('warn of a renewal in one episode that grows graver', async () => {
    const made = contract();
    const facts = given([made]).of(contracts);
    const signal = {
      kind: 'renewal-due',
      event: made.id,
      party,
      since: noticeBy - 120 * day,
      contract: made.id,
      renewBy: noticeBy,
      endAt,
      autoRenew: false,
    };
    await facts.asOf(noticeBy - 120 * day - 1).expectSignals([]);
    await facts.asOf(noticeBy - 120 * day).expectSignals([{ ...signal, severity: 'notice' }]);
    await facts.asOf(noticeBy - 60 * day).expectSignals([{ ...signal, severity: 'warning' }]);
    await facts.asOf(noticeBy - 30 * day).expectSignals([{ ...signal, severity: 'critical' }]);
    await facts.asOf(endAt).expectSignals([{ ...signal, severity: 'critical' }]);
    await facts.asOf(endAt + 1).expectSignals([]);
    const parameters = { warnDays: [10, 90] };
    const other = given([made], { parameters }).of(contracts);
    await other
      .asOf(noticeBy - 90 * day)
      .expectSignals([{ ...signal, since: noticeBy - 90 * day, severity: 'warning' }]);
    await other
      .asOf(noticeBy - 10 * day)
      .expectSignals([{ ...signal, since: noticeBy - 90 * day, severity: 'critical' }]);
  });

  it('end their warning with notice, with a renewal, and where they go on by themselves', async () => {
    const made = contract();
    const notice = word('NoticeGiven', noticeBy - 5 * day, { contract: made.id, by: 'customer' });
    const noticed = given([made, notice]).of(contracts);
    await noticed.asOf(noticeBy).expectSignals([]);
    await noticed.asOf(noticeBy).expectRow(rowOf({ noticeGiven: 1, nextRenewal: null }));
    await noticed.asOf(noticeBy).expectTotal(['up-for-renewal', '2024-09', 'CHF'], {});
    await noticed.asOf(endAt + 1).expectTotal(['due', '2024-12'], { unrenewed: 1 });
    const renewal = word('Renewed', noticeBy - 5 * day, { contract: made.id, endAt: nextEnd });
    const renewed = given([made, renewal]).of(contracts);
    await renewed.asOf(noticeBy).expectSignals([]);
    await renewed.asOf(noticeBy).expectTotal(['due', '2024-12'], { renewed: 1 });
    await renewed
      .asOf(noticeBy)
      .expectTotal(['up-for-renewal', '2025-12', 'CHF'], { contracts: 1, units: 1200, micros: 500_000 });
    const next = { since: nextEnd - 120 * day, event: renewal.id, severity: 'notice' };
    expect(Object.values((await renewed.asOf(nextEnd - 120 * day).folded()).signals).flat()).toMatchObject([next]);
    const own = given([contract({ autoRenew: true })]).of(contracts);
    expect((await own.asOf(noticeBy).folded()).signals).not.toEqual({});
    await own.asOf(noticeBy + 1).expectSignals([]);
    await own.asOf(noticeBy + 1).expectRow(rowOf({ nextRenewal: null }));
    await own.asOf(endAt + 1).expectRow(rowOf({ nextRenewal: null, nextEnd: null }));
    await own.asOf(endAt + 1).expectTotal(['due', '2024-12'], { presumed: 1 });
  });

  it('renewed after the end are renewed in time or won back', async () => {
    const made = contract();
    const at = (days: number) => word('Renewed', endAt + days * day, { contract: made.id, endAt: nextEnd });
    const soon = given([made, at(30)]).of(contracts);
    await soon.asOf(endAt + day).expectTotal(['due', '2024-12'], { unrenewed: 1 });
    await soon.asOf(endAt + 30 * day).expectTotal(['due', '2024-12'], { renewed: 1 });
    await given([made, at(31)])
      .of(contracts)
      .asOf(endAt + 40 * day)
      .expectTotal(['due', '2024-12'], { unrenewed: 1, wonBack: 1 });
    await given([made, at(31)])
      .of(contracts)
      .asOf(endAt + 40 * day)
      .expectRow(rowOf({ nextRenewal: nextEnd, nextEnd }));
    // Known only later, it was in time all the same; taken back it never was.
    const told = late(at(-20), endAt + 60 * day);
    const both = given([made, told]).of(contracts);
    await both.knownBy(endAt + 50 * day).expectTotal(['due', '2024-12'], { unrenewed: 1 });
    await both.asOf(endAt + 50 * day).expectTotal(['due', '2024-12'], { renewed: 1 });
    await given([made, told, retraction(told, endAt + 70 * day)])
      .of(contracts)
      .asOf(endAt + 71 * day)
      .expectTotal(['due', '2024-12'], { unrenewed: 1 });
  });

  it('without an end, a date for notice or an amount say less, and nothing wrong', async () => {
    const open = contract({ endAt: undefined, noticeBy: undefined, value: undefined, currency: undefined } as object);
    const facts = given([withoutUndefined(open)]).of(contracts);
    await facts.expectRow(rowOf({ nextEnd: null, nextRenewal: null, currency: null, value: null, currencies: 0 }));
    await facts.expectTotal(['under-contract', 'none'], { contracts: 1 });
    await facts.expectSignals([]);
    const lateNotice = given([contract({ noticeBy: endAt + 40 * day })]).of(contracts);
    await lateNotice.asOf(startAt).expectRow(rowOf({ nextRenewal: endAt }));
    const noEnd = given([withoutUndefined(contract({ endAt: undefined } as object))]).of(contracts);
    await noEnd.asOf(noticeBy + 400 * day).expectRow(rowOf({ nextEnd: null }));
    const far = given([
      contract({ startAt, endAt: 253_402_300_799_999, noticeBy: 253_402_300_799_999, autoRenew: true }),
    ]);
    await far
      .of(contracts)
      .asOf(startAt)
      .expectRow(rowOf({ nextEnd: 253_402_300_799_999, nextRenewal: 253_402_300_799_999 }));
  });

  it('that overlap are each by itself, and their currencies apart', async () => {
    const [first, second, third] = [
      contract(),
      contract({ value: 99.75, noticeBy: endAt }),
      contract({ value: 7, currency: 'EUR' }),
    ];
    const two = given([first, second]).of(contracts);
    await two.asOf(startAt).expectRow(rowOf({ inForce: 2, value: 1300.25 }));
    await two.asOf(startAt).expectTotal(['under-contract', 'CHF'], { contracts: 2, units: 1299, micros: 1_250_000 });
    const expansion = word('Expanded', startAt + day, { contract: second.id, value: 0.25, currency: 'CHF' });
    const three = given([first, second, third, expansion]).of(contracts);
    await three.asOf(startAt + day).expectRow(rowOf({ inForce: 3, currency: null, value: null, currencies: 2 }));
    await three.asOf(startAt + day).expectTotal(['under-contract', 'EUR'], { contracts: 1, units: 7 });
    await three
      .asOf(startAt + day)
      .expectTotal(['under-contract', 'CHF'], { contracts: 2, units: 1300, micros: 500_000 });
    await three.asOf(startAt + day).expectTotal(['state', 'expanded'], { contracts: 1 });
    // Which of the three is not said.
    const unclear = given([first, second, third, word('NoticeGiven', startAt + day, { by: 'customer' })]).of(contracts);
    await unclear
      .asOf(startAt + day)
      .expectRow(rowOf({ inForce: 3, currency: null, value: null, currencies: 2, unattributed: 1 }));
  });

  it('end all with the relationship, or the one of a matter', async () => {
    const [first, second] = [contract({}, { matter: idOf(801) }), contract({}, { matter: idOf(802) })];
    const all = given([first, second, word('Cancelled', startAt + 40 * day, { by: 'customer' })]).of(contracts);
    await all
      .asOf(startAt + 40 * day)
      .expectRow(rowOf({ inForce: 0, nextEnd: null, nextRenewal: null, currency: null, value: null, currencies: 0 }));
    await all.asOf(startAt + 40 * day).expectTotal(['due', '2024-02'], { cancelled: 2 });
    const ofMatter = word('Cancelled', startAt + 40 * day, { endAt: startAt + 70 * day }, { matter: idOf(802) });
    const one = given([first, second, ofMatter]).of(contracts);
    await one.asOf(startAt + 70 * day).expectRow(rowOf({ inForce: 2, value: 2401, nextEnd: startAt + 70 * day }));
    await one.asOf(startAt + 70 * day + 1).expectRow(rowOf({ inForce: 1 }));
    await one.asOf(startAt + 70 * day).expectTotal(['due', '2024-03'], { cancelled: 1 });
    const twice = [ofMatter, word('Cancelled', startAt + 50 * day, {}, { matter: idOf(802) })];
    const again = given([first, second, ...twice]).of(contracts);
    await again.asOf(startAt + 70 * day).expectTotal(['due', '2024-03'], { cancelled: 1 });
    await again.asOf(startAt + 70 * day).expectTotal(['due', '2024-02'], {});
    const sooner = word('Cancelled', startAt + 50 * day, { endAt: startAt + 55 * day }, { matter: idOf(802) });
    const moved = given([first, second, ofMatter, sooner]).of(contracts);
    await moved.asOf(startAt + 70 * day).expectTotal(['due', '2024-02'], { cancelled: 1 });
    await moved.asOf(startAt + 70 * day).expectTotal(['due', '2024-03'], {});
    await given([word('Cancelled', startAt, {})])
      .of(contracts)
      .expectRow(rowOf({ ...nothing, unattributed: 1 }));
  });

  it('of which only a renewal is known are there, and a making that comes later says the rest', async () => {
    const renewal = word('Renewed', startAt, { contract: idOf(900), endAt, noticeBy });
    const facts = given([renewal]).of(contracts);
    await facts.asOf(startAt).expectRow(rowOf({ currency: null, value: null, currencies: 0 }));
    await facts.asOf(startAt).expectTotal(['due', '2024-01'], { renewed: 1 });
    const making = contract({ startAt: startAt - day, product: 'Support' }, { id: idOf(900), occurredAt: startAt + 1 });
    const { document } = await given([renewal, making])
      .of(contracts)
      .asOf(startAt + 1)
      .folded();
    expect(document.contracts).toHaveLength(1);
    expect(document.contracts[0]!.state).toMatchObject({
      status: 'renewed',
      startAt: startAt - day,
      product: 'Support',
      endAt,
      amounts: [{ currency: 'CHF', units: 1200, micros: 500_000 }],
    });
  });

  it('of two relationships count once', async () => {
    const shared = contract({}, { parties: [customer(100), customer(200)] });
    await given([shared]).of(contracts).asOf(startAt).expectTotal(['state', 'running'], { contracts: 1 });
    const { rows, cells } = await given([shared])
      .of(contracts)
      .asOf(endAt + 1)
      .folded();
    expect(Object.keys(rows)).toHaveLength(2);
    expect(cells.map(({ at, sums }) => [at, sums])).toEqual([[['due', '2024-12'], { unrenewed: 1n }]]);
  });

  it('give the renewal rate of those that came due', async () => {
    const made = [0, 1, 2, 3].map(() => contract());
    const facts = [
      ...made,
      word('Renewed', noticeBy, { contract: made[0]!.id, endAt: nextEnd }),
      word('Renewed', noticeBy, { contract: made[1]!.id, endAt: nextEnd }),
      word('Cancelled', endAt, { contract: made[2]!.id }),
    ];
    const { cells } = await given(facts)
      .of(contracts)
      .asOf(endAt + 1)
      .folded();
    const due = cells.find(({ at }) => at[0] === 'due')!;
    const count = (name: string) => Number(due.sums[name] ?? 0);
    const rate = renewalRate({
      renewed: count('renewed'),
      unrenewed: count('unrenewed'),
      cancelled: count('cancelled'),
    })!;
    expect([rate.n, rate.share]).toEqual([4, 0.5]);
  });
});

const nothing = { inForce: 0, nextRenewal: null, nextEnd: null, currency: null, value: null, currencies: 0 };

function rowOf(given: object) {
  return {
    inForce: 1,
    noticeGiven: 0,
    nextRenewal: noticeBy,
    nextEnd: endAt,
    currency: 'CHF',
    value: 1200.5,
    currencies: 1,
    unattributed: 0,
    notFollowed: 0,
    ...given,
  };
}

/** Absent fields are left out of events. */
function withoutUndefined(event: GivenFact): GivenFact {
  const data = Object.fromEntries(Object.entries(event.data).filter(([, value]) => value !== undefined));
  return { ...event, data };
}
