import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withheldActor } from '#core/record.js';
import type { RecordedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import type { AnyFact } from '#domain/fact.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import { Permissions } from './permissions.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { trails } from '../oracle/sample-projections.js';

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
  return unplaced(event);
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

describe('a message of several', () => {
  const factsOf = async (drafts: readonly DraftEvent[]): Promise<readonly AnyFact[]> => {
    const ledger = ledgerAt(endOfHistory);
    await record(ledger, drafts);
    const facts: AnyFact[] = [];
    const watched = {
      ...trails,
      on: { ...trails.on, MessageReceived: (_doc: object, fact: AnyFact) => void facts.push(fact) },
    };
    const store = new MemoryReadStore();
    const build = await store.create('trails', 'f', { beganAt: 0 });
    await new Follower(compileProjection(watched), build, ledger, fixedClock(endOfHistory)).catchUp(drafts.length);
    return facts;
  };
  const sealed = { subject: idOf(ann), keyId: idOf(80), commitment: new Uint8Array(32), bytes: new Uint8Array(16) };
  const byAnn = draft('MessageReceived', [ann, acme], { actor: idOf(ann), onBehalfOf: idOf(ann), sealed });

  test('is given without the one who objects, also where they wrote it, and it is about them', async () => {
    const [fact] = await factsOf([byAnn, said('ProcessingObjected', service)]);
    expect(fact!.parties.map(({ id }) => id)).toEqual([idOf(acme)]);
    expect(fact).toMatchObject({ actor: withheldActor });
    expect(JSON.stringify(fact)).not.toContain(idOf(ann));
  });

  test('is given with who wrote it as long as nobody objects, or another does', async () => {
    for (const others of [[], [said('ProcessingObjected', service, acme)]]) {
      const [fact] = await factsOf([byAnn, ...others]);
      expect(fact).toMatchObject({ actor: idOf(ann), onBehalfOf: idOf(ann), sealed: { subject: idOf(ann) } });
    }
  });

  test('is of no key of an actor who is withheld, until they consent again', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    const build = await store.create('by-actor', 'f', { beganAt: 0 });
    const byActor = { ...trails, name: 'by-actor', key: { by: 'actor' as const } };
    const follower = new Follower(compileProjection(byActor), build, ledger, fixedClock(endOfHistory));
    await store.activate(build.info.id);
    const keysAfter = async (said: DraftEvent) => {
      await record(ledger, [said]);
      await follower.catchUp(ledger.head().sequence);
      return projectionReads(store, () => true).read('by-actor', (view) => [
        [...view.documents()].map(({ key }) => key),
        [...view.cells(['count'])].map(({ sums }) => Number(sums['n'])),
      ]);
    };
    expect(await keysAfter(byAnn)).toEqual([[idOf(ann)], [1]]);
    expect(await keysAfter(said('ProcessingObjected', service))).toEqual([[], []]);
    expect(await keysAfter(said('ConsentGiven', service))).toEqual([[idOf(ann)], [1]]);
  });
});

test('when consents end is found as by looking through all of them', () => {
  const untils = fc.array(fc.nat({ max: 20 }), { maxLength: 12 });
  fc.assert(
    fc.property(untils, fc.nat({ max: 22 }), fc.nat({ max: 22 }), fc.nat({ max: 13 }), (ends, after, upTo, known) => {
      const permissions = new Permissions({
        get: () => undefined,
        readAll: () => [],
        *readDimension(_dimension: string, value: string) {
          yield { id: value, occurredAt: 0, ordinal: 0, sequence: Number.parseInt(value.slice(-4), 16) };
        },
      } as unknown as ConstructorParameters<typeof Permissions>[0]);
      ends.forEach((until, i) =>
        permissions.take({ ...said('ConsentGiven', { ...service, until }, i + 1), sequence: i + 1 } as RecordedEvent),
      );
      const next = ends.filter((until, i) => i < known && until + 1 > after).map((until) => until + 1);
      expect(permissions.nextAfter(after, known)).toBe(Math.min(...next, Infinity));
      const found = new Set([...permissions.subjectsOfTime(after, upTo)].map(({ id }) => id));
      const expected = ends.flatMap((until, i) => (until + 1 > after && until + 1 <= upTo ? [idOf(i + 1)] : []));
      expect([...found].sort()).toEqual(expected.sort());
      const at = (sequence: number, horizon: number) => permissions.changesBy({ sequence, horizon });
      const between = ends.filter((until, i) => i < known && until >= after && until < upTo);
      if (after <= upTo && between.length > 0) expect(at(known, after)).not.toBe(at(known, upTo));
      if (ends.every((until) => until < after || until >= upTo) && after <= upTo)
        expect(at(known, after)).toBe(at(known, upTo));
    }),
  );
});
