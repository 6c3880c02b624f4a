import { statfsSync } from 'node:fs';
import { LedgerError } from './errors.js';

/** Space that is left alone: what a store writes besides what it is given, and what others write at the same time. */
const reserveBytes = 16 * 1024 * 1024;

/**
 * Asks for space before LMDB needs it. When a write fails for lack of it, lmdb-js 3.5.6 prints its message into 100
 * bytes that are too few, and the process may die of it. (Nothing acknowledged would be lost.)
 *
 * @param bytes what is about to be written
 * @throws LedgerError `disk-full`
 */
export function requireSpace(directory: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < reserveBytes + 2 * bytes)
    throw new LedgerError('disk-full', `There is hardly any space left for ${directory}`);
}
