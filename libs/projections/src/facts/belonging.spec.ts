import { describe, expect, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { trails } from '../oracle/sample-projections.js';
import { Visibility } from './visibility.js';

const [ann, bob, acme, birch] = [1, 2, 3, 4];
let made = 0;

function draft(type: EventType, parties: readonly (readonly [number, string])[], given: Partial<RecordedEvent> = {}) {
  const event = eventOf(type, {
    id: idOf(5000 + ++made),
    stream: `party-${idOf(parties[0]?.[0] ?? 9)}`,
    parties: parties.map(([n, role]) => ({ id: idOf(n), role, side: 'customer' as const })),
    occurredAt: startOfHistory,
    ...given,
  });
  return unplaced(event) satisfies DraftEvent;
}

const message = (n: number, from: number, ms = n, given: Partial<RecordedEvent> = {}) =>
  draft('MessageReceived', [[from, 'customer']], { id: idOf(1000 + n), occurredAt: startOfHistory + ms, ...given });
const link = (n: number, one: number, other: number, given: Partial<RecordedEvent> = {}) =>
  draft('PartiesLinked', [[one, 'party'], [other, 'party']], { id: idOf(2000 + n), ...given }); // prettier-ignore
const unlink = (n: number) => draft('PartiesUnlinked', [], { data: { link: idOf(2000 + n) } });
const member = (n: number, person: number, of: number, from?: number, to?: number) =>
  draft(
    'PartyAffiliated',
    [
      [person, 'member'],
      [of, 'organisation'],
    ],
    {
      id: idOf(3000 + n),
      data: {
        ...(from === undefined ? {} : { from: startOfHistory + from }),
        ...(to === undefined ? {} : { to: startOfHistory + to }),
      },
    },
  );
const retracted = (id: number) => draft('TouchpointRetracted', [], { data: { target: idOf(id) } });
const imported = { source: { connector: 'csv', dataset: 'x', importId: idOf(70) } };
const reverted = () => draft('ImportReverted', [], { stream: `import-${idOf(70)}`, data: {}, ...imported });
const waiting = 10_500;

/** What happens, and whose messages are whose in the end. */
const histories: readonly (readonly [string, readonly DraftEvent[], Readonly<Record<number, readonly number[]>>])[] = [
  ['two parties that are linked', [message(1, ann), message(2, bob), link(1, ann, bob)], { [ann]: [1, 2] }],
  ['the one seen first stands for both, whoever is named first', [message(1, bob), message(2, ann), link(1, ann, bob)], { [bob]: [1, 2] }],
  ['facts of a linked party that come later', [message(1, ann), link(1, ann, bob), message(2, bob)], { [ann]: [1, 2] }],
  ['a link that is taken back', [message(1, ann), message(2, bob), link(1, ann, bob), message(3, bob), unlink(1)], { [ann]: [1], [bob]: [2, 3] }],
  ['a link that is taken back before it is known', [unlink(1), message(1, ann), message(2, bob), link(1, ann, bob)], { [ann]: [1], [bob]: [2] }],
  ['a link taken back that another path goes around', [message(1, ann), message(2, bob), link(1, ann, bob), link(2, ann, acme), link(3, acme, bob), unlink(1)], { [ann]: [1, 2] }],
  ['a link that is retracted', [message(1, ann), message(2, bob), link(1, ann, bob), retracted(2001)], { [ann]: [1], [bob]: [2] }],
  ['a link whose import is reverted', [message(1, ann), message(2, bob), link(1, ann, bob, imported), reverted()], { [ann]: [1], [bob]: [2] }],
  ['a link with oneself', [message(1, ann), link(1, ann, ann)], { [ann]: [1] }],
  ['a message that waits, and whose sender is linked meanwhile', [message(1, ann), message(2, bob, waiting), link(1, ann, bob)], { [ann]: [1, 2] }],
  ['a message that waits, and whose sender is unlinked meanwhile', [message(1, ann), link(1, ann, bob), message(2, bob, waiting), unlink(1)], { [ann]: [1], [bob]: [2] }],
  ['a member whose messages are the organisation’s', [message(1, ann), member(1, ann, acme), message(2, ann)], { [acme]: [1, 2] }],
  ['a member from then to then', [message(1, ann, 0), message(2, ann, 10), message(3, ann, 20), message(4, ann, 21), member(1, ann, acme, 10, 20)], { [ann]: [1, 4], [acme]: [2, 3] }],
  ['a membership that is stated anew', [member(1, ann, acme, 0), message(1, ann, 5), message(2, ann, 15), member(2, ann, acme, 0, 10)], { [acme]: [1], [ann]: [2] }],
  ['a member of two organisations, whose messages count once', [message(1, ann), member(1, ann, acme), member(2, ann, birch)], { [acme]: [1], [birch]: [1] }],
  ['organisations that are linked', [message(1, birch), member(1, ann, acme), message(2, ann), link(1, acme, birch)], { [birch]: [1, 2] }],
  ['what is stated of a linked party', [message(1, bob), member(1, ann, acme), link(1, ann, bob)], { [acme]: [1] }],
  ['a membership that is retracted', [message(1, ann), member(1, ann, acme), retracted(3001)], { [ann]: [1] }],
  ['a relationship that is named, and linked', [message(1, ann, 1, { relationships: [idOf(acme)] }), message(2, birch), link(1, acme, birch)], { [acme]: [1, 2] }],
  ['a relationship that is named after the other was seen', [message(2, birch), message(1, ann, 1, { relationships: [idOf(acme)] }), link(1, acme, birch)], { [birch]: [1, 2] }],
]; // prettier-ignore

describe.each(histories)('%s', (_name, drafts, expected) => {
  const compiled = compileProjection(trails);

  test.each([1, 2, 3, 100])('is known by whose its messages are, folded %i at once', async (batch) => {
    const ledger = ledgerAt(endOfHistory);
    const clock = fixedClock(endOfHistory);
    const store = new MemoryReadStore();
    const build = await store.create('trails', 'f', { beganAt: 0 });
    const follower = new Follower(compiled, build, ledger, clock, new Visibility(ledger), new BatchSize(batch, batch));
    for (let i = 0; i < drafts.length; i += batch) {
      await record(ledger, drafts.slice(i, i + batch));
      while (follower.position < ledger.head().sequence) await follower.catchUp(ledger.head().sequence);
    }
    clock.set(endOfHistory + 1000);
    await follower.passTime();
    await store.activate(build.info.id);
    const [found, counted] = projectionReads(store, () => true).read('trails', (view) => [
      Object.fromEntries(
        [...view.documents<{ ids: string[] }>()].map(({ key, document }) => [key, document!.ids.toSorted()]),
      ),
      [...view.cells(['count'])].reduce((sum, { sums }) => sum + Number(sums['n'] ?? 0), 0),
    ]);
    const ids = (numbers: readonly number[]): string[] => numbers.map((n) => idOf(1000 + n).slice(-4));
    expect(found).toEqual(
      Object.fromEntries(Object.entries(expected).map(([n, list]) => [idOf(Number(n)), ids(list)])),
    );
    expect(counted).toBe(new Set(Object.values(expected).flat()).size);
  });
});

describe('what is said of the same people many times', () => {
  const said = 20;
  const [before, after] = [
    Array.from({ length: 50 }, (_, n) => message(n + 1, n % 2 === 0 ? ann : bob)),
    Array.from({ length: said }, (_, n) => (n % 2 === 0 ? link(90 + n, ann, bob) : unlink(90 + n - 1))),
  ];

  /** How often events of the two are read while what is said of them is folded. */
  const readsOf = async (lots: readonly (readonly DraftEvent[])[]): Promise<readonly number[]> => {
    const ledger = ledgerAt(endOfHistory);
    let reads = 0;
    const counting = new Proxy(ledger, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name !== 'readDimension') return typeof member === 'function' ? (member.bind(target) as unknown) : member;
        return function* (...args: Parameters<typeof ledger.readDimension>) {
          for (const event of ledger.readDimension(...args)) {
            reads++;
            yield event;
          }
        };
      },
    });
    const build = await new MemoryReadStore().create('trails', 'f', { beganAt: 0 });
    const visibility = new Visibility(counting);
    const follower = new Follower(
      compileProjection(trails),
      build,
      counting,
      fixedClock(endOfHistory),
      visibility,
      new BatchSize(100, 100),
    );
    const counts: number[] = [];
    for (const lot of lots) {
      await record(ledger, lot);
      reads = 0;
      await follower.catchUp(ledger.head().sequence);
      counts.push(reads);
    }
    return counts;
  };

  test('is looked at once for a batch, and never where nothing is folded yet', async () => {
    const [, atOnce] = await readsOf([before, after]);
    const [, once] = await readsOf([before, after.slice(0, 1)]);
    expect(atOnce).toBeLessThan(3 * once!);
    const [fromNothing] = await readsOf([[...before, ...after]]);
    const [withoutAny] = await readsOf([before]);
    // A party's first event is looked for.
    expect(fromNothing! - withoutAny!).toBeLessThan(3 * (before.length + said));
  });
});

test('moments are remembered as long as they are asked for among many others', async () => {
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, [message(1, ann), ...Array.from({ length: 400 }, (_, n) => link(500 + n, ann, 100 + n))]);
  const { belonging } = new Visibility(ledger);
  const asked = belonging.at(2);
  for (let k = 3; k < 400; k++) {
    belonging.at(k);
    expect(belonging.at(2)).toBe(asked);
  }
  // Slots that all stand apart are asked for by turns.
  const stands = () => Array.from({ length: 64 }, (_, slot) => belonging.at(300 + slot));
  const known = stands();
  stands().forEach((moment, slot) => expect(moment).toBe(known[slot]));
  const other = belonging.at(390);
  for (let k = 3; k < 300; k++) belonging.at(k);
  expect(belonging.at(390)).not.toBe(other);
});
