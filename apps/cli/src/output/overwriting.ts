import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { rejectFields } from '#capture/reject-fields.js';
import { UsageError } from '../usage-error.js';

/** Where an option writes, and what of the user's must not be lost there. */
export interface Writing {
  readonly option: string;
  readonly path: string;
  /** The data directory: nothing is written into it beside the program. */
  readonly data: string;
  /** Files that are read in the same run. */
  readonly inputs?: readonly string[];
  /** What the option itself wrote earlier, and may replace. */
  readonly replaces: { readonly what: string; readonly isOwn: (path: string) => boolean };
}

/**
 * Refuses to write where something would be lost or nothing can be written, before anything is done.
 * @throws UsageError
 */
export function requireWritable({ option, path, data, inputs = [], replaces }: Writing): void {
  const folder = dirname(path);
  if (statOf(folder)?.isDirectory() !== true) throw new UsageError(`${option}: the folder ${folder} does not exist.`);
  const there = statOf(path);
  if (there?.isDirectory() === true) throw new UsageError(`${option}: ${path} is a folder; name a file.`);
  if (inputs.some((input) => isSameFile(input, path))) {
    throw new UsageError(`${option} must not be a file that is read: ${path} would be lost.`);
  }
  if (isInside(path, data)) throw new UsageError(`${option} must not lie in the data directory ${data}.`);
  // A device or a pipe is written to, and an empty file holds nothing that could be lost.
  if (there?.isFile() !== true || there.size === 0 || replaces.isOwn(path)) return;
  throw new UsageError(`${option}: ${path} is there already and is not ${replaces.what}. Name another file.`);
}

/** By their place on the disk: a file has many names, and links to it are names too. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== undefined && b !== undefined && a.isFile() && a.ino === b.ino && a.dev === b.dev;
}

/** No device and no pipe. */
export function isOrdinaryFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

export function isMappingFile(path: string): boolean {
  try {
    const mapping = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) as Record<string, unknown> | null;
    return typeof mapping?.['version'] === 'number' && typeof mapping['format'] === 'string';
  } catch {
    return false;
  }
}

/** The columns, members or attributes that no other program writes. */
const [place, line, reason] = rejectFields;
const rejects = new RegExp(
  `[^\\w]${place}([^\\w])${line}\\1${reason}\\r?\\n|^\\{"${place}":\\d+,"${line}":\\d+,|<int key="${place}" value="\\d+"/>|^\\{"objectTypes":[^]*\\n,?\\{"${place}":\\d+,"${line}":\\d+,"${reason}":`,
);
/** The header of a file of many columns is long. */
const headerBytes = 256 * 1024;

export function isRejectsFile(path: string): boolean {
  return beginsWith(path, rejects, headerBytes);
}

/** Whether the file begins like this. */
export function beginsWith(path: string, beginning: RegExp, headBytes = 256): boolean {
  const bytes = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  try {
    return beginning.test(bytes.toString('utf8', 0, readSync(file, bytes)));
  } finally {
    closeSync(file);
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function isInside(path: string, folder: string): boolean {
  try {
    const inside = relative(realpathSync(folder), join(realpathSync(dirname(path)), basename(path)));
    return inside !== '..' && !inside.startsWith(`..${sep}`);
  } catch {
    // Nothing can lie in a folder that is not there.
    return false;
  }
}
