import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where a file or folder of the test data lies: below `TEND_TEST_DATA`, else `../shared/data` beside the repository.
 * For specs and benches only.
 * @throws Error that says what to do when it is not there: a test without its data has not passed
 */
export function testDataPath(relative: string): string {
  const root = process.env['TEND_TEST_DATA'] ?? join(repositoryRoot(), '../shared/data');
  const path = resolve(root, relative);
  if (existsSync(path)) return path;
  throw new Error(
    `The test data ${relative} are not at ${root}: put them there, or say where they are in TEND_TEST_DATA.`,
  );
}

/** The folder of the checkout: the nearest one above that holds package.json. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('There is no package.json above the sources.');
    folder = dirname(folder);
  }
  return folder;
}
