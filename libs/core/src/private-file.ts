import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file that only its owner can read: whole or not at all, whatever ends the process or the machine, and on disk
 * when this returns. A half file would be taken for a lost one, on a directory that never held anything.
 */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.new`;
  writeWhole(fresh, text);
  renameSync(fresh, path);
  syncDirectory(dirname(path));
}

/**
 * The same, unless there is one: whoever else makes it at the same time, on this machine or on one that shares the
 * directory, one of them stays. What killed ones have left is removed.
 */
export function makePrivateFile(path: string, text: string): void {
  const fresh = `${path}.${randomUUID()}.new`;
  writeWhole(fresh, text);
  try {
    linkSync(fresh, path);
  } catch (error) {
    // Somebody else was quicker, and may have swept ours away with what was left.
    if (!existsSync(path)) throw error;
  }
  const [directory, name] = [dirname(path), basename(path)];
  for (const left of readdirSync(directory))
    if (left.startsWith(`${name}.`) && left.endsWith('.new')) rmSync(join(directory, left), { force: true });
  syncDirectory(directory);
}

function writeWhole(fresh: string, text: string): void {
  // What a killed process left may have another mode.
  rmSync(fresh, { force: true });
  const file = openSync(fresh, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a directory that only its owner can enter, and those above it that are missing; one that exists keeps its mode. */
export function makePrivateDirectory(path: string): void {
  if (existsSync(path)) return;
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  // The umask may have taken more than asked; it cannot have given more.
  if (process.platform !== 'win32') chmodSync(path, 0o700);
  if (first === undefined) return;
  // Each new one stands in its parent, and does so on disk only when that is synced.
  for (let made = path; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Puts on disk what stands in a file. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts on disk what stands in a directory. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
