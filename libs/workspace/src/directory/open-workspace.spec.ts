import { existsSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openToRead, openToWrite } from './open-workspace.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';
import { closeWorkspace } from '../workspace.js';

/** Files below a path that this process has open. */
function openFilesOf(path: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(path) ? [target] : [];
    } catch {
      return []; // the descriptor of the listing itself
    }
  });
}

describe('a workspace', () => {
  let folder: TestFolder;
  let directory: string;

  beforeEach(() => {
    folder = testFolder();
    directory = join(folder.path, 'data');
  });

  afterEach(() => folder.dispose());

  const writeSomething = async () => {
    const tend = await folder.open();
    await importLines(tend, [{ id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills', summary: 'Hello' }]);
    await folder.close(tend);
  };

  it('is written by one at a time; another one reads what that one has written', async () => {
    const writer = await folder.open();
    await importLines(writer, [{ id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills', summary: 'Hello' }]);
    const refused = await refusalOf(() => openToWrite({ directory }));
    expect(refused.code).toBe('data-directory-locked');
    expect(refused.message).toContain(directory);
    const reader = await openToRead({ directory });
    expect([...reader.ledger.readAll()]).toEqual([...writer.workspace.ledger.readAll()]);
    expect(reader.projections.list('relationships').total).toBe(1);
    expect('append' in reader.ledger).toBe(false);
    await closeWorkspace(reader);
  });

  it('that is not there is not made by one who only reads', async () => {
    expect((await refusalOf(() => openToRead({ directory }))).code).toBe('not-found');
    expect(existsSync(directory)).toBe(false);
  });

  it('with a ledger and without its keys is refused, and gets no new ones', async () => {
    await writeSomething();
    renameSync(join(directory, 'keys'), join(folder.path, 'away'));
    const refused = await refusalOf(() => openToWrite({ directory }));
    expect(refused).toMatchObject({
      code: 'key-missing',
      message: `${directory} holds a ledger without its key store.`,
      hint: 'Restore the key store and its master key file.',
    });
    expect(existsSync(join(directory, 'keys', 'keys.mdb'))).toBe(false);
    expect((await refusalOf(() => openToRead({ directory }))).code).toBe('key-missing');
    rmSync(join(directory, 'keys'), { recursive: true, force: true });
    renameSync(join(folder.path, 'away'), join(directory, 'keys'));
    const tend = await folder.open();
    expect((await tend.timeline('amber mills', {})).rows[0]!.personal).toMatchObject({ summary: 'Hello' });
  });

  it('without the key that opens the others is refused too', async () => {
    await writeSomething();
    rmSync(join(directory, 'keys', 'master.key'));
    expect((await refusalOf(() => openToWrite({ directory }))).code).toBe('key-missing');
    expect((await refusalOf(() => openToRead({ directory }))).code).toBe('key-missing');
  });

  it('with the key store of another organisation is refused, which knows nobody of this one', async () => {
    await writeSomething();
    await folder.close(await folder.open({ name: 'other' }));
    renameSync(join(directory, 'keys'), join(folder.path, 'away'));
    renameSync(join(folder.path, 'other', 'keys'), join(directory, 'keys'));
    for (const open of [openToWrite, openToRead]) {
      const refused = await refusalOf(() => open({ directory }));
      expect([refused.code, refused.message]).toEqual(['key-missing', expect.stringContaining('is of organisation')]);
    }
    expect(openFilesOf(directory)).toEqual([]);
  });

  it('that nothing was written to yet may begin again with new keys', async () => {
    await folder.close(await folder.open());
    rmSync(join(directory, 'keys'), { recursive: true });
    expect((await (await folder.open()).status()).empty).toBe(true);
  });

  it('holds no file open and no lock when opening it fails, wherever it fails', async () => {
    await writeSomething();
    renameSync(join(directory, 'keys', 'master.key'), join(folder.path, 'master.key'));
    await refusalOf(() => openToWrite({ directory }));
    expect(openFilesOf(directory)).toEqual([]);
    renameSync(join(folder.path, 'master.key'), join(directory, 'keys', 'master.key'));
    // A folder of projections that cannot be read, after the ledger and the keys are open.
    const nowhere = join(folder.path, 'nowhere');
    await expect(openToWrite({ directory, projections: nowhere })).rejects.toThrow(nowhere);
    expect(openFilesOf(directory)).toEqual([]);
    await expect(openToRead({ directory, projections: nowhere })).rejects.toThrow(nowhere);
    expect(openFilesOf(directory)).toEqual([]);
    // A read store that is none.
    renameSync(join(directory, 'read'), join(folder.path, 'read'));
    writeFileSync(join(directory, 'read'), 'a file');
    await expect(openToWrite({ directory })).rejects.toThrow(join(directory, 'read'));
    expect(openFilesOf(directory)).toEqual([]);
    rmSync(join(directory, 'read'));
    const tend = await folder.open();
    expect((await tend.relationships({})).total).toBe(1);
  });

  it('lets go of everything when it is closed', async () => {
    await writeSomething();
    expect(openFilesOf(directory)).toEqual([]);
    const reader = await openToRead({ directory });
    expect(openFilesOf(directory).length).toBeGreaterThan(0);
    await closeWorkspace(reader);
    expect(openFilesOf(directory)).toEqual([]);
  });
});
