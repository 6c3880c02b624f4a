import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvent, sampleEvents } from '../contract/sample-events.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { copyLedger, copyLedgerUpTo } from './ledger-copy.js';
import { readHeadMark } from './ledger-files.js';
import { openMirror } from './open.js';
import { verifyLedger } from './verify-ledger.js';

jest.setTimeout(60_000);

describe('a copy of a ledger', () => {
  let folder: string;
  let store: EmbeddedEventStore;
  const clock = fixedClock(1_700_000_000_000);
  const at = (name: string): string => join(folder, name);
  const openFrom = (name: string) => EmbeddedEventStore.open(at(name), clock, { segmentEvents: 64, mergeCount: 2 });
  const append = (count: number, first: number) =>
    store.append({ stream: caseStream(1), expected: 'any', events: sampleEvents(caseStream(1), count, first) });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tend-copy-'));
    store = await openFrom('ledger');
    await append(500, 0);
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const eventsIn = async (name: string) => {
    const mirror = await openMirror(at(name));
    const events = [...mirror.readAll()];
    await mirror.close();
    return events;
  };

  it('holds what was acknowledged before it, and a beginning of what is written meanwhile', async () => {
    const copying = copyLedger(at('ledger'), at('copy'));
    const appended: Promise<unknown>[] = [];
    for (let n = 500; n < 1_500; n++) {
      appended.push(store.append({ stream: caseStream(2), expected: 'any', events: [sampleEvent(caseStream(2), n)] }));
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const last = await copying;
    await Promise.all(appended);
    expect(last).toBeGreaterThanOrEqual(500);
    expect(await eventsIn('copy')).toEqual([...store.readAll({ limit: last })]);
    expect(await verifyLedger(at('copy'))).toEqual([]);
    expect(readHeadMark(at('copy'))).toEqual({ sequence: last, leaf: store.at(last)!.leaf });
    expect(statSync(at('copy/data.mdb')).mode & 0o777).toBe(0o600);
  });

  it('can be written to, and goes its own way', async () => {
    await copyLedger(at('ledger'), at('copy'));
    const copy = await openFrom('copy');
    const event = sampleEvent(caseStream(3), 9_000);
    await copy.append({ stream: caseStream(3), expected: 'no_stream', events: [event] });
    expect(copy.head().sequence).toBe(501);
    expect(store.head().sequence).toBe(500);
    await copy.close();
    expect(await verifyLedger(at('copy'))).toEqual([]);
  });

  it('holds nothing behind the event that it is to end with, not even in a page that nobody uses', async () => {
    const later = [...store.readAll()].map(({ id }) => id);
    for (const last of [1, 126, 127, 128, 254, 300, 500]) {
      await copyLedgerUpTo(at('ledger'), at('part'), last);
      expect(await eventsIn('part')).toEqual([...store.readAll({ limit: last })]);
      const bytes = readFileSync(at('part/data.mdb'));
      const idsHeld = later.map(
        (id) => bytes.includes(Buffer.from(id.replaceAll('-', ''), 'hex')) || bytes.includes(id),
      );
      expect(idsHeld).toEqual(later.map((_id, index) => index < last));
      const part = await openFrom('part');
      expect(part.revisionOf(caseStream(1))).toBe(last - 1);
      expect([...part.readStream(caseStream(1))]).toHaveLength(last);
      await part.close();
      expect(await verifyLedger(at('part'))).toEqual([]);
      rmSync(at('part'), { recursive: true });
    }
  });

  it('is a copy of an empty ledger, too', async () => {
    const empty = await EmbeddedEventStore.open(at('empty'), clock);
    expect(await copyLedger(at('empty'), at('copy'))).toBe(0);
    await copyLedgerUpTo(at('empty'), at('other'), 0);
    await empty.close();
    for (const name of ['copy', 'other']) {
      expect(await eventsIn(name)).toEqual([]);
      expect(await verifyLedger(at(name))).toEqual([]);
    }
  });

  it('overwrites nothing, and says so', async () => {
    mkdirSync(at('copy'));
    writeFileSync(at('copy/letter.txt'), 'Dear all');
    for (const copying of [
      () => copyLedger(at('ledger'), at('copy')),
      () => copyLedgerUpTo(at('ledger'), at('copy'), 5),
    ])
      await expect(copying()).rejects.toMatchObject({ code: 'data-directory-foreign' });
    expect(readdirSync(at('copy'))).toEqual(['letter.txt']);
    await copyLedger(at('ledger'), at('other'));
    await expect(copyLedger(at('ledger'), at('other'))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(copyLedger(at('nowhere'), at('third'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says how far it is, and stops when it is told to', async () => {
    const told: string[] = [];
    await copyLedgerUpTo(at('ledger'), at('part'), 500, {
      progress: ({ stage, total }) => told.push(`${stage} ${total}`),
    });
    await copyLedger(at('ledger'), at('copy'), { progress: ({ stage, unit }) => told.push(`${stage} ${unit}`) });
    expect(told).toEqual(['ledger 500', 'ledger bytes']);
    const work = { signal: AbortSignal.abort() };
    await expect(copyLedgerUpTo(at('ledger'), at('x'), 500, work)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(copyLedger(at('ledger'), at('y'), work)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
