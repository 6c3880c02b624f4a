import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { fact, feedHeartbeat, feedStarted, given, late, retraction } from '#projections/testing/testing.js';
import { breaches } from './breaches.projection.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const at = Date.parse('2024-03-01T10:00Z');
const matter = idOf(801);
const none = {
  open: 0,
  kinds: '',
  since: null,
  event: null,
  promisesOpen: 0,
  nextPromiseAt: null,
  promisesBroken: 0,
  notFollowed: 0,
};

describe('breaches', () => {
  it('stand open until their matter is resolved, and again when it is reopened', async () => {
    const complaint = fact('ComplaintRaised', at, { matter });
    const facts = given([
      complaint,
      fact('ApologyMade', at + day, { matter }),
      fact('CaseResolved', at + 2 * day, { matter }),
      fact('CaseReopened', at + 3 * day, { matter }),
    ]).of(breaches);
    const open = { ...none, open: 1, kinds: 'complaint', since: at, event: complaint.id };
    await facts.asOf(at + day).expectRow(open);
    await facts.asOf(at + day).expectTotal(['open'], { relationships: 1, breaches: 1 });
    await facts.asOf(at + 2 * day).expectRow(none);
    await facts.asOf(at + 2 * day).expectTotal(['open'], {});
    await facts.asOf(at + 3 * day).expectRow(open);
  });

  it('are history after 90 days', async () => {
    const facts = given([fact('CaseEscalated', at, { matter })]).of(breaches);
    await facts.asOf(at + 90 * day).expectTotal(['open'], { relationships: 1, breaches: 1 });
    await facts.asOf(at + 90 * day + 1).expectTotal(['open'], {});
    await facts.asOf(at + 90 * day + 1).expectRow(none);
  });

  it('count a complaint that is escalated once, and two matters twice', async () => {
    const facts = given([
      fact('ComplaintRaised', at, { matter }),
      fact('CaseEscalated', at + day, { matter }),
      fact('CaseEscalated', at + 2 * day, { matter: idOf(802) }),
    ]).of(breaches);
    await facts.asOf(at + 2 * day).expectTotal(['open'], { relationships: 1, breaches: 2 });
  });

  it('come of a promise that the clock broke, and close when it is kept after all', async () => {
    const source = { connector: 'tickets', dataset: 'tickets' };
    const promise = fact('PromiseMade', at, {
      source,
      data: { by: 'ours', dueAt: at + 5 * day, confirmBy: 'connector' },
    });
    const facts = given([
      feedStarted('tickets', at - day, { heartbeatSec: 86_400 }),
      ...Array.from({ length: 12 }, (_none, i) => feedHeartbeat('tickets', at + i * day)),
      promise,
      fact('PromiseKept', at + 8 * day, { data: { promise: promise.id, confirmedBy: 'connector' } }),
    ]).of(breaches);
    await facts.asOf(at + 5 * day).expectRow({ ...none, promisesOpen: 1, nextPromiseAt: at + 5 * day });
    const broken = { open: 1, kinds: 'broken-promise', since: at + 5 * day + 1, event: promise.id, promisesBroken: 1 };
    await facts.asOf(at + 5 * day + 1).expectRow({ ...none, ...broken });
    await facts.asOf(at + 8 * day).expectRow(none);
  });

  it('come of a promise that somebody says was not kept, once, and not before it is due', async () => {
    const promise = fact('PromiseMade', at, { data: { by: 'ours', dueAt: at + 5 * day, confirmBy: 'actor' } });
    const notKept = (n: number, confirmedBy: 'actor' | 'customer') =>
      fact('PromiseNotKept', at + n * day, { data: { promise: promise.id, confirmedBy } });
    const early = notKept(4, 'customer');
    const facts = given([
      promise,
      early,
      notKept(6, 'actor'),
      notKept(7, 'customer'),
      fact('PromiseKept', at + 8 * day, { data: { promise: promise.id, confirmedBy: 'actor' } }),
    ]).of(breaches);
    await facts.asOf(at + 5 * day).expectRow({ ...none, promisesOpen: 1, nextPromiseAt: at + 5 * day });
    await facts.asOf(at + 5 * day + 1).expectRow(none);
    const broken = { open: 1, kinds: 'broken-promise', since: at + 6 * day, event: promise.id, promisesBroken: 1 };
    await facts.asOf(at + 6 * day).expectRow({ ...none, ...broken });
    await facts.asOf(at + 7 * day).expectRow({ ...none, ...broken });
    await facts.asOf(at + 8 * day).expectRow(none);
  });

  it('do not come of a promise that is only unconfirmed, or of theirs', async () => {
    const facts = given([
      fact('PromiseMade', at, { data: { by: 'ours', dueAt: at + day, confirmBy: 'actor' } }),
      fact('PromiseMade', at, { data: { by: 'customer', dueAt: at + day, confirmBy: 'connector' } }),
    ]).of(breaches);
    await facts.asOf(at + 2 * day).expectRow(none);
    const { document } = await given([fact('PromiseMade', at, { data: { by: 'ours', dueAt: at + day } })], {
      until: at + 92 * day,
    }).fold(breaches);
    expect(document.promises).toEqual([]);
  });

  it('take what comes late and what is taken back', async () => {
    const another = fact('ComplaintRaised', at, { matter: idOf(803) });
    const facts = given([
      fact('ComplaintRaised', at, { matter }),
      another,
      late(fact('CaseResolved', at + day, { matter }), at + 5 * day),
      retraction(another, at + 6 * day),
    ]).of(breaches);
    await facts.knownBy(at + 4 * day).expectTotal(['open'], { relationships: 1, breaches: 2 });
    await facts.knownBy(at + 5 * day).expectTotal(['open'], { relationships: 1, breaches: 1 });
    await facts.knownBy(at + 6 * day).expectTotal(['open'], {});
  });
});
