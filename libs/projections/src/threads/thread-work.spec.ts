import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { openReadStore } from '#read-store/embedded/embedded-read-store.js';
import type { Build, ReadStore } from '#read-store/port.js';
import { CallMark, callMemory, CallWatch } from '../calls/call-mark.js';
import { settleProjection, registryOf } from '../definition/projection-registry.js';
import { engineOf } from '../definition/fingerprint.js';
import { endOfHistory, ledgerAt, record, startOfHistory } from '../oracle/random-history.js';
import type { DraftEvent } from '../oracle/random-history.js';
import { defineProjection } from '../definition/define-projection.js';
import { nothing } from '../oracle/sample-projections.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { ThreadTask } from './thread-protocol.js';
import { ThreadWork } from './thread-work.js';

jest.setTimeout(60_000);

const counting = (name: string) =>
  defineProjection({
    name,
    purpose: 'service',
    key: { by: 'relationship' },
    initial: () => ({ messages: 0 }),
    on: { ...nothing, MessageReceived: (doc) => void doc.messages++ },
  });

/** More facts of one key than it may have in one turn. */
const manyFacts = 20_000;

describe('the work of a thread', () => {
  let directory: string;
  let store: ReadStore;
  const ledger = ledgerAt(endOfHistory);
  const registry = registryOf(...([counting('hot'), counting('cold')] as unknown as AnyDefinition[]));

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tend-thread-work-'));
    store = await openReadStore(directory);
    // The last one is the first to have occurred: it has its key folded anew.
    const facts = Array.from({ length: manyFacts }, (_, i): DraftEvent => {
      const parties = [{ id: idOf(1), role: 'customer', side: 'customer' as const }];
      const occurredAt = startOfHistory + ((i + 1) % manyFacts);
      const event = unplaced(
        eventOf('MessageReceived', {
          id: idOf(1_000 + i),
          stream: 'party-1',
          occurredAt,
          parties,
        }),
      );
      return event;
    });
    await record(ledger, facts);
  });

  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function created(name: string): Promise<Build> {
    const registered = registry.projections.find(({ definition }) => definition.name === name)!;
    const { compiled, fingerprint } = settleProjection(registered, {});
    const code = { bundle: registered.bundle, parameters: compiled.parameters, engine: engineOf() };
    return store.create(name, fingerprint, { code });
  }

  async function taskOf(build: Build, position: number, to: number): Promise<ThreadTask> {
    const { path } = await build.lend!();
    return { step: 'fold', build: build.info, path, position, to, isLive: false, now: endOfHistory + manyFacts };
  }

  it('lets other builds have their turns beside one key of very many facts, and knows whose call it is', async () => {
    const memory = callMemory();
    const watch = new CallWatch(memory);
    const work = new ThreadWork(ledger, registry.code!, CallMark.on(memory));
    const [hot, cold] = [await created('hot'), await created('cold')];
    const never = (): void => expect('a turn').toBe('not given up');
    let position = 0;
    while (position < manyFacts - 1) {
      const stand = await work.run(await taskOf(hot, position, manyFacts - 1), { id: 1, yields: () => undefined });
      position = stand!.position;
    }

    const turns: string[] = [];
    const yielded = Promise.withResolvers<void>();
    const ofHot = work.run(await taskOf(hot, position, manyFacts), { id: 2, yields: () => yielded.resolve() });
    void ofHot.then(() => turns.push('hot'));
    await Promise.race([yielded.promise, ofHot]);
    expect(watch.task()).toBe(2);
    const stand = await work.run(await taskOf(cold, 0, 10), { id: 3, yields: never });
    turns.push('cold');
    expect(stand?.position).toBe(10);
    expect((await ofHot)?.position).toBe(manyFacts);
    expect(turns).toEqual(['cold', 'hot']);
    await work.closeAll();
  });
});
