import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { makePrivateDirectory, syncDirectory, syncFile, writePrivateFile } from '#core/private-file.js';

/** Says of a directory that it was not finished, and so holds nothing that anybody could miss. */
const marker = 'unfinished';
const hint = 'Name a folder that is missing or empty.';

/**
 * Makes a directory that is whole or not there: it is filled under another name beside its place and gets its own last of
 * all. What fails, or was stopped, is removed; what a kill has left is removed by the next try.
 * @param path a directory that is missing or empty
 * @throws LedgerError `invalid` when something is there
 */
export async function makeWholeDirectory<Made>(
  path: string,
  fill: (directory: string) => Promise<Made>,
): Promise<Made> {
  requireFree(path);
  const unfinished = `${resolve(path)}.${marker}`;
  if (existsSync(unfinished) && !isLeftover(unfinished))
    throw new LedgerError('invalid', `${unfinished} is in the way.`, { hint: 'Move it, or name another folder.' });
  rmSync(unfinished, { recursive: true, force: true });
  try {
    makePrivateDirectory(unfinished);
    writePrivateFile(join(unfinished, marker), '');
    const made = await fill(unfinished);
    rmSync(join(unfinished, marker));
    syncDirectory(unfinished);
    if (existsSync(path)) rmdirSync(path);
    renameSync(unfinished, resolve(path));
    syncDirectory(dirname(resolve(path)));
    return made;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** @throws LedgerError `invalid` when a path holds anything: nothing is overwritten */
export function requireFree(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isDirectory()) throw new LedgerError('invalid', `${path} is a file.`, { hint });
  if (readdirSync(path).length > 0)
    throw new LedgerError('invalid', `${path} is there already, and nothing is overwritten.`, { hint });
}

/** @throws LedgerError `invalid` when one of two directories lies in the other */
export function requireApart(path: string, other: string): void {
  const isInside = (inner: string, outer: string): boolean => {
    const way = relative(resolve(outer), resolve(inner));
    return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way);
  };
  if (isInside(path, other) || isInside(other, path))
    throw new LedgerError('invalid', `${path} and ${other} must not lie in each other.`, { hint });
}

function isLeftover(path: string): boolean {
  return statSync(path).isDirectory() && existsSync(join(path, marker));
}

/** Makes a folder within one that is on its way. */
export function makeFolder(...parts: readonly string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Copies a file, for its owner alone whoever could read it where it lay; on disk when it returns. */
export function copyPrivately(from: string, to: string): void {
  copyFileSync(from, to);
  if (process.platform !== 'win32') chmodSync(to, 0o600);
  syncFile(to);
}

/** Files below a folder, by their paths with `/`, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

/** Files that an engine makes for whoever has a store open. */
export function isLockFile(path: string): boolean {
  return /^(?:lock[.]mdb|.*[.]mdb-lock|writer[.]lock.*|.*[.]db-(?:wal|shm))$/.test(basename(path));
}
