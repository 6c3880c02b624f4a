import { afterEach, describe, expect, test } from '@jest/globals';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { startPosition } from '../port.js';
import type { ReadStore } from '../port.js';
import { readStoreContract } from '../read-store.contract.js';
import type { Catalogue } from './catalogue.js';
import { openReadStore, openReadStoreReader } from './embedded-read-store.js';

readStoreContract('on LMDB', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tend-read-'));
  let store: ReadStore = await openReadStore(directory);
  const first = store;
  return {
    store: first,
    reopen: async () => {
      await store.close();
      store = await openReadStore(directory);
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

describe('a read store on disk', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  /** A closed store with a build that serves, and one that does not. */
  async function stored(): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), 'tend-read-'));
    directories.push(directory);
    const store = await openReadStore(directory);
    const flow = await store.create('flow', 'f');
    await flow.commit({
      slots: [{ slot: 3, from: startPosition, to: { sequence: 5, horizon: 6 } }],
      cells: [{ at: ['c'], steps: [{ time: 0, sums: [['n', 7n]], columns: [] }] }],
    });
    await store.activate(flow.info.id);
    await store.create('other', 'g');
    await store.close();
    return directory;
  }

  /** An open store, and its catalogue, of which a spec lets single steps fail or take their time. */
  async function opened() {
    const directory = mkdtempSync(join(tmpdir(), 'tend-read-'));
    directories.push(directory);
    const store = await openReadStore(directory);
    const { catalogue } = store as unknown as { catalogue: Pick<Catalogue, 'markWritten' | 'markOnDisk'> };
    return { store, catalogue };
  }

  const forward = (sequence: number) => ({
    slots: [{ slot: 0, from: { sequence: sequence - 1, horizon: 0 }, to: { sequence, horizon: 0 } }],
  });

  test('goes on after the catalogue could not be written once', async () => {
    const { store, catalogue } = await opened();
    const build = await store.create('flow', 'f');
    await store.flush();
    const { markWritten } = catalogue;
    catalogue.markWritten = () => Promise.reject(new Error('no space'));
    await expect(build.commit(forward(1))).rejects.toThrow('no space');
    catalogue.markWritten = markWritten;
    expect(await build.commit(forward(1))).toBe(true);
    await store.flush();
    await store.close();
  });

  test('writes nothing that the catalogue does not know of when a flush comes between', async () => {
    const { store, catalogue } = await opened();
    const [first, second] = [await store.create('flow', 'f'), await store.create('other', 'f')];
    await store.flush();
    let marked = false;
    const markWritten = catalogue.markWritten.bind(catalogue);
    const markOnDisk = catalogue.markOnDisk.bind(catalogue);
    catalogue.markWritten = async () => {
      await markWritten();
      marked = true;
    };
    catalogue.markOnDisk = async (bytes) => {
      await markOnDisk(bytes);
      marked = false;
    };
    // The flush waits for the mark that both commits wait for, and puts on disk what is written until then.
    const committed = first.commit(forward(1));
    const flushed = store.flush();
    expect(await Promise.all([committed, second.commit(forward(1)), flushed])).toEqual([true, true, undefined]);
    expect(marked).toBe(true);
    await store.flush();
    expect(marked).toBe(false);
    await store.close();
  });

  test('leaves nothing of a build that cannot be begun', async () => {
    const { store, catalogue } = await opened();
    const { markWritten } = catalogue;
    catalogue.markWritten = () => Promise.reject(new Error('no space'));
    await expect(store.create('flow', 'f')).rejects.toThrow('no space');
    catalogue.markWritten = markWritten;
    expect(store.builds()).toEqual([]);
    expect((await store.create('flow', 'f')).info.id).toBe('flow.2');
    await store.close();
  });

  async function idsAfterOpening(directory: string): Promise<string[]> {
    const store = await openReadStore(directory);
    const ids = store.builds().map(({ id }) => id);
    for (const id of ids) store.build(id)!.read((snapshot) => snapshot.positions());
    await store.close();
    return ids;
  }

  /** Changes the catalogue as another version, or another life of the machine, would have left it. */
  async function changeCatalogue(directory: string, change: object): Promise<void> {
    const catalogue = open<string, string>({
      path: join(directory, 'catalogue.mdb'),
      noSubdir: true,
      encoding: 'string',
    });
    await catalogue.put(
      'catalogue',
      JSON.stringify({ ...(JSON.parse(catalogue.get('catalogue')!) as object), ...change }),
    );
    await catalogue.close();
  }

  test('forgets a build whose file is missing, empty, damaged or another one', async () => {
    const damages: readonly ((path: string) => void)[] = [
      (path) => rmSync(path),
      (path) => truncateSync(path, 0),
      (path) => truncateSync(path, statSync(path).size - 4096),
      (path) => writeFileSync(path, Buffer.alloc(20_000, 7)),
      (path) => writeFileSync(path, readFileSync(join(path, '..', 'other.1.mdb'))),
    ];
    for (const damage of damages) {
      const directory = await stored();
      damage(join(directory, 'flow.1.mdb'));
      expect(await idsAfterOpening(directory)).toEqual(['other.1']);
      expect(existsSync(join(directory, 'flow.1.mdb'))).toBe(false);
    }
  });

  test.each(['flow.1.mdb', 'catalogue.mdb'])(
    'keeps %s, shorter than it says by pages that nobody wrote',
    async (name) => {
      const directory = await stored();
      const file = join(directory, name);
      const bytes = readFileSync(file);
      const pageSize = bytes.readUInt32LE(48);
      // The number of the last page, in both of its first pages.
      for (const at of [144, pageSize + 144]) bytes.writeBigUInt64LE(BigInt(bytes.length / pageSize) + 3n, at);
      writeFileSync(file, bytes);
      if (name === 'flow.1.mdb') {
        const reader = await openReadStoreReader(directory);
        expect(reader.serving('flow')?.read((snapshot) => snapshot.counts().entries)).toBe(0);
        await reader.close();
      }
      expect(await idsAfterOpening(directory)).toEqual(['flow.1', 'other.1']);
    },
  );

  test('begins anew with a catalogue that is missing, damaged, or of another format', async () => {
    const damages: readonly ((directory: string) => void | Promise<void>)[] = [
      (directory) => rmSync(join(directory, 'catalogue.mdb')),
      (directory) => writeFileSync(join(directory, 'catalogue.mdb'), 'this is no database'),
      (directory) => changeCatalogue(directory, { format: 999 }),
    ];
    for (const damage of damages) {
      const directory = await stored();
      await damage(directory);
      expect(await idsAfterOpening(directory)).toEqual([]);
      expect(readdirSync(directory).filter((name) => name.startsWith('flow') || name.startsWith('other'))).toEqual([]);
    }
  });

  test('trusts no file that was being written when the machine went down', async () => {
    const directory = await stored();
    await changeCatalogue(directory, { writtenDuring: 'another run of the machine' });
    const reader = await openReadStoreReader(directory);
    expect(reader.serving('flow')).toBeUndefined();
    await reader.close();
    expect(await idsAfterOpening(directory)).toEqual([]);
  });

  test('trusts what was written by a process that was killed', async () => {
    const directory = await stored();
    const killed = await openReadStore(directory);
    await killed
      .serving('flow')!
      .commit({ slots: [], cells: [{ at: ['c'], steps: [{ time: 0, sums: [['n', 1n]], columns: [] }] }] });
    const reader = await openReadStoreReader(directory);
    expect(reader.serving('flow')!.read((snapshot) => snapshot.cell(['c'])!.sums)).toEqual({ n: 8n });
    await reader.close();
    await killed.close();
  });

  test('deletes files that are in no catalogue, and leaves what is not its own', async () => {
    const directory = await stored();
    for (const name of ['flow.9.mdb', 'flow.9.mdb-lock', 'notes.txt']) writeFileSync(join(directory, name), 'x');
    await idsAfterOpening(directory);
    expect(readdirSync(directory).filter((name) => name.startsWith('flow.9') || name === 'notes.txt')).toEqual([
      'notes.txt',
    ]);
  });

  test('is read while it is written, switched and deleted', async () => {
    const directory = await stored();
    const reader = await openReadStoreReader(directory);
    const writer = await openReadStore(directory);
    const held = reader.serving('flow')!;
    expect(held.read((snapshot) => snapshot.positions()[3])).toEqual({ sequence: 5, horizon: 6 });
    await writer
      .serving('flow')!
      .commit({ slots: [{ slot: 3, from: { sequence: 5, horizon: 6 }, to: { sequence: 9, horizon: 9 } }] });
    expect(held.read((snapshot) => snapshot.positions()[3])).toEqual({ sequence: 9, horizon: 9 });
    const next = await writer.create('flow', 'f');
    await writer.activate(next.info.id);
    await writer.drop('flow.1');
    expect(reader.serving('flow')!.info.id).toBe('flow.2');
    await writer.close();
    rmSync(directory, { recursive: true });
    expect(reader.serving('flow')).toBeUndefined();
    expect(reader.builds()).toEqual([]);
    await reader.close();
  });

  test('keeps one state for all reads of a function while it is written', async () => {
    const directory = await stored();
    const writer = await openReadStore(directory);
    const build = writer.serving('flow')!;
    const reader = await openReadStoreReader(directory);
    const writing = build.commit({
      slots: [],
      cells: [{ at: ['d'], steps: [{ time: 0, sums: [['n', 1n]], columns: [] }] }],
    });
    const seen = reader
      .serving('flow')!
      .read((snapshot) => [snapshot.cell(['c'])?.sums, [...snapshot.cells([])].length]);
    expect(seen).toEqual([{ n: 7n }, 1]);
    await writing;
    expect(reader.serving('flow')!.read((snapshot) => [...snapshot.cells([])].length)).toBe(2);
    await reader.close();
    await writer.close();
  });

  test('answers nothing after its end', async () => {
    const directory = await stored();
    const store = await openReadStore(directory);
    const build = store.serving('flow')!;
    const held = build.hold();
    expect(held.snapshot.positions()[3]).toEqual({ sequence: 5, horizon: 6 });
    await store.close();
    const ended = expect.objectContaining({ code: 'unavailable' });
    expect(() => build.read((snapshot) => snapshot.positions())).toThrow(ended);
    expect(() => held.requireOpen()).toThrow(ended);
    held.release();
    expect(() => build.hold()).toThrow(ended);
    await expect(build.commit({ slots: [] })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
