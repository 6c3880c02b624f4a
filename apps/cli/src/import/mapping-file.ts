import { extname } from 'node:path';
import { canonicalJson } from '#core/canonical-json.js';
import { readJsonFile } from '../json-file.js';
import { writeWhole } from '../output/whole-file.js';
import { openFree } from './rejects-file.js';

/** A mapping that a person wrote or corrected, not yet checked. @throws LedgerError `mapping-invalid` */
export function readMapping(path: string): Promise<unknown> {
  return readJsonFile(path, 'The mapping', 'mapping-invalid');
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
