import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '#core/canonical-json.js';
import type { RecordedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import { eventOf, idOf } from '#domain/testing.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { ClaimedMirror } from './claimed-mirror.js';
import { claimedTimeOf } from './claimed-time.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from './context-book.js';
import { naiveClaimed } from '../oracle/naive-claimed.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { viewedDocumentAt } from '../queries/one-document.js';
import { endOfHistory, history, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { drifting, faulty, reminders, trails } from '../oracle/sample-projections.js';
import { Visibility } from './visibility.js';

/** When a source says that it wrote something down, and whether capture made it because of another event. */
const claims = fc.array(
  fc.record({
    writtenAt: fc.option(
      fc.integer({ min: 0, max: 24 }).map((n) => startOfHistory + n * 500),
      { nil: undefined, freq: 3 },
    ),
    because: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  }),
  { minLength: 40, maxLength: 40 },
);
type Claims = typeof claims extends fc.Arbitrary<infer T> ? T : never;

/** The history as such sources tell it, recorded one event every 400 ms. */
async function recorded(drafts: readonly DraftEvent[], claimed: Claims): Promise<MemoryEventStore> {
  const clock = fixedClock(startOfHistory);
  const ledger = new MemoryEventStore(clock);
  for (const [i, draft] of drafts.entries()) {
    const { writtenAt, because } = claimed[i]!;
    const isSuperseded = draft.type === 'TouchpointSuperseded';
    const captured = because !== undefined && !draft.type.startsWith('Import');
    const event = {
      ...draft,
      ...(writtenAt === undefined ? {} : { sourceRecordedAt: writtenAt }),
      ...(captured
        ? {
            source: { ...draft.source, importId: draft.source.importId ?? idOf(73) },
            ...(isSuperseded ? { data: { ...draft.data, by: idOf(1000 + because) } } : {}),
            causationId: idOf(1000 + because),
          }
        : {}),
    };
    clock.set(startOfHistory + i * 400);
    await ledger.append({ stream: event.stream, expected: 'any', events: [event] });
  }
  return ledger;
}

describe.each([trails, faulty, reminders, drifting])('a document of $name, as claimed by the sources', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = compileProjection(any);
  const instant = fc.integer({ min: -1, max: 24 }).map((n) => startOfHistory + n * 500);

  test('is, at any moment, what a naive recomputation of what the sources claim gives', async () => {
    await fc.assert(
      fc.asyncProperty(history, claims, instant, instant, async (drafts, claimed, asOf, by) => {
        const ledger = await recorded(drafts, claimed);
        const events = [...ledger.readAll()];
        const permissions = { events, now: endOfHistory };
        const known = naiveClaimed(events, by);
        const then = naiveContents(any, known, asOf, {}, Infinity, permissions, events);
        const all = naiveContents(any, events, Infinity);
        const mirror = new ClaimedMirror(ledger, by);
        const past = {
          mirror,
          visibility: new Visibility(mirror, new Visibility(ledger).permissions),
          book: new ContextBook(ledger),
          now: endOfHistory,
          usesSnapshots: false,
        };
        const moment = { asOf, known: mirror.head().sequence };
        for (const key of new Set([...then.documents, ...all.documents].map((document) => document.key))) {
          const found = viewedDocumentAt(compiled, past, key, moment);
          const expected = then.documents.find((one) => one.key === key);
          expect(canonicalJson([found?.document ?? null, found?.row ?? null, found?.view ?? null])).toBe(
            canonicalJson([expected?.document ?? null, expected?.row ?? null, expected?.view ?? null]),
          );
          expect(found?.quarantine && (found.quarantine.event ?? '')).toBe(expected?.setApartAt);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the claimed time', () => {
  const none = { get: () => undefined };
  const row = eventOf('MessageReceived', { id: idOf(1), sourceRecordedAt: 100, recordedAt: 500 });
  const knowing = { get: (id: string): RecordedEvent | undefined => (id === row.id ? row : undefined) };
  const captured = { connector: 'csv', dataset: 'x', importId: idOf(70) };

  test('is when the source wrote it down, and never later than it was recorded', () => {
    expect(claimedTimeOf(row, none)).toBe(100);
    expect(claimedTimeOf({ ...row, sourceRecordedAt: 900 }, none)).toBe(500);
    const { sourceRecordedAt: _none, ...silent } = row;
    expect(claimedTimeOf(silent, none)).toBe(500);
  });

  test('of what capture takes back is that of the row that replaces it; what a person takes back is known when it is said', () => {
    const replaced = eventOf('TouchpointSuperseded', {
      id: idOf(2),
      recordedAt: 600,
      data: { target: idOf(3), by: row.id },
    });
    expect(claimedTimeOf({ ...replaced, source: captured }, knowing)).toBe(100);
    const { importId: _import, ...byHand } = captured;
    expect(claimedTimeOf({ ...replaced, source: byHand }, knowing)).toBe(600);
  });

  test('of an import that vouches for known rows is theirs', () => {
    const claimed = eventOf('ImportClaimed', {
      id: idOf(4),
      recordedAt: 700,
      source: captured,
      data: { ids: [row.id] },
    });
    expect(claimedTimeOf(claimed, none)).toBe(-Infinity);
  });
});
