import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { systemClock } from '#core/clock.js';
import type { Clock } from '#core/ports.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import { startDouble } from '../kurrentdb-double/double-server.js';
import type { RunningDouble } from '../kurrentdb-double/double-server.js';

/** A node of a ledger on a server: the directory of its mirror. */
export interface LedgerNode {
  readonly prefix: string;
  open(clock?: Clock): Promise<KurrentEventStore>;
  /** As a node of another ledger. */
  openAs(prefix: string): Promise<KurrentEventStore>;
  /** As if its disk had been lost. */
  loseMirror(): void;
  remove(): Promise<void>;
}

/** @param prefix of the ledger; a new ledger without it */
export function nodeOn(url: string, prefix = `tend.${randomUUID()}.`): LedgerNode {
  const directory = mkdtempSync(join(tmpdir(), 'tend-mirror-'));
  const mirror = join(directory, 'mirror');
  return {
    prefix,
    open: (clock = systemClock) => KurrentEventStore.open(mirror, { url, prefix, clock }),
    openAs: (other) => KurrentEventStore.open(mirror, { url, prefix: other, clock: systemClock }),
    loseMirror: () => rmSync(mirror, { recursive: true, force: true }),
    remove: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The server that the specs of a file use: the one of `EVENTSTORE_URL`, or a double of their own. */
export function serverOfTests(): () => string {
  let url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) return () => url!;
  const directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
  let double: RunningDouble;
  beforeAll(async () => {
    double = await startDouble({ directory });
    ({ url } = double);
  });
  afterAll(async () => {
    await double.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return () => url!;
}
