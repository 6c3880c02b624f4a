import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { documentAt } from '../queries/as-of.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from './context-book.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { PastView } from '../queries/past-view.js';
import { projectionReads } from '../queries/projection-reader.js';
import { recordedInTime } from '../oracle/history-in-time.js';
import { history, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { nothing, watching } from '../oracle/sample-projections.js';
import { fact, feedHeartbeat, feedStarted, feedStopped, given, late } from '../testing/testing.js';
import { defineProjection } from '../definition/define-projection.js';
import { viewedHead, viewedPast } from '../queries/viewed-projection.js';
import { Visibility } from './visibility.js';

const any = watching as unknown as AnyDefinition;
const compiled = { ...compileProjection(any), snapshotFacts: 2 };
// Beyond the last event that can be recorded.
const now = startOfHistory + 40 * 400;

describe('whether feeds are up, in all that a projection makes', () => {
  jest.setTimeout(120_000);

  test('is what a naive recomputation gives, however far a build has come, and at any moment of either axis', async () => {
    const step = fc.tuple(
      fc.nat({ max: 12 }),
      fc.integer({ min: 0, max: 32 }).map((n) => n * 500),
    );
    const instant = fc.integer({ min: -1, max: 32 }).map((n) => startOfHistory + n * 500);
    await fc.assert(
      fc.asyncProperty(
        history,
        // So many events, when it is so late: time may pass before all is known that was recorded by then.
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(instant, fc.nat({ max: 40 })), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (drafts, steps, moments, isPublished) => {
          const ledger = await recordedInTime(drafts);
          const events = [...ledger.readAll()];
          const store = new MemoryReadStore();
          const build = await store.create(any.name, 'f', { beganAt: Infinity });
          const clock = fixedClock(startOfHistory);
          const past = {
            mirror: ledger,
            visibility: new Visibility(ledger),
            book: new ContextBook(ledger),
            now,
          };
          const follower = new Follower(compiled, build, ledger, clock, past.visibility, new BatchSize(5, 9));
          await store.activate(build.info.id);
          const reads = projectionReads(store, () => true);
          for (const [more, at] of steps) {
            clock.set(Math.max(clock.now(), startOfHistory + at));
            const to = Math.min(events.length, follower.position + more);
            while (follower.position < to) await follower.catchUp(to);
            await follower.passTime();
            const known = events.slice(0, follower.position);
            // Where nothing is due the build may stand at an instant before now: views are of now.
            const expected = naiveContents(any, known, clock.now(), {}, Infinity);
            const horizon = follower.position === 0 ? undefined : follower.horizonMs;
            if (horizon !== clock.now()) continue;
            const found = reads.read(any.name, (head) =>
              canonicalContents(
                contentsOf(
                  viewedHead(
                    { ...head, position: { from: 0, to: follower.position } },
                    compiled,
                    clock.now(),
                    () => past.book,
                  ),
                ),
              ),
            );
            expect(found).toBe(canonicalContents(expected));
          }
          if (isPublished) await follower.publish();
          for (const [asOf, k] of moments) {
            const known = Math.min(k, events.length);
            const then = naiveContents(any, events.slice(0, known), asOf, {}, Infinity, { events, now });
            const found = reads.read(any.name, (head) => {
              const view = new PastView(head, compiled, past, { asOf, known });
              return canonicalContents(contentsOf(viewedPast(view, head, compiled, () => past.book)));
            });
            expect(found).toBe(canonicalContents(then));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

test('no snapshot serves what was known before a feed was heard', async () => {
  const draft = (type: EventType, i: number, more: object = {}): DraftEvent => {
    const event = unplaced(eventOf(type, { id: idOf(i), stream: 's', occurredAt: startOfHistory + 5000 + i, ...more }));
    return event;
  };
  const feed = { source: { connector: 'mail', dataset: 'mail' }, parties: [], data: {} };
  const parties = [{ id: idOf(1), role: 'customer', side: 'customer' as const }];
  const ledger = await recordedInTime([
    draft('FeedStarted', 9, feed),
    ...[1, 2, 3, 4].map((i) => draft('MessageReceived', i, { parties })),
    draft('FeedStopped', 8, feed),
  ]);
  const store = new MemoryReadStore();
  const build = await store.create(any.name, 'f', { beganAt: Infinity });
  const visibility = new Visibility(ledger);
  const follower = new Follower(compiled, build, ledger, fixedClock(now), visibility);
  await follower.catchUp(6);
  const past = { mirror: ledger, visibility, book: new ContextBook(ledger), now, build };
  const seenAt = (known: number) => {
    const key = { key: idOf(1), value: idOf(1) };
    const found = documentAt<{ seen: unknown[] }>(compiled, past, key, { asOf: startOfHistory + 5004, known });
    return found!.document!.seen.filter((each) => typeof each === 'boolean').slice(0, 3);
  };
  expect([seenAt(5), seenAt(6)]).toEqual([
    [true, true, false],
    [false, false, false],
  ]);
});

const answered = defineProjection({
  name: 'answered',
  purpose: 'service',
  key: { by: 'relationship' },
  feeds: true,
  initial: () => ({ dueAt: null as number | null, said: '' }),
  on: {
    ...nothing,
    MessageReceived: (doc, event) => {
      doc.dueAt = event.occurredAt + 86_400_000;
    },
    MessageSent: (doc) => {
      doc.dueAt = null;
      doc.said = 'answered';
    },
  },
  deadline: (doc) => doc.dueAt ?? undefined,
  onDeadline: (doc, at, ctx) => {
    doc.dueAt = null;
    doc.said = ctx.feeds.up('imap', at) ? 'not answered' : 'unknown';
  },
  view: (_doc, t, ctx) => ({ up: ctx.feeds.up('imap', t) }),
});

describe('in the test kit', () => {
  const asked = fact('MessageReceived', '2024-03-01T10:00Z');
  const started = feedStarted('imap', '2024-03-01T00:00Z', { heartbeatSec: 3600 * 20 });
  const said = (facts: Parameters<typeof given>[0], at = '2024-03-02T10:00Z') => given(facts).of(answered).asOf(at);

  test('a feed that says nothing for longer than it promised is down', async () => {
    const first = feedHeartbeat('imap', '2024-03-01T14:00Z');
    await said([started, asked, first]).expect({ dueAt: null, said: 'not answered' });
    await said([started, asked]).expect({ dueAt: null, said: 'unknown' });
    await said([started, asked, first], '2024-03-02T10:00Z').expectView({ up: true });
    await said([started, asked, first], '2024-03-02T10:00:00.001Z').expectView({ up: false });
  });

  test('one that has stopped, or never began, is down, and without a promise none is silent for too long', async () => {
    const quiet = feedStarted('imap', '2024-02-01T00:00Z');
    const stop = feedStopped('imap', '2024-03-02T09:00Z');
    await said([quiet, asked]).expect({ dueAt: null, said: 'not answered' });
    await said([quiet, asked, stop]).expect({ dueAt: null, said: 'unknown' });
    await said([quiet, asked, stop, feedHeartbeat('imap', '2024-03-02T09:30Z')]).expect({
      dueAt: null,
      said: 'unknown',
    });
    await said([feedHeartbeat('imap', '2024-03-01T09:30Z'), asked]).expect({ dueAt: null, said: 'unknown' });
    await said([feedStarted('other', '2024-02-01T00:00Z'), asked]).expect({ dueAt: null, said: 'unknown' });
  });

  test('what counts is when it was heard, and what was known then', async () => {
    const quiet = feedStarted('imap', '2024-02-01T00:00Z');
    const lateStop = late(feedStopped('imap', '2024-03-01T12:00Z'), '2024-03-05T00:00Z');
    await said([quiet, asked, lateStop]).expect({ dueAt: null, said: 'not answered' });
    const stop = feedStopped('imap', '2024-03-02T09:00Z');
    const question = given([quiet, asked, stop]).of(answered).asOf('2024-03-03T00:00Z');
    await question.knownBy('2024-03-02T08:00Z').expect({ dueAt: null, said: 'not answered' });
    await question.knownBy('2024-03-02T09:00Z').expect({ dueAt: null, said: 'unknown' });
  });

  test('whoever does not say that feeds are asked about cannot ask, nor can what only counts', async () => {
    const { feeds: _feeds, ...silent } = answered;
    const { quarantined } = await given([asked], { until: '2024-03-03T00:00Z' }).fold(defineProjection(silent));
    expect(Object.values(quarantined)).toMatchObject([
      { step: 'onDeadline', message: expect.stringContaining('feeds: true') },
    ]);
    expect(() => compileProjection({ ...any, order: 'recorded' })).toThrow('no time passes');
  });
});
