import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import { secretKey } from '#core/hashing.js';
import type { Random } from '#core/ports.js';
import { makePrivateDirectory, makePrivateFile } from '#core/private-file.js';

const header = 'tend-master-key-1';
const form = /^tend-master-key-1 ([0-9a-f]{64})\n?$/;

/**
 * The master key: it wraps every other key, so it lies in a file of its own that a backup of the key store need not
 * hold. One line: `tend-master-key-1` and 64 hex digits.
 *
 * @throws LedgerError `key-missing` when there is no such file, `unusable` kinds when others may read it or it holds
 *   something else
 */
export function readMasterKey(path: string): KeyObject {
  if (!existsSync(path)) throw new LedgerError('key-missing', `The master key file ${path} is missing.`);
  checkPrivate(path);
  const match = form.exec(readFileSync(path, 'latin1'));
  if (match === null) throw new LedgerError('key-missing', `The file ${path} holds no master key of Tend.`);
  return secretKey(Buffer.from(match[1]!, 'hex'));
}

/**
 * Makes a master key file that only its owner can read, on disk when this returns; an existing one is kept, also one that
 * another node makes at the same time.
 */
export function makeMasterKey(path: string, random: Random): KeyObject {
  if (existsSync(path)) return readMasterKey(path);
  makePrivateDirectory(dirname(path));
  makePrivateFile(path, `${header} ${Buffer.from(random.bytes(32)).toString('hex')}\n`);
  return readMasterKey(path);
}

/** Refuses a file that its group or everybody may read or write. Windows has no such bits. */
function checkPrivate(path: string): void {
  const mode = statSync(path).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  const shown = mode.toString(8).padStart(3, '0');
  throw new LedgerError(
    'key-missing',
    `Others than its owner can read the master key file ${path} (mode ${shown}): run chmod 600 on it.`,
  );
}
