import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvents } from '../contract/sample-events.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { manifestKey } from './ledger-index.js';
import { decodeManifest, encodeManifest } from './segment-format.js';
import { verifyLedger } from './verify-ledger.js';

describe('verifyLedger', () => {
  jest.setTimeout(60_000);
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tend-ledger-'));
    const store = await EmbeddedEventStore.open(directory, fixedClock(1_700_000_000_000), {
      segmentEvents: 32,
      mergeCount: 4,
    });
    for (let n = 0; n < 60; n++)
      await store.append({
        stream: caseStream(n % 7),
        expected: 'any',
        events: sampleEvents(caseStream(n % 7), 5, n * 5),
      });
    await store.settleIndex();
    await store.close();
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Changes the database behind the ledger's back, as long as the path to LMDB itself is sound. */
  async function tamper(
    name: 'records' | 'index',
    change: (db: ReturnType<typeof openTable>) => unknown,
  ): Promise<void> {
    const table = openTable(name);
    change(table);
    await table.environment.close();
  }

  function openTable(name: 'records' | 'index') {
    const environment = open<Buffer, Buffer>({
      path: directory,
      noSubdir: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      overlappingSync: false,
      mapSize: 2 ** 30,
    });
    const db = environment.openDB<Buffer, number | Buffer>({
      name,
      encoding: 'binary',
      keyEncoding: name === 'records' ? 'uint32' : 'binary',
    });
    return {
      environment,
      keys: () => Array.from(db.getKeys()),
      get: (key: number | Buffer) => Buffer.from(db.getBinary(key)!),
      put: (key: number | Buffer, value: Buffer) => db.putSync(key, value),
      remove: (key: number | Buffer) => db.removeSync(key),
    };
  }

  const checks = async () => (await verifyLedger(directory)).map((finding) => finding.check);

  it('finds nothing in a sound ledger, with segments of several levels and a tail', async () => {
    expect(await verifyLedger(directory)).toEqual([]);
    await tamper('index', (table) => {
      const levels = decodeManifest(table.get(manifestKey))!.segments.map((segment) => segment.level);
      expect(levels).toEqual([1, 1, 0]);
      expect(decodeManifest(table.get(manifestKey))!.garbage).toEqual([]);
    });
  });

  it('names a record with any byte changed', async () => {
    let size = 0;
    await tamper('records', (table) => void (size = table.get(137).length));
    for (let at = 0; at < size; at += 41) {
      await tamper('records', (table) => {
        const bytes = table.get(137);
        bytes[at]! ^= 0x20;
        table.put(137, bytes);
      });
      expect((await verifyLedger(directory))[0]).toMatchObject({ check: 'record', sequence: 137 });
      await tamper('records', (table) => {
        const bytes = table.get(137);
        bytes[at]! ^= 0x20;
        table.put(137, bytes);
      });
    }
    expect(await checks()).toEqual([]);
  });

  it('names records that are missing, swapped, or too many', async () => {
    await tamper('records', (table) => {
      const [a, b] = [table.get(40), table.get(41)];
      table.put(40, b);
      table.put(41, a);
      table.remove(200);
      table.put(301, a);
    });
    const findings = await verifyLedger(directory);
    expect(findings.filter(({ check }) => check === 'record').map(({ sequence }) => sequence)).toEqual(
      expect.arrayContaining([40, 41, 200, 301]),
    );
    expect(findings.map(({ check }) => check)).toContain('order');
  });

  it('names a ledger that ends before what was acknowledged', async () => {
    await tamper('records', (table) => table.remove(300));
    expect((await verifyLedger(directory))[0]).toMatchObject({ check: 'head', sequence: 300 });
    await expect(EmbeddedEventStore.open(directory, fixedClock(0))).rejects.toMatchObject({ code: 'integrity' });
  });

  it('names a page of the index that is changed or missing, whichever it is', async () => {
    let keys: (number | Buffer)[] = [];
    await tamper('index', (table) => void (keys = table.keys()));
    for (const key of keys.filter((_, i) => i % 4 === 0 || i === keys.length - 1)) {
      let bytes = Buffer.alloc(0);
      await tamper('index', (table) => {
        bytes = table.get(key);
        const changed = Buffer.from(bytes);
        changed[changed.length >> 1]! ^= 1;
        table.put(key, changed);
      });
      expect(await checks()).toContain('index');
      await tamper('index', (table) => void table.remove(key));
      expect(await checks()).toContain('index');
      await tamper('index', (table) => table.put(key, bytes));
    }
    expect(await checks()).toEqual([]);
  });

  it('names a manifest that leaves out a segment', async () => {
    await tamper('index', (table) => {
      const manifest = decodeManifest(table.get(manifestKey))!;
      table.put(manifestKey, encodeManifest({ ...manifest, segments: manifest.segments.slice(1) }));
    });
    expect(await checks()).toContain('index');
  });

  it('names damage to the small files', async () => {
    for (const name of ['format.json', 'head.mark']) {
      const before = await readFile(join(directory, name));
      for (let at = 0; at < before.length; at += 5) {
        const changed = Buffer.from(before);
        changed[at]! ^= 0x10;
        await writeFile(join(directory, name), changed);
        expect(await checks()).toEqual([name === 'format.json' ? 'format' : 'head']);
      }
      await writeFile(join(directory, name), before);
    }
    expect(await checks()).toEqual([]);
  });
});
