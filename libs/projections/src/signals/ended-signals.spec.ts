import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { fixedClock } from '#core/testing.js';
import { definitionOf } from '#domain/vocabulary.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import { ContextBook } from '../facts/context-book.js';
import type { Signal } from '../definition/definition.js';
import { Follower } from '../batches/follower.js';
import { naiveContents } from '../oracle/naive-projection.js';
import { PastView } from '../queries/past-view.js';
import { projectionReads } from '../queries/projection-reader.js';
import type { ProjectionView } from '../queries/projection-reader.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import { alarms, faultyAlarms } from '../oracle/sample-signals.js';
import { signalIdOf } from './signals.js';
import type { SignalSource } from './signals.js';
import { Visibility } from '../facts/visibility.js';

const toldOf = (view: ProjectionView, source: SignalSource): string[] =>
  Array.from(view.endedSignals())
    .flatMap(({ key, ended }) => ended.map(({ signal, time }) => `${key} ${signalIdOf(source, key, signal)} ${time}`))
    .toSorted();

describe.each([alarms, faultyAlarms])('the signals of $name that have ended', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const compiled = { ...compileProjection(any), snapshotFacts: 2 };

  test('are, at any moment of either axis, those that a naive recomputation shows before and not then', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.nat({ max: 40 })), { minLength: 1, maxLength: 3 }),
        async (drafts, moments) => {
          const ledger = ledgerAt(endOfHistory);
          await record(ledger, drafts);
          const events = [...ledger.readAll()];
          const store = new MemoryReadStore();
          const build = await store.create(any.name, 'f');
          const past = {
            mirror: ledger,
            visibility: new Visibility(ledger),
            book: new ContextBook(ledger),
            now: endOfHistory,
          };
          const follower = new Follower(compiled, build, ledger, fixedClock(endOfHistory), past.visibility);
          while (follower.position < events.length) await follower.catchUp(events.length);
          await follower.publish();
          await store.activate(build.info.id);
          const permissions = { events, now: endOfHistory };
          const standing = (some: readonly RecordedEvent[], time: number) => {
            const { documents } = naiveContents(any, some, time, {}, 0, permissions);
            const stands = documents.flatMap(({ key, signals }) =>
              ((signals ?? []) as Signal[]).map((signal) => `${key} ${signalIdOf(compiled, key, signal)}`),
            );
            const apart = documents.flatMap(({ key, setApartAt }) =>
              setApartAt === undefined ? [] : [[key, setApartAt] as const],
            );
            return { stands: new Set(stands), apart: new Map(apart) };
          };
          // Where a key is set apart nothing has ended; the moments do not tell what came first of what came at one instant.
          const unclear = new Set<string>();
          const naive = (asOf: number, known: number): string[] => {
            unclear.clear();
            const seen = new Map<string, string | undefined>();
            const some = events.slice(0, known);
            for (let time = startOfHistory; time <= asOf; time += 500) {
              const { stands, apart } = standing(some, time);
              for (const [name, ended] of seen) {
                if (stands.has(name) || ended !== undefined) continue;
                const thrown = apart.get(name.slice(0, name.lastIndexOf(' ')));
                const atOnce = some.filter(
                  ({ type, occurredAt }) => definitionOf(type)?.kind === 'fact' && occurredAt === time,
                );
                if (thrown !== undefined && atOnce.some(({ id }) => id !== thrown)) unclear.add(`${name} ${time}`);
                if (thrown !== undefined) seen.delete(name);
                else seen.set(name, String(time));
              }
              for (const name of stands) seen.set(name, undefined);
            }
            return [...seen].flatMap(([name, ended]) => (ended === undefined ? [] : [`${name} ${ended}`])).toSorted();
          };
          for (const [n, k] of moments) {
            const [asOf, known] = [startOfHistory + n * 500, Math.min(k, events.length)];
            const found = projectionReads(store, () => true).read(any.name, (view) =>
              toldOf(new PastView(view, compiled, past, { asOf, known }), compiled),
            );
            const shown = naive(asOf, known);
            expect(found.filter((line) => !unclear.has(line))).toEqual(shown);
          }
          const head = projectionReads(store, () => true).read(any.name, (view) => toldOf(view, compiled));
          const shown = naive(endOfHistory, events.length);
          expect(head.filter((line) => !unclear.has(line))).toEqual(shown);
        },
      ),
      { numRuns: 60 },
    );
  });
});
