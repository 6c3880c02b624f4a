import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { fixedClock } from '#core/testing.js';
import type { AnyDefinition } from '#projections/definition/compiled-projection.js';
import { endOfHistory, ledgerAt, messages, record } from '#projections/oracle/random-history.js';
import { open } from '#projections/oracle/runtime-testing.js';
import { alarms } from '#projections/oracle/sample-signals.js';
import { signalIdOf } from '#projections/signals/signals.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import { Outbox } from './outbox.js';
import { OutboxStore } from './outbox-store.js';

test('what stands in a build whose code cannot be run is told when it can', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tend-outbox-'));
  const [ledger, clock] = [ledgerAt(endOfHistory), fixedClock(endOfHistory)];
  const any = alarms as unknown as AnyDefinition;
  await record(ledger, messages(1));
  const projections = await open({ ledger, store: new MemoryReadStore(), clock, definitions: [any] });
  const outboxStore = new OutboxStore(join(folder, 'outbox.db'));
  const told: string[] = [];
  const warnings: unknown[] = [];
  let canRun = false;
  const outbox = new Outbox({
    store: outboxStore,
    projections: {
      read: (...given) => projections.read(...given),
      status: () => projections.status(),
      onCommit: (look) => projections.onCommit(look),
      definition(...given) {
        if (!canRun) throw new LedgerError('unavailable');
        return projections.definition(...given);
      },
    },
    clock,
    zone: 'UTC',
    logger: { info: () => undefined, warn: (details) => void warnings.push(details) },
    recordedAt: (event) => ledger.get(event)?.recordedAt,
    isDealtWith: () => false,
    send: (call) => {
      told.push((JSON.parse(call.body) as { data: { id: string } }).data.id);
      return Promise.resolve({ taken: true });
    },
  });
  try {
    outboxStore.add({ id: 'all', url: 'all', tells: 'signals', createdAt: 0 }, 'whsec_AAAA');
    await projections.waitForAll();
    await outbox.settled();
    expect([told, warnings]).toEqual([[], []]);
    canRun = true;
    await outbox.settled();
    const [stands] = projections.read(any.name, (view) => Array.from(view.signals()));
    const ids = stands!.signals.map((signal) => signalIdOf({ name: any.name }, stands!.key, signal));
    expect(told).toEqual(ids);
  } finally {
    await outbox.stop();
    outboxStore.close();
    await projections.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
