import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * For specs: a file of the test data, which lies beside the repository.
 * @throws Error in one sentence when it is missing: a test that cannot run has failed
 */
export function testDataFile(path: string): string {
  const root = process.env['TEND_TEST_DATA'] ?? resolve('..', 'shared', 'data');
  const file = join(root, path);
  if (!existsSync(file)) {
    throw new Error(`The test data are missing: ${path} is not under ${root}; set TEND_TEST_DATA to their folder.`);
  }
  return file;
}
