import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * A file of the test data, which lies beside the repository in `../shared/data`, or where TEND_TEST_DATA says.
 * @throws Error that says what is missing: a test without its data fails, it is not left out
 */
export function testData(...parts: readonly string[]): string {
  const folder = process.env['TEND_TEST_DATA'] ?? path.resolve(import.meta.dirname, '../../../shared/data');
  const file = path.join(folder, ...parts);
  if (!existsSync(file)) {
    throw new Error(`The test data ${parts.join('/')} is not in ${folder}: put it there, or set TEND_TEST_DATA.`);
  }
  return file;
}
