import { describe, it, jest } from '@jest/globals';
import { endOfDay } from '#core/time.js';
import { idOf } from '#domain/testing.js';
import { fact, feedStarted, given, retraction, type GivenFact } from '#projections/testing/testing.js';
import { promises } from './promises.projection.js';

jest.setTimeout(60_000);

const due = endOfDay('2024-03-31', 'UTC');
const day = 86_400_000;
const source = { connector: 'erp', dataset: 'orders' };
const feed = feedStarted('erp', '2024-01-01T00:00Z');

function made(confirmBy: 'actor' | 'connector'): GivenFact {
  return fact('PromiseMade', '2024-03-20T10:00Z', { source, data: { by: 'ours', dueAt: due, confirmBy } });
}

function kept(promise: GivenFact, at: number, confirmedBy: 'actor'): GivenFact {
  return fact('PromiseKept', at, { data: { promise: promise.id, confirmedBy } });
}

function notKept(promise: GivenFact, at: number, confirmedBy: 'actor' | 'customer' | 'connector' = 'actor') {
  return fact('PromiseNotKept', at, { data: { promise: promise.id, confirmedBy } });
}

describe('promises that are said not to be kept', () => {
  it('are broken by the word of who says that they were not kept, and kept late when they are made good', async () => {
    const promise = made('actor');
    const own = notKept(promise, due + 1);
    const theirs = notKept(promise, due + 2, 'customer');
    const early = notKept(promise, due, 'customer');
    const broken = { confirmBy: 'actor', state: 'broken', evidence: 'actor', notKeptEvent: own.id };
    await given([early, promise])
      .of(promises)
      .asOf(due + 1)
      .expectRow(rowOf({ confirmBy: 'actor', state: 'unconfirmed' }));
    const said = given([promise, own, notKept(promise, due + 2)]).of(promises);
    await said.expectRow(rowOf(broken));
    await said.asOf(due + day).expectView({ dueInMs: null, lateMs: day, daysLate: 1 });
    await said.expectTotal(['ours', 'self-reported', '2024-03'], { promises: 1, broken: 1 });
    const signal = { event: promise.id, since: due, party: idOf(100), by: 'ours', source: 'promise', dueAt: due };
    await said.asOf(due + 90 * day).expectSignals([{ ...signal, kind: 'promise-broken', severity: 'warning' }]);
    await said.asOf(due + 90 * day + 1).expectSignals([]);
    const stronger = given([promise, own, theirs]).of(promises);
    await stronger.expectRow(rowOf({ ...broken, evidence: 'customer', notKeptEvent: theirs.id }));
    await stronger.expectTotal(['ours', 'customer-confirmed', '2024-03'], { promises: 1, broken: 1 });
    const good = kept(promise, due + day, 'actor');
    const late = { state: 'kept-late', keptAt: due + day, lateMs: day, keptEvent: good.id };
    const mended = given([promise, own, good]).of(promises);
    await mended.expectRow(rowOf({ ...broken, ...late }));
    await mended.expectSignals([]);
    // What is taken back is a question again.
    await given([promise, own, retraction(own, due + day)])
      .of(promises)
      .expectRow(rowOf({ confirmBy: 'actor', state: 'unconfirmed' }));
    // What is kept, or was seen not to be, stays so.
    const inTime = kept(promise, due, 'actor');
    await given([promise, inTime, theirs])
      .of(promises)
      .expectRow(rowOf({ confirmBy: 'actor', state: 'kept', keptAt: due, evidence: 'actor', keptEvent: inTime.id }));
    const seen = made('connector');
    await given([feed, seen, notKept(seen, due + day, 'customer')])
      .of(promises)
      .expectRow(rowOf({ state: 'broken', evidence: 'connector' }));
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
