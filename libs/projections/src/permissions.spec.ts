import { describe, expect, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from './compiled-projection.js';
import { Follower } from './follower.js';
import { projectionReads } from './projection-reader.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from './random-history.js';
import type { DraftEvent } from './random-history.js';
import { trails } from './sample-projections.js';

const [ann, acme] = [1, 2];
let made = 0;

function draft(type: EventType, parties: readonly number[], given: Partial<RecordedEvent> = {}): DraftEvent {
  const event = eventOf(type, {
    id: idOf(5000 + ++made),
    stream: `party-${idOf(parties[0] ?? 9)}`,
    parties: parties.map((n) => ({ id: idOf(n), role: 'customer', side: 'customer' as const })),
    occurredAt: startOfHistory,
    ...given,
  });
  const { sequence: _s, revision: _r, recordedAt: _a, leaf: _l, ...unplaced } = event;
  return unplaced;
}

const message = (n: number, ...from: number[]) => draft('MessageReceived', from, { id: idOf(1000 + n) });
const said = (type: EventType, data: object = {}, party = ann) => draft(type, [party], { data });
const service = { purpose: 'service' };
const needsConsent = draft('PurposePublished', [], {
  stream: 'policy-purposes',
  effectiveFrom: startOfHistory,
  data: { ...service, controller: 'The company', lawfulBasis: 'consent', recipients: [] },
});
const erasure = draft('ErasureRequested', [ann], { id: idOf(4000), data: {} });
const later = endOfHistory + 500;

/** What is said, and whose documents there are, now and a second later. */
const histories: readonly (readonly [string, readonly DraftEvent[], readonly number[], (readonly number[])?])[] = [
  ['a message of somebody of whom nothing is said', [message(1, ann)], [ann]],
  ['an objection to the purpose', [message(1, ann), said('ProcessingObjected', service)], []],
  ['an objection that is known before the message', [said('ProcessingObjected', service), message(1, ann)], []],
  ['an objection to another purpose', [message(1, ann), said('ProcessingObjected', { purpose: 'marketing' })], [ann]],
  ['an objection, and a consent after it', [said('ProcessingObjected', service), message(1, ann), said('ConsentGiven', service)], [ann]],
  ['a restriction', [message(1, ann), said('ProcessingRestricted')], []],
  ['a restriction that is lifted', [message(1, ann), said('ProcessingRestricted'), said('RestrictionLifted')], [ann]],
  ['an erasure that is asked for', [message(1, ann), erasure], []],
  ['an erasure that is refused', [message(1, ann), erasure, said('ErasureRefused', { request: idOf(4000), ground: 'hold' })], [ann]],
  ['a purpose that comes to need consent', [message(1, ann), needsConsent], []],
  ['a consent', [message(1, ann), needsConsent, said('ConsentGiven', service)], [ann]],
  ['a consent that is taken back', [message(1, ann), needsConsent, said('ConsentGiven', service), said('ConsentWithdrawn', service)], []],
  ['a consent that runs out', [message(1, ann), needsConsent, said('ConsentGiven', { ...service, until: later })], [ann], []],
  ['a message of several', [message(1, ann, acme), said('ProcessingObjected', service)], [acme]],
]; // prettier-ignore

describe.each(histories)('%s', (_name, drafts, expected, expectedLater = expected) => {
  test.each([1, 100])('decides what is folded, %i at once', async (batch) => {
    const ledger = ledgerAt(endOfHistory);
    const clock = fixedClock(endOfHistory);
    const store = new MemoryReadStore();
    const build = await store.create('trails', 'f', { beganAt: 0 });
    const follower = new Follower(compileProjection(trails), build, ledger, clock);
    for (let i = 0; i < drafts.length; i += batch) {
      await record(ledger, drafts.slice(i, i + batch));
      await follower.catchUp(ledger.head().sequence);
    }
    await store.activate(build.info.id);
    const keys = () =>
      projectionReads(store, () => true).read('trails', (view) => [...view.documents()].map(({ key }) => key));
    expect(keys()).toEqual(expected.map((n) => idOf(n)));
    clock.set(later);
    await follower.passTime();
    // It holds at its last instant still.
    expect(keys()).toEqual(expected.map((n) => idOf(n)));
    clock.set(later + 1);
    await follower.passTime();
    expect(keys()).toEqual(expectedLater.map((n) => idOf(n)));
  });
});

test('a message of several is given without the one who objects', async () => {
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, [message(1, ann, acme), said('ProcessingObjected', service)]);
  const parties: string[] = [];
  const watched = {
    ...trails,
    on: { ...trails.on, MessageReceived: (_doc: object, event: { parties: readonly { id: string }[] }) => void parties.push(...event.parties.map(({ id }) => id)) },
  }; // prettier-ignore
  const store = new MemoryReadStore();
  const build = await store.create('trails', 'f', { beganAt: 0 });
  await new Follower(compileProjection(watched), build, ledger, fixedClock(endOfHistory)).catchUp(2);
  expect(parties).toEqual([idOf(acme)]);
});
