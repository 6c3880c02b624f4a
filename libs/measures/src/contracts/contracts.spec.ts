import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  contractMeant,
  contractsMost,
  countOutcome,
  countRenewal,
  emptyBook,
  follow,
  type FollowedContract,
} from './contract-book.js';
import {
  cancelled,
  contractAt,
  contractDeadline,
  contracted,
  expanded,
  isOver,
  noticeGiven,
  renewed,
  type ContractState,
} from './contract-state.js';
import { addMoney, amountOf, moneyOf } from './money.js';
import { nextRenewalStageAt, renewalDueSince, renewalRate, renewalStageAt, renewBy } from './renewal-window.js';

const day = 86_400_000;
const start = Date.parse('2024-01-01T00:00Z');
const end = Date.parse('2025-01-01T00:00Z') - 1;
const noticeBy = Date.parse('2024-10-01T00:00Z') - 1;
const terms = { startAt: start, endAt: end, noticeBy };
const warnDays = [120, 60, 30];

describe('a contract', () => {
  it('begins at its start and ends behind its end', () => {
    const agreed = contracted(start - day, terms);
    expect(agreed).toMatchObject({ status: 'agreed', inForce: false });
    expect(contractDeadline(agreed)).toBe(start);
    const running = contractAt(agreed, start);
    expect(running).toMatchObject({ status: 'running', inForce: true });
    expect(contractDeadline(running)).toBe(end + 1);
    expect(contractAt(running, end)).toBe(running);
    const ended = contractAt(running, end + 1);
    expect(ended).toMatchObject({ status: 'ended-unrenewed', inForce: false });
    expect([isOver(ended), contractDeadline(ended)]).toEqual([true, null]);
    // Begun and over in one step, as when an old one is imported.
    expect(contractAt(contracted(start - day, terms), end + day).status).toBe('ended-unrenewed');
    expect(contractDeadline(contracted(start, { startAt: start }))).toBeNull();
  });

  it('that renews itself goes on without an end that is known, unless notice was given', () => {
    const own = contracted(start, { ...terms, autoRenew: true });
    const presumed = contractAt(own, end + 1);
    expect(presumed).toMatchObject({ status: 'renewed', presumed: true, endAt: null, inForce: true, renewals: 1 });
    expect(presumed.termStartAt).toBe(end + 1);
    // What the source says of it afterwards is no further renewal.
    const said = renewed(presumed, end + 5 * day, { endAt: end + 365 * day });
    expect(said).toMatchObject({ presumed: false, renewals: 1, termStartAt: end + 1, endAt: end + 365 * day });
    const noticed = noticeGiven(own, noticeBy, { by: 'customer' });
    expect(noticed).toMatchObject({ status: 'notice-given', endAt: end, noticeAt: noticeBy, noticeFrom: 'customer' });
    expect(contractAt(noticed, end + 1).status).toBe('ended-unrenewed');
  });

  it('that is renewed goes on from its end, and one that had ended from now', () => {
    const running = contracted(start, { ...terms, money: moneyOf(100, 'CHF') });
    const more = renewed(running, noticeBy, { endAt: end + 365 * day });
    expect(more).toMatchObject({ status: 'renewed', termStartAt: end + 1, noticeBy: null, renewals: 1 });
    expect(more.amounts).toEqual([{ currency: 'CHF', units: 100, micros: 0 }]);
    const late = renewed(contractAt(running, end + 1), end + 9 * day, { money: moneyOf(90, 'EUR') });
    expect(late).toMatchObject({ status: 'renewed', inForce: true, termStartAt: end + 9 * day, endAt: null });
    expect(late.amounts).toEqual([{ currency: 'EUR', units: 90, micros: 0 }]);
    expect(renewed(noticeGiven(running, noticeBy, {}), noticeBy + 1, {})).toMatchObject({
      status: 'renewed',
      noticeAt: null,
    });
    expect(renewed(undefined, start, { endAt: end })).toMatchObject({ startAt: null, termStartAt: start, endAt: end });
  });

  it('is cancelled now or with an end, and once over stays as it ended', () => {
    const running = contracted(start, terms);
    const now = cancelled(running, start + day, { by: 'ours' });
    expect(now).toMatchObject({ status: 'cancelled', inForce: false, endAt: start + day, noticeFrom: 'ours' });
    const then = cancelled(running, start + day, { endAt: start + 30 * day });
    expect(then).toMatchObject({ status: 'cancelled', inForce: true });
    expect(contractAt(then, start + 30 * day + 1)).toMatchObject({ status: 'cancelled', inForce: false });
    for (const step of [noticeGiven, cancelled] as const) expect(step(now, end, {})).toBe(now);
    expect(noticeGiven(then, start + 2 * day, {})).toBe(then);
    expect(cancelled(contracted(start - 9, terms), start - 8, { endAt: end })).toMatchObject({ inForce: false });
  });

  it('takes more on top, of each currency by itself', () => {
    const one = expanded(contracted(start, { ...terms, money: moneyOf(100, 'CHF') }), moneyOf(0.1, 'CHF'));
    expect(one).toMatchObject({ status: 'expanded', amounts: [{ currency: 'CHF', units: 100, micros: 100_000 }] });
    const both = expanded(one, moneyOf(5, 'AUD'));
    expect(both.amounts.map(({ currency }) => currency)).toEqual(['AUD', 'CHF']);
    expect(expanded(noticeGiven(both, start, {}), undefined)).toMatchObject({ status: 'notice-given', expansions: 3 });
  });

  it('comes to rest after any steps, and its times lie ahead', () => {
    const step = fc.record({
      kind: fc.constantFrom('time', 'renewed', 'expanded', 'notice', 'cancelled'),
      at: fc.nat(40),
      endAt: fc.option(fc.nat(60), { nil: undefined }),
      noticeBy: fc.option(fc.nat(60), { nil: undefined }),
    });
    const first = fc.record({
      startAt: fc.nat(20),
      length: fc.option(fc.nat(30), { nil: undefined }),
      noticeBy: fc.option(fc.nat(60), { nil: undefined }),
      autoRenew: fc.boolean(),
    });
    fc.assert(
      fc.property(first, fc.array(step, { maxLength: 8 }), ({ length, ...given }, steps) => {
        const endAt = length === undefined ? undefined : given.startAt + length;
        let state: ContractState = contracted(0, { ...given, endAt });
        let stageAt = 0;
        for (const { kind, at, ...said } of steps.toSorted((a, b) => a.at - b.at)) {
          if (kind === 'renewed') state = renewed(state, at, said);
          else if (kind === 'expanded') state = expanded(state, undefined);
          else if (kind === 'notice') state = noticeGiven(state, at, said);
          else if (kind === 'cancelled') state = cancelled(state, at, said);
          state = contractAt(state, at);
          stageAt = at;
          expect(contractDeadline(state) ?? Infinity).toBeGreaterThan(at);
          expect(nextRenewalStageAt(state, stageAt, [3 / 86_400_000]) ?? Infinity).toBeGreaterThan(at);
          expect(isOver(state) && state.inForce).toBe(false);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
          if (state.status === 'ended-unrenewed') expect(state.endAt!).toBeLessThan(at);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a renewal', () => {
  const running = contracted(start, terms);

  it('has to be settled by the date for notice, or by the end', () => {
    expect(renewBy(running)).toBe(noticeBy);
    expect(renewBy({ ...running, noticeBy: null })).toBe(end);
    expect(renewBy({ ...running, noticeBy: end + 1 })).toBe(end);
    expect(renewBy({ ...running, endAt: null })).toBe(noticeBy);
    expect(renewBy({ ...running, endAt: null, noticeBy: null })).toBeNull();
  });

  it('warns at each of the days before, and stays at the last', () => {
    const stages = [121, 120, 61, 60, 30, 0, -50].map((days) =>
      renewalStageAt(running, noticeBy - days * day, warnDays),
    );
    expect(stages).toEqual([0, 1, 1, 2, 3, 3, 3]);
    expect(nextRenewalStageAt(running, start, warnDays)).toBe(noticeBy - 120 * day);
    expect(nextRenewalStageAt(running, noticeBy - 120 * day, warnDays)).toBe(noticeBy - 60 * day);
    expect(nextRenewalStageAt(running, noticeBy - 30 * day, warnDays)).toBeNull();
    expect(renewalDueSince(running, noticeBy - 40 * day, warnDays)).toBe(noticeBy - 120 * day);
    expect(renewalDueSince(running, start, warnDays)).toBeNull();
  });

  it('is settled behind the date for notice where it goes on by itself, and by notice', () => {
    const own = { ...running, autoRenew: true };
    expect(renewalStageAt(own, noticeBy, warnDays)).toBe(3);
    expect(renewalStageAt(own, noticeBy + 1, warnDays)).toBe('settled');
    expect(nextRenewalStageAt(own, noticeBy - day, warnDays)).toBe(noticeBy + 1);
    expect(nextRenewalStageAt(own, noticeBy + 1, warnDays)).toBeNull();
    expect(renewalStageAt(noticeGiven(running, noticeBy - day, {}), noticeBy, warnDays)).toBe(0);
  });

  it('of a short term has only the warnings that lie in it', () => {
    const quarter = contracted(start, { startAt: start, endAt: start + 90 * day });
    expect(renewalStageAt(quarter, start, warnDays)).toBe(0);
    expect(renewalStageAt(quarter, start + 30 * day, warnDays)).toBe(2);
    expect(renewalDueSince(quarter, start + 61 * day, warnDays)).toBe(start + 30 * day);
    const month = contracted(start, { startAt: start, endAt: start + 29 * day });
    expect([renewalStageAt(month, start + 29 * day, warnDays), nextRenewalStageAt(month, start, warnDays)]).toEqual([
      0,
      null,
    ]);
  });

  it('has a rate among the terms that came due', () => {
    // Wilson's interval of 8 of 10: (8 + 1.92073 ± 1.95996·√(1.6 + 0.96036)) / 13.84146.
    const rate = renewalRate({ renewed: 8, unrenewed: 1, cancelled: 1 })!;
    expect([rate.n, rate.share]).toEqual([10, 0.8]);
    expect(rate.low).toBeCloseTo(0.49016, 4);
    expect(rate.high).toBeCloseTo(0.94332, 4);
    expect(renewalRate({ renewed: 0, unrenewed: 0, cancelled: 0 })).toBeUndefined();
    expect(renewalRate({ renewed: 2, unrenewed: -1, cancelled: 0 })).toBeUndefined();
  });
});

describe('the book of contracts', () => {
  const entry = (id: string, more: Partial<FollowedContract> = {}): FollowedContract => ({
    id,
    matter: null,
    isCounted: true,
    state: contracted(start, terms),
    stage: 0,
    stageAt: start,
    outcome: null,
    ...more,
  });
  const over = contractAt(contracted(start, terms), end + 1);

  it('finds the one that is meant, and none where it could be several', () => {
    const book = emptyBook();
    for (const one of [entry('a', { matter: 'm' }), entry('b', { matter: 'm', state: over }), entry('c')])
      follow(book, one);
    expect(contractMeant(book, 'b', 'm')?.id).toBe('b');
    expect(contractMeant(book, 'x', 'm')).toBeUndefined();
    expect(contractMeant(book, undefined, 'm')?.id).toBe('a');
    expect(contractMeant(book, undefined, undefined)).toBeUndefined();
    book.contracts[0]!.state = over;
    expect(contractMeant(book, undefined, 'm')?.id).toBe('b');
    expect(contractMeant(book, undefined, 'other')?.id).toBe('c');
  });

  it('lets those that are over give way', () => {
    const book = emptyBook();
    for (let i = 0; i < contractsMost; i++) follow(book, entry(`${i}`, i === 7 ? { state: over } : {}));
    follow(book, entry('new'));
    expect([book.contracts.length, book.contracts.some(({ id }) => id === '7'), book.notFollowed]).toEqual([
      contractsMost,
      false,
      0,
    ]);
    follow(book, entry('one too many'));
    expect([book.contracts.length, book.notFollowed]).toEqual([contractsMost, 1]);
  });

  it('takes back what a renewal in time shows to be otherwise', () => {
    const book = emptyBook();
    const one = entry('a');
    const counts = (month: string) => book.terms.find((term) => term.month === month);
    countOutcome(book, one, 'unrenewed', '2024-12');
    countRenewal(book, one, '2025-01', true);
    expect(counts('2024-12')).toMatchObject({ renewed: 1, unrenewed: 0 });
    countOutcome(book, one, 'unrenewed', '2025-12');
    countRenewal(book, one, '2026-03', false);
    expect(counts('2025-12')).toMatchObject({ renewed: 0, unrenewed: 1, wonBack: 1 });
    countOutcome(book, one, 'presumed', '2023-12');
    countRenewal(book, one, '2024-02', false);
    expect(book.terms.map(({ month }) => month)).toEqual(['2023-12', '2024-12', '2025-12']);
    expect(counts('2023-12')).toMatchObject({ renewed: 1, presumed: 0 });
    countRenewal(book, one, '2024-12', true);
    expect(counts('2024-12')).toMatchObject({ renewed: 2 });
    countOutcome(book, entry('b', { isCounted: false }), 'cancelled', '2024-12');
    expect(counts('2024-12')).toMatchObject({ cancelled: 0 });
  });
});

describe('money', () => {
  it('is two whole numbers, of which the sums are exact', () => {
    expect(moneyOf(58.5, 'USD')).toEqual({ currency: 'USD', units: 58, micros: 500_000 });
    expect(moneyOf(-0.000001, 'USD')).toEqual({ currency: 'USD', units: 0, micros: -1 });
    expect(moneyOf(999_999_999_999.999, 'JPY')).toEqual({ currency: 'JPY', units: 999_999_999_999, micros: 999_000 });
    expect(moneyOf(0.9999999, 'EUR')).toEqual({ currency: 'EUR', units: 1, micros: 0 });
    for (const odd of [Number.NaN, Infinity, 2e12]) expect(moneyOf(odd, 'EUR')).toBeUndefined();
    expect(moneyOf(1e-7, 'EUR')).toEqual({ currency: 'EUR', units: 0, micros: 0 });
    expect(moneyOf(1, undefined)).toBeUndefined();
    const amount = fc.integer({ min: -1e12, max: 1e12 }).map((n) => n / 1e6);
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 40 }), (list) => {
        const [sum] = list.map((value) => moneyOf(value, 'EUR')!).reduce(addMoney, []);
        const exact = list.reduce((micros, value) => micros + Math.round(value * 1e6), 0);
        expect((sum?.units ?? 0) * 1e6 + (sum?.micros ?? 0)).toBe(exact);
        if (sum !== undefined) expect(amountOf(sum)).toBeCloseTo(exact / 1e6, 6);
        if (sum !== undefined) expect(sum.units * sum.micros).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
