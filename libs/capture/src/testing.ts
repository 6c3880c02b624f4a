import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Reading, Readings } from './reading.js';

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

/** For specs: bytes as a network would bring them. */
export async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += pieceBytes) yield bytes.subarray(i, i + pieceBytes);
}

/** For specs: everything that a reader gives. */
export async function readAll(readings: Readings): Promise<Reading[]> {
  const all: Reading[] = [];
  for await (const some of readings) all.push(...some);
  return all;
}
