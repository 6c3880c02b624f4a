import { describe, expect, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { RecordedEvent } from '#core/record.js';
import { BatchSize } from '../batches/batch-size.js';
import { compileProjection } from '../definition/compiled-projection.js';
import { Follower } from '../batches/follower.js';
import { canonicalContents, contentsOf, naiveContents } from '../oracle/naive-projection.js';
import { projectionReads } from '../queries/projection-reader.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { journal, trails } from '../oracle/sample-projections.js';
import { Visibility } from './visibility.js';

let made = 0;

function draft(type: EventType, given: Partial<RecordedEvent>): DraftEvent {
  const event = eventOf(type, { stream: `party-${idOf(1)}`, parties: [], occurredAt: startOfHistory, ...given });
  return unplaced({ ...event, id: given.id ?? idOf(++made) });
}

const source = (importId?: number) => ({
  connector: 'csv',
  dataset: 'x',
  ...(importId === undefined ? {} : { importId: idOf(importId) }),
});
const message = (n: number, given: Partial<RecordedEvent> & { importedBy?: number } = {}) => {
  const { importedBy, ...rest } = given;
  const parties = [{ id: idOf(1), role: 'customer', side: 'customer' as const }];
  return draft('MessageReceived', { id: idOf(1000 + n), parties, source: source(importedBy), ...rest });
};
const target = (n: number) => ({ target: idOf(1000 + n) });
const retracted = (n: number) => draft('TouchpointRetracted', { data: target(n) });
const superseded = (n: number, by: number) =>
  draft('TouchpointSuperseded', { data: { ...target(n), by: idOf(1000 + by) } });
const reinstated = (n: number) => draft('TouchpointReinstated', { data: target(n) });
const reverted = (n: number) => draft('ImportReverted', { stream: `import-${idOf(n)}`, source: source(n), data: {} });
const claimed = (n: number, ...ids: number[]) =>
  draft('ImportClaimed', {
    stream: `import-${idOf(n)}`,
    source: source(n),
    data: { ids: ids.map((id) => idOf(1000 + id)) },
  });
const ahead = { occurredAt: endOfHistory + 500 };

/** What happens, and the messages that are seen in the end. */
const histories: readonly (readonly [string, readonly DraftEvent[], readonly number[]])[] = [
  ['a fact that is taken back', [message(1), message(2), retracted(1)], [2]],
  ['the only fact taken back', [message(1), retracted(1)], []],
  ['a fact taken back before it is known', [retracted(1), message(1), message(2)], [2]],
  ['a fact that is replaced', [message(1), message(2), superseded(1, 2)], [2]],
  ['a fact that holds again', [message(1), retracted(1), reinstated(1)], [1]],
  ['a fact taken back twice and holding again once', [message(1), retracted(1), retracted(1), reinstated(1)], [1]],
  ['a fact taken back after it held again', [message(1), reinstated(1), retracted(1)], []],
  ['an import that is reverted', [message(1, { importedBy: 7 }), message(2), reverted(7)], [2]],
  ['an import that goes on after it was reverted', [reverted(7), message(1, { importedBy: 7 }), message(2)], [2]],
  [
    'an event that another import vouches for',
    [message(1, { importedBy: 7 }), claimed(8, 1), reverted(7), message(2, { importedBy: 7 })],
    [1],
  ],
  ['an event claimed after it was reverted', [message(1, { importedBy: 7 }), reverted(7), claimed(8, 1)], [1]],
  [
    'an event of which every import is reverted',
    [message(1, { importedBy: 7 }), claimed(8, 1), reverted(8), reverted(7)],
    [],
  ],
  ['an event claimed by a reverted import', [message(1), claimed(8, 1), reverted(8)], [1]],
  [
    'a fact taken back whose import is claimed anew',
    [message(1, { importedBy: 7 }), retracted(1), reverted(7), claimed(8, 1)],
    [],
  ],
  ['a fact that waits and is taken back', [message(1, ahead), message(2), retracted(1)], [2]],
  ['a fact that waits and holds again', [message(1, ahead), message(2), retracted(1), reinstated(1)], [2, 1]],
];

describe.each(histories)('%s', (_what, drafts, seen) => {
  test.each([1, 2, drafts.length])('is seen or not as the formula says, in batches of %s', async (size) => {
    const ledger = ledgerAt(endOfHistory);
    const clock = fixedClock(endOfHistory);
    const store = new MemoryReadStore();
    const compiled = compileProjection(trails);
    const build = await store.create('trails', 'f');
    const follower = new Follower(compiled, build, ledger, clock);
    await store.activate(build.info.id);
    const shown = () =>
      projectionReads(store, () => true).read('trails', (view) => canonicalContents(contentsOf(view)));
    const expected = () => canonicalContents(naiveContents(trails, [...ledger.readAll()], clock.now()));
    for (let at = 0; at < drafts.length; at += size) {
      await record(ledger, drafts.slice(at, at + size));
      await follower.catchUp(ledger.head().sequence);
      expect(shown()).toBe(expected());
    }
    clock.set(endOfHistory + 1000);
    await follower.passTime();
    expect(shown()).toBe(expected());
    // Slots without an input stand behind: who begins again there must not amend those that are further.
    const again = new Follower(compiled, build, ledger, clock, new Visibility(ledger), new BatchSize(1, 1));
    while (again.position < ledger.head().sequence) await again.catchUp(ledger.head().sequence);
    expect(shown()).toBe(expected());
    const documents = projectionReads(store, () => true).read('trails', (view) => [...view.documents()]);
    expect(documents.flatMap(({ document }) => document!['ids'])).toEqual(seen.map((n) => idOf(1000 + n).slice(-4)));
  });
});

describe('visibility', () => {
  test('is asked for any moment, and is the same when it is made later', async () => {
    const ledger = ledgerAt(endOfHistory);
    const early = new Visibility(ledger);
    await record(ledger, [
      message(1, { importedBy: 7 }),
      retracted(1),
      reinstated(1),
      reverted(7),
      claimed(8, 1),
      reverted(8),
    ]);
    early.learn([...ledger.readAll()]);
    early.learn([...ledger.readAll()]);
    const event = ledger.at(1)!;
    for (const visibility of [early, new Visibility(ledger)]) {
      expect([1, 2, 3, 4, 5, 6].map((k) => visibility.isHidden(event, k))).toEqual([
        false,
        true,
        false,
        true,
        false,
        true,
      ]);
      expect(visibility.isHidden(ledger.at(4)!, 6)).toBe(false);
    }
  });

  test('hides nothing in the order of the ledger', async () => {
    const ledger = ledgerAt(endOfHistory);
    const store = new MemoryReadStore();
    await record(ledger, [message(1, { importedBy: 7 }), retracted(1), reverted(7)]);
    const build = await store.create('journal', 'f');
    const compiled = compileProjection(journal);
    await new Follower(compiled, build, ledger, fixedClock(endOfHistory)).catchUp(3);
    await store.activate(build.info.id);
    expect(
      projectionReads(store, () => true)
        .list('journal')
        .rows.map(({ row }) => row),
    ).toEqual([{ n: 1 }]);
  });
});
