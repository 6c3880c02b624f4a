import { describe, expect, it, jest } from '@jest/globals';
import { endOfDay } from '#core/time.js';
import { idOf } from '#domain/testing.js';
import { tallyPromises } from '#measures/promises/promise-outcome.js';
import { tallyOfCells } from '#measures/promises/promise-totals.js';
import {
  customer,
  duplicate,
  fact,
  feedHeartbeat,
  feedStarted,
  feedStopped,
  given,
  late,
  retraction,
} from '#projections/testing/testing.js';
import type { GivenFact } from '#projections/testing/testing.js';
import { promises } from './promises.projection.js';

jest.setTimeout(60_000);

const due = endOfDay('2024-03-31', 'UTC');
const day = 86_400_000;
const source = { connector: 'erp', dataset: 'orders' };
const feed = feedStarted('erp', '2024-01-01T00:00Z');

function made(data: object = {}, more: object = {}): GivenFact {
  return fact('PromiseMade', '2024-03-20T10:00Z', {
    source,
    data: { by: 'ours', dueAt: due, confirmBy: 'connector', ...data },
    ...more,
  });
}

function kept(promise: GivenFact, at: number | string, confirmedBy: 'actor' | 'customer' | 'connector' = 'connector') {
  return fact('PromiseKept', at, { data: { promise: promise.id, confirmedBy } });
}

const keyOf = (promise: GivenFact, party = customer(100)): string => `${party.id}~${promise.id}`;

