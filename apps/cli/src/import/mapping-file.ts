import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError } from '#core/errors.js';
import { writeWhole } from '../output/whole-file.js';
import { openFree } from './rejects-file.js';

/** A mapping that a person wrote or corrected, not yet checked. @throws LedgerError `mapping-invalid` */
export async function readMapping(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new LedgerError('mapping-invalid', `The mapping ${path} cannot be read: ${(error as Error).message}`, {
      hint: 'Correct the path.',
      cause: error,
    });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new LedgerError('mapping-invalid', `The mapping ${path} is not JSON: ${(error as Error).message}`, {
      hint: 'Correct the file at this place.',
      cause: error,
    });
  }
}

/** Whether a file says the same as a mapping, however it is written. */
export async function holdsMapping(path: string, mapping: unknown): Promise<boolean> {
  return canonicalJson(await readMapping(path)) === canonicalJson(mapping);
}

export function writeMapping(path: string, mapping: unknown): Promise<void> {
  return writeWhole(path, [textOf(mapping)]);
}

/** Writes a mapping beside a file that goes with it, where nothing is yet. @returns the path */
export async function writeMappingBeside(path: string, mapping: unknown): Promise<string> {
  const plain = path.slice(0, path.length - extname(path).length);
  const free = await openFree(`${plain}.mapping.json`);
  try {
    await free.handle.writeFile(textOf(mapping));
  } finally {
    await free.handle.close();
  }
  return free.path;
}

function textOf(mapping: unknown): string {
  return `${JSON.stringify(mapping, undefined, 2)}\n`;
}
