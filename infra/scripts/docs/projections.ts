import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Projection } from '#projections/definition/define-projection.js';
import { code, markdownTable } from './markdown.js';

const folder = 'libs/read-models/src';

/** Every built-in projection: what it is folded for and from, and the first sentence of its docstring. */
export async function projectionsTable(root: string): Promise<string> {
  const sources = readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.projection.ts'))
    .toSorted();
  const rows = await Promise.all(
    sources.map(async (file) => {
      const { name, purpose, key, order } = await projectionOf(file);
      const about = firstSentence(readFileSync(path.join(root, folder, file), 'utf8'));
      return [code(name), about, purpose, key.by, order ?? 'occurred'];
    }),
  );
  return markdownTable(['name', 'what it keeps', 'purpose', 'key', 'order'], rows);
}

/** Loads the module beside this one: the source in a test, the compiled file in the program. */
async function projectionOf(file: string): Promise<Projection> {
  const here = import.meta.filename;
  const module = path.join(import.meta.dirname, '../../..', folder, file.replace(/\.ts$/, path.extname(here)));
  const exported = (await import(pathToFileURL(module).href)) as Record<string, Projection>;
  return Object.values(exported)[0]!;
}

function firstSentence(source: string): string {
  const [, docstring] = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const \w+ = defineProjection/.exec(source) ?? [];
  if (docstring === undefined) throw new Error('A projection has no docstring.');
  const text = docstring.replaceAll(/\s*\n\s*\* ?/g, ' ').trim();
  return /^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text;
}
