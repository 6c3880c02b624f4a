import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { severities, type Severity } from '#core/severities.js';
import { fixedClock } from '#core/testing.js';
import { variantOf } from '#projections/oracle/builds-testing.js';
import type { AnyDefinition } from '#projections/definition/compiled-projection.js';
import type { Signal } from '#projections/definition/definition.js';
import type { Projections } from '#projections/engine/projection-runtime.js';
import { endOfHistory, history, ledgerAt, record, startOfHistory } from '#projections/oracle/random-history.js';
import { open } from '#projections/oracle/runtime-testing.js';
import { alarms, faultyAlarms } from '#projections/oracle/sample-signals.js';
import { unpackTransition } from '#projections/signals/signal-transitions.js';
import { signalIdOf } from '#projections/signals/signals.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { Outbox } from './outbox.js';
import { OutboxStore } from './outbox-store.js';
import type { Call } from './call.js';

const dayMs = 24 * 60 * 60 * 1000;

/** What a webhook was told of a signal, as a plain list. */
interface NaiveTold {
  severity: Severity | undefined;
  readonly keys: Map<string, Severity>;
}

/** Follows numbers and compares builds with plain maps; shares no code with the outbox. */
class NaiveWebhook {
  readonly messages = new Map<string, string[]>();
  private readonly told = new Map<string, NaiveTold>();
  private place: { build: string; number: number } | undefined;

  constructor(
    private readonly name: string,
    private readonly kinds?: readonly string[],
  ) {}

  look(projections: Pick<Projections, 'read'>, now: number): void {
    projections.read(this.name, (view) => {
      const { entries, last } = view.source.snapshot.transitions(0, 1_000_000);
      if (this.place?.build === view.build) {
        for (const { number, transition } of entries) {
          const { id, key, became, time, signal } = unpackTransition(transition);
          if (number <= this.place.number || !this.wants(signal)) continue;
          const opens = became === 'raised' || became === 'changed';
          this.happened(
            id,
            became,
            (keys) => (opens ? keys.set(key, signal.severity) : keys.delete(key)),
            time > now - dayMs,
          );
        }
      } else this.compare(view, now);
      this.place = { build: view.build, number: last };
    });
  }

  private compare(view: Parameters<Parameters<Projections['read']>[1]>[0], now: number): void {
    const at = (time: number) =>
      new Map(
        Array.from(view.signals(time)).flatMap(({ key, signals }) =>
          signals.map((signal) => [`${key} ${signalIdOf({ name: this.name }, key, signal)}`, signal] as const),
        ),
      );
    const moments = Array.from({ length: 26 }, (_, i) => at(startOfHistory + i * 500));
    const standing = new Map<string, { keys: Map<string, Severity>; fresh: boolean }>();
    for (const { key, signals } of view.signals())
      for (const signal of signals) {
        if (!this.wants(signal)) continue;
        const missing = moments.findLastIndex(
          (then) => !then.has(`${key} ${signalIdOf({ name: this.name }, key, signal)}`),
        );
        const fresh = startOfHistory + (missing + 1) * 500 > now - dayMs;
        const id = signalIdOf({ name: this.name }, key, signal);
        if (!this.told.has(id) && !fresh) continue;
        if (!standing.has(id)) standing.set(id, { keys: new Map(), fresh: false });
        standing.get(id)!.keys.set(key, signal.severity);
        standing.get(id)!.fresh ||= fresh;
      }
    for (const [id, { keys: own, fresh }] of standing)
      this.happened(
        id,
        'raised',
        (keys) => {
          keys.clear();
          for (const one of own) keys.set(...one);
        },
        fresh,
      );
    for (const [id, { severity, keys }] of this.told) {
      if (severity === undefined || standing.has(id)) continue;
      const apart = (key: string) => view.document(key)?.quarantine !== undefined;
      const hasStood = [...keys.keys()].some((key) => !apart(key) && moments.some((then) => then.has(`${key} ${id}`)));
      this.happened(id, hasStood ? 'ended' : 'withdrawn', (all) => all.clear(), true);
    }
  }

  private happened(id: string, became: string, change: (keys: Map<string, Severity>) => unknown, fresh: boolean): void {
    const before = this.told.get(id);
    const keys = new Map(before?.severity === undefined ? [] : before.keys);
    change(keys);
    const severity = severities.findLast((one) => [...keys.values()].includes(one));
    if (before === undefined && (!fresh || severity === undefined)) return;
    if (before === undefined || before.severity !== severity) {
      const type =
        severity === undefined
          ? became
          : before === undefined
            ? became
            : before.severity === undefined
              ? 'raised'
              : 'changed';
      const list = this.messages.get(id) ?? [];
      list.push(`signal.${type}${severity === undefined ? '' : ` ${severity}`}`);
      this.messages.set(id, list);
    }
    this.told.set(id, { severity, keys });
  }

  private wants({ kind }: Signal): boolean {
    return this.kinds?.includes(kind) ?? true;
  }
}

/** Takes messages, or not; the process may die before it learns that one was taken. */
class Receiver {
  readonly calls: Call[] = [];

  /** By signal the messages in the order in which they came first. */
  told(webhookUrl: string): Map<string, string[]> {
    const bodies = new Map<string, string>();
    for (const { url, id, body } of this.calls) {
      if (url !== webhookUrl) continue;
      // The same id is the same message.
      expect(bodies.get(id) ?? body).toBe(body);
      bodies.set(id, body);
    }
    const told = new Map<string, string[]>();
    for (const body of bodies.values()) {
      const { type, data } = JSON.parse(body) as { type: string; data: { id: string; severity: string } };
      const stands = type === 'signal.raised' || type === 'signal.changed';
      told.set(data.id, [...(told.get(data.id) ?? []), stands ? `${type} ${data.severity}` : type]);
    }
    return told;
  }
}

