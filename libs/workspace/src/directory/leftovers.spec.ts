import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openDataDirectory, type DataDirectory } from './data-directory.js';
import { cleanLeftovers, findLeftovers } from './leftovers.js';
import { importLines, refusalOf, testFolder, type TestFolder } from '../testing.js';

jest.setTimeout(60_000);

describe('what is left of builds that are no more', () => {
  let folder: TestFolder;
  let projections: string;
  let directory: DataDirectory;

  beforeEach(async () => {
    folder = testFolder();
    projections = join(folder.path, 'libs/read-models/src');
    mkdirSync(projections, { recursive: true });
    const readModels = join(import.meta.dirname, '../../../read-models/src');
    for (const file of ['relationships.projection.ts', 'imports.projection.ts', 'handling.ts'])
      cpSync(join(readModels, file), join(projections, file));
    const tend = await folder.open({ projections });
    await importLines(tend, [{ id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills' }]);
    await folder.close(tend);
    directory = openDataDirectory(join(folder.path, 'data'));
  });

  afterEach(() => folder.dispose());

  const detailsOf = async () =>
    (await findLeftovers(directory, projections)).map(({ state, detail }) => [state, detail]);

  it('is nothing after work that ended well', async () => {
    expect(await detailsOf()).toEqual([['good', 'nothing is left of builds that are no more']]);
    expect(await cleanLeftovers(directory, projections)).toEqual([]);
  });

  it('is named, and removed when that is asked for', async () => {
    rmSync(join(projections, 'relationships.projection.ts'));
    const bundles = join(directory.operations, 'bundles');
    writeFileSync(join(bundles, `${'a'.repeat(64)}.mjs`), 'export {};');
    writeFileSync(join(directory.read, 'relationships.7.mdb'), '');
    mkdirSync(join(directory.read, 'scratch-x'));
    expect(await detailsOf()).toEqual([
      ['warning', 'relationships: relationships.1 and no file of the projection'],
      ['warning', 'code of builds that are no more: 1'],
      ['warning', 'files of no build: relationships.7.mdb, scratch-x'],
    ]);
    const removed = await cleanLeftovers(directory, projections);
    expect(removed.map(({ detail }) => detail)).toEqual([
      'removed the build relationships.1',
      `removed the code ${'a'.repeat(12)}`,
      'removed the file relationships.7.mdb',
      'removed the file scratch-x',
    ]);
    expect(readdirSync(directory.read).filter((name) => /^(?:relationships|scratch)/.test(name))).toEqual([]);
    expect(existsSync(join(bundles, `${'a'.repeat(64)}.mjs`))).toBe(false);
    expect(await detailsOf()).toEqual([['good', 'nothing is left of builds that are no more']]);
  });

  it('is not touched while somebody else writes the directory', async () => {
    await folder.open({ projections });
    expect((await refusalOf(() => cleanLeftovers(directory, projections))).code).toBe('data-directory-locked');
  });
});