describe('promises', () => {
  it('are open through the due day, then broken if the feed was up, else unconfirmed', async () => {
    const promise = made();
    const seen = given([feed, promise]).of(promises);
    await seen.asOf(due).expectRow(rowOf({ state: 'open' }));
    await seen.asOf(due + 1).expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
    await given([promise])
      .of(promises)
      .asOf(due + 1)
      .expectRow(rowOf({ state: 'unconfirmed' }));
    const down = given([feed, promise, feedStopped('erp', due - 1)]).of(promises);
    await down.asOf(due + 1).expectRow(rowOf({ state: 'unconfirmed' }));
    const silent = given([feedStarted('erp', '2024-01-01T00:00Z', { heartbeatSec: 3600 }), promise]).of(promises);
    await silent.asOf(due + day).expectRow(rowOf({ state: 'unconfirmed' }));
    const asked = made({ confirmBy: 'customer' });
    await given([feed, asked])
      .of(promises)
      .asOf(due + 1)
      .expectRow(rowOf({ state: 'unconfirmed', confirmBy: 'customer' }));
  });

  it('leave a connector its grace, through which it has to be up', async () => {
    const parameters = { graceHours: 24 };
    const heard = [feed, made()];
    const waiting = given(heard, { parameters }).of(promises);
    await waiting.asOf(due + day).expectRow(rowOf({ state: 'open' }));
    await waiting.asOf(due + day).expectView({ dueInMs: -day, lateMs: null, daysLate: null });
    await waiting.asOf(due + day + 1).expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
    const stopped = given([...heard, feedStopped('erp', due + 5)], { parameters }).of(promises);
    await stopped.asOf(due + day + 1).expectRow(rowOf({ state: 'unconfirmed' }));
    const back = [...heard, feedStopped('erp', due - 1), feedStarted('erp', due + 5)];
    const again = given(back, { parameters }).of(promises);
    await again.asOf(due + day + 1).expectRow(rowOf({ state: 'unconfirmed' }));
    // Reported within the grace, and judged by the due time all the same.
    const report = kept(heard[1]!, due + 60_000);
    const reported = given([...heard, report], { parameters }).of(promises);
    await reported.asOf(due + day + 1).expectRow(
      rowOf({
        state: 'kept-late',
        evidence: 'connector',
        keptAt: due + 60_000,
        lateMs: 60_000,
        keptEvent: report.id,
      }),
    );
  });

  it('that are known late to be kept were kept, on both axes', async () => {
    const promise = made();
    const word = late(kept(promise, due - day), due + 10 * day);
    const both = given([feed, promise, word]).of(promises);
    await both.knownBy(due + day).expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
    await both
      .asOf(due + day)
      .expectRow(rowOf({ state: 'kept', keptAt: due - day, evidence: 'connector', keptEvent: word.id }));
    await given([feed, promise, word, duplicate(word)])
      .of(promises)
      .expectRow(rowOf({ state: 'kept', keptAt: due - day, evidence: 'connector', keptEvent: word.id }));
    await given([feed, promise, word, retraction(word, due + 20 * day)])
      .of(promises)
      .asOf(due + 21 * day)
      .expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
  });

  it('move with what is agreed in time', async () => {
    const promise = made();
    const moved = fact('PromiseRenegotiated', due, { data: { promise: promise.id, dueAt: due + 10 * day } });
    const facts = given([feed, promise, moved]).of(promises);
    const agreed = { dueAt: due + 10 * day, renegotiations: 1, movedEvent: moved.id };
    await facts.asOf(due + day).expectRow(rowOf({ state: 'renegotiated', ...agreed }));
    await facts.asOf(due + 11 * day).expectRow(rowOf({ state: 'broken', evidence: 'connector', ...agreed }));
    await facts.asOf(due + day).expectTotal(['ours', 'observed', '2024-04'], { promises: 1, open: 1, renegotiated: 1 });
    await facts.asOf(due + day).expectTotal(['ours', 'observed', '2024-03'], {});
  });

  it('name the event by whose word they were kept, and the one that moved them last', async () => {
    const promise = made();
    const first = fact('PromiseRenegotiated', due - 2 * day, { data: { promise: promise.id, dueAt: due + day } });
    const second = fact('PromiseRenegotiated', due - day, { data: { promise: promise.id, dueAt: due + 2 * day } });
    const own = kept(promise, due, 'actor');
    const again = kept(promise, due + 1000, 'actor');
    const theirs = kept(promise, due + 2000, 'customer');
    const agreed = { dueAt: due + 2 * day, renegotiations: 2, movedEvent: second.id };
    const words = [promise, first, second, own, again];
    const byOwn = { ...agreed, state: 'kept', keptAt: due, evidence: 'actor', keptEvent: own.id };
    const byTheirs = { ...agreed, state: 'kept', keptAt: due + 2000, evidence: 'customer', keptEvent: theirs.id };
    await given(words).of(promises).expectRow(rowOf(byOwn));
    await given([...words, theirs])
      .of(promises)
      .expectRow(rowOf(byTheirs));
    // What is taken back is evidence no more.
    await given([...words, theirs, retraction(theirs, due + day)])
      .of(promises)
      .expectRow(rowOf(byOwn));
    const past = fact('PromiseRenegotiated', due + day, { data: { promise: promise.id, dueAt: due + 9 * day } });
    await given([promise, past])
      .of(promises)
      .expectRow(rowOf({ state: 'broken', evidence: 'actor', renegotiations: 1, movedEvent: past.id }));
    await given([promise, own, past])
      .of(promises)
      .expectRow(rowOf({ state: 'kept', keptAt: due, evidence: 'actor', keptEvent: own.id }));
  });

  it('ask, remind and alarm once each', async () => {
    const promise = made({ confirmBy: 'actor' });
    const party = idOf(100);
    const shown = { event: promise.id, since: due, party, by: 'ours', source: 'promise', dueAt: due };
    const open = given([promise]).of(promises);
    await open.asOf(due - 2 * day - 1).expectSignals([]);
    await open
      .asOf(due - 2 * day)
      .expectSignals([{ ...shown, since: due - 2 * day, kind: 'promise-due-soon', severity: 'notice' }]);
    const question = { ...shown, kind: 'promise-unconfirmed', severity: 'notice' } as const;
    await open.asOf(due + 1).expectSignals([question]);
    await open.asOf(due + 90 * day).expectSignals([question]);
    await open.asOf(due + 90 * day + 1).expectSignals([]);
    await given([promise, kept(promise, due + 9 * day, 'actor')])
      .of(promises)
      .expectSignals([]);
    const owed = made();
    const breach = { ...shown, event: owed.id, kind: 'promise-broken' } as const;
    await given([feed, owed])
      .of(promises)
      .asOf(due + 1)
      .expectSignals([{ ...breach, severity: 'warning' }]);
    const theirs = made({ by: 'customer' });
    const breachOfTheirs = { ...breach, event: theirs.id, by: 'customer' };
    await given([feed, theirs])
      .of(promises)
      .asOf(due + 1)
      .expectSignals([{ ...breachOfTheirs, severity: 'notice' }]);
    const never = { dueSoonDays: 0 };
    await given([promise], { parameters: never }).of(promises).asOf(due).expectSignals([]);
  });

  it('that were due long before they were made are no alarm and count in no rate', async () => {
    const promise = made({ dueAt: due - 400 * day });
    const { rows, signals, cells, quarantined } = await given([feed, promise]).of(promises).folded();
    expect(rows[keyOf(promise)]).toMatchObject({ state: 'unconfirmed' });
    expect([signals, quarantined]).toEqual([{}, {}]);
    expect(cells).toEqual([{ at: ['ours', 'observed', '2023-02'], sums: { promises: 1n, void: 1n }, columns: {} }]);
    const moved = fact('PromiseRenegotiated', '2024-03-25', { data: { promise: promise.id, dueAt: due } });
    const again = given([feed, promise, moved]).of(promises);
    await again.asOf(due).expectRow(rowOf({ state: 'renegotiated', renegotiations: 1, movedEvent: moved.id }));
    expect(Object.values((await again.asOf(due + 1).folded()).signals).flat()).toMatchObject([
      { kind: 'promise-broken' },
    ]);
  });

  it('may be due at the end of all time', async () => {
    const promise = made({ dueAt: 253_402_300_799_999 });
    await given([promise])
      .of(promises)
      .expectRow(rowOf({ state: 'open', dueAt: 253_402_300_799_999 }));
    const ancient = made({ dueAt: -62_135_596_800_000 });
    const { quarantined } = await given([ancient]).of(promises).folded();
    expect(quarantined).toEqual({});
  });

  it('are orders that are required by a time; what delivers all of them keeps them', async () => {
    const order = fact('OrderPlaced', '2024-03-01', { source, data: { requiredBy: due } });
    const part = fact('Delivered', due - day, { data: { order: order.id, partial: true } });
    const rest = fact('Delivered', due + 3 * day, { data: { order: order.id, partial: false } });
    const facts = given([feed, order, part, rest]).of(promises);
    const row = { source: 'order', madeAt: order.occurredAt };
    await facts.asOf(due).expectRow(rowOf({ ...row, state: 'open' }));
    await facts.asOf(due + day).expectRow(rowOf({ ...row, state: 'broken', evidence: 'connector' }));
    await facts.asOf(due + day).expectView({ dueInMs: null, lateMs: day, daysLate: 1 });
    const delivered = {
      state: 'kept-late',
      keptAt: due + 3 * day,
      lateMs: 3 * day,
      evidence: 'connector',
      keptEvent: rest.id,
    };
    await facts.expectRow(rowOf({ ...row, ...delivered }));
    const { cells } = await facts.folded();
    expect(cells.map(({ at, sums }) => [at, sums])).toEqual([
      [['ours', 'observed', '2024-03'], { promises: 1n, broken: 1n }],
    ]);
    expect(cells[0]!.columns['lateMs']!.quantile(0.5)).toBe(3 * day);
    const written = fact('Delivered', due, { recorder: idOf(1), data: { order: order.id, partial: false } });
    await given([order, written])
      .of(promises)
      .expectRow(rowOf({ ...row, state: 'kept', keptAt: due, evidence: 'actor', keptEvent: written.id }));
    const said = { recorder: idOf(100), actor: idOf(100), data: { order: order.id, partial: false } };
    const told = fact('Delivered', due, said);
    await given([order, told])
      .of(promises)
      .expectRow(rowOf({ ...row, state: 'kept', keptAt: due, evidence: 'customer', keptEvent: told.id }));
  });

  it('are none where an order names no time, and what is said of an unknown one counts in nothing', async () => {
    await given([fact('OrderPlaced', '2024-03-01')])
      .of(promises)
      .expectNothing();
    await given([fact('Delivered', '2024-03-01', { data: { order: idOf(77) } })])
      .of(promises)
      .expectTotal(['unmade'], { promises: 1 });
  });

  it('are kept by whoever is of the same relationship, and by a word of another one are not', async () => {
    const promise = made();
    const colleagues = [customer(101, 'member'), { ...customer(100), role: 'organisation' }];
    const affiliated = { ...fact('PartyAffiliated', '2024-01-01', { parties: colleagues }), data: {} };
    const word = { ...kept(promise, due), parties: [customer(101)] };
    const keptRow = rowOf({ state: 'kept', keptAt: due, evidence: 'connector', keptEvent: word.id });
    await given([feed, affiliated, promise, word]).of(promises).expectRow(keptRow);
    const apart = given([feed, promise, word]).of(promises);
    await apart.key(keyOf(promise)).expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
    await apart.expectTotal(['unmade'], { promises: 1 });
  });

  it('of two relationships are told in both, and count once', async () => {
    const parties = [customer(100), customer(200)];
    const promise = made({}, { parties });
    const word = { ...kept(promise, due), parties };
    const facts = given([feed, promise, word]).of(promises);
    await facts
      .key(keyOf(promise, customer(200)))
      .expectRow(rowOf({ state: 'kept', keptAt: due, evidence: 'connector', keptEvent: word.id }));
    await facts.expectTotal(['ours', 'observed', '2024-03'], { promises: 1, kept: 1 });
  });

  it('give totals from which the tally is read at any date', async () => {
    const list = [made(), made(), made({ confirmBy: 'customer' }), made({ dueAt: due + 40 * day })];
    const facts = [feed, ...list, kept(list[0]!, due - day), feedHeartbeat('erp', due)];
    for (const at of [due - 2 * day, due - day, due + 1, due + 50 * day]) {
      const { cells, documents } = await given(facts).of(promises).asOf(at).folded();
      const tally = tallyPromises(Object.values(documents).map(({ promise }) => promise));
      expect(tallyOfCells(cells, { by: 'ours' })).toEqual(tally);
    }
    const seen = given(facts).of(promises);
    const { cells } = await seen.asOf(due + 1).folded();
    expect(tallyOfCells(cells, { by: 'ours' })).toMatchObject({
      byEvidence: { observed: { kept: 1, broken: 1 } },
      unconfirmed: 1,
      open: 1,
    });
  });
});

function rowOf(given: object) {
  return {
    by: 'ours',
    source: 'promise',
    madeAt: Date.parse('2024-03-20T10:00Z'),
    dueAt: due,
    keptAt: null,
    lateMs: null,
    confirmBy: 'connector',
    evidence: null,
    renegotiations: 0,
    keptEvent: null,
    notKeptEvent: null,
    movedEvent: null,
    ...given,
  };
}