class Killed extends Error {}

/** A store whose process dies at an operation: before it, or behind it. From then on it does nothing. */
function mortal(store: OutboxStore, dies: () => 'before' | 'behind' | undefined): OutboxStore & { isDead: boolean } {
  const transaction = store.transaction.bind(store);
  const state = Object.assign(store, { isDead: false });
  store.transaction = (work) => {
    if (state.isDead) throw new Killed();
    const when = dies();
    if (when !== 'before') {
      const done = transaction(work);
      if (when === undefined) return done;
    }
    state.isDead = true;
    throw new Killed();
  };
  return state;
}

const step = fc.record({
  size: fc.integer({ min: 0, max: 8 }),
  later: fc.constantFrom(0, 0, 700, 1500, dayMs + 5000),
  becomes: fc.constantFrom('same', 'same', 'same', 'rebuilt', 'edited', 'as it was'),
});
const everything = { size: 100, later: 0, becomes: 'same' as const };

describe.each([alarms, faultyAlarms])('the outbox of $name', (definition) => {
  jest.setTimeout(120_000);
  const any = definition as unknown as AnyDefinition;
  const edited = variantOf(any, {
    signals: (doc: Parameters<typeof definition.signals & object>[0], ctx: never) =>
      definition.signals!(doc, ctx).flatMap((signal, i) =>
        signal.kind === 'ordered' ? { ...signal, severity: 'warning' } : i % 2 === 0 ? signal : [],
      ),
  });

  test('delivers what a naive follower of the numbers says, at least once, wherever the process dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(step, { maxLength: 5 }),
        fc.uniqueArray(fc.nat({ max: 80 }), { minLength: 4, maxLength: 10 }),
        fc.array(fc.constantFrom('taken', 'taken', 'failed', 'dies'), { maxLength: 12 }),
        async (drafts, steps, kills, outcomes) => {
          const folder = mkdtempSync(join(tmpdir(), 'tend-outbox-'));
          const path = join(folder, 'outbox.db');
          const ledger = ledgerAt(endOfHistory);
          const clock = fixedClock(endOfHistory);
          const store = new MemoryReadStore();
          const receiver = new Receiver();
          let [operations, calls] = [0, 0];
          let projections = await open({ ledger, store, clock, definitions: [any] });
          const start = () => {
            const outboxStore = mortal(new OutboxStore(path), () => {
              const n = operations++;
              return kills.includes(n) ? (n % 2 === 0 ? 'before' : 'behind') : undefined;
            });
            const outbox = new Outbox({
              store: outboxStore,
              projections,
              clock,
              zone: 'UTC',
              recordedAt: (event) => ledger.get(event)?.recordedAt,
              isDealtWith: () => false,
              pauseAfter: () => 0,
              send: async (call) => {
                if (outboxStore.isDead) return { taken: false, failure: 'the process is dead' };
                const outcome = outcomes[calls++] ?? 'taken';
                if (outcome === 'failed') return { taken: false, failure: 'not now' };
                receiver.calls.push(call);
                if (outcome === 'dies') outboxStore.isDead = true;
                return { taken: true };
              },
            });
            return { outbox, outboxStore };
          };
          const first = new OutboxStore(path);
          for (const [id, kinds] of [
            ['all', undefined],
            ['some', ['ordered']],
          ] as const)
            first.add(
              { id, url: id, tells: 'signals', createdAt: 0, ...(kinds === undefined ? {} : { kinds }) },
              'whsec_AAAA',
            );
          first.close();
          const naive = { all: new NaiveWebhook(any.name), some: new NaiveWebhook(any.name, ['ordered']) };
          let given = 0;
          try {
            for (const { size, later, becomes } of [...steps, everything]) {
              clock.advance(later);
              await record(ledger, drafts.slice(given, given + size));
              given = ledger.head().sequence;
              if (becomes === 'edited' || becomes === 'as it was') {
                await projections.stop();
                projections = await open({ ledger, store, clock, definitions: [becomes === 'edited' ? edited : any] });
              }
              await projections.waitForAll();
              if (becomes === 'rebuilt') await projections.rebuild(any.name);
              await projections.waitForBuild(any.name);
              await projections.waitForAll();
              // Time passes in a timer; here it is asked for.
              await settledTime(projections, any.name, clock.now());
              for (let isDone = false; !isDone;) {
                const { outbox, outboxStore } = start();
                await outbox.settled();
                isDone = !outboxStore.isDead;
                await outbox.stop();
                outboxStore.close();
              }
              for (const webhook of Object.values(naive)) webhook.look(projections, clock.now());
              expect(receiver.told('all')).toEqual(naive.all.messages);
              expect(receiver.told('some')).toEqual(naive.some.messages);
            }
          } finally {
            await projections.stop();
            rmSync(folder, { recursive: true, force: true });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Waits until time has passed in a build up to an instant, or nothing is due there. */
async function settledTime(projections: Projections, name: string, now: number): Promise<void> {
  const isDue = () => projections.read(name, ({ source }) => source.snapshot.nextAt() <= now);
  while (isDue()) await new Promise((resolve) => setTimeout(resolve, 1));
}
