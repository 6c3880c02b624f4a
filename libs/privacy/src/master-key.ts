import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import { secretKey } from '#core/hashing.js';
import type { Random } from '#core/ports.js';

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

/** Makes a master key file that only its owner can read, on disk when this returns; an existing one is kept. */
export function makeMasterKey(path: string, random: Random): KeyObject {
  if (existsSync(path)) return readMasterKey(path);
  makePrivateDirectory(dirname(path));
  // Whole or not at all: a half file would be taken for a lost key, on a directory that never held anything.
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  const file = openSync(fresh, 'wx', 0o600);
  try {
    writeSync(file, `${header} ${Buffer.from(random.bytes(32)).toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncDirectory(dirname(path));
  return readMasterKey(path);
}

/** Makes a directory that only its owner can enter; one that exists keeps its mode. */
export function makePrivateDirectory(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // The umask may have taken more than asked; it cannot have given more.
  if (process.platform !== 'win32') chmodSync(path, 0o700);
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

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
