import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { canonicalJson } from '#core/canonical-json.js';
import { sha256Hex } from '#core/hashing.js';
import type { CompiledProjection } from './compiled-projection.js';

/** Raised when the engine makes something else of the same definition: then everything is built anew. */
export const ENGINE_FORMAT = 3;

/**
 * What decides the documents besides the facts (engine.md §7): the definition's file with all of the project's files
 * that it imports, its parameters, the engine's format, the runtime. Equal fingerprints give equal documents; a change
 * that changes nothing (a comment) costs a build beside, and no more.
 */
export function fingerprintOf(
  projection: CompiledProjection,
  source: string,
  versions: RuntimeVersions = process.versions,
): string {
  const { parameters } = projection;
  return sha256Hex(canonicalJson([ENGINE_FORMAT, runtimeOf(versions), parameters, source]));
}

type RuntimeVersions = Readonly<Record<string, string | undefined>>;

/** Of Node its major version; of what decides days, letters and their order everything: zones change at any time. */
function runtimeOf({ node = '', tz = '', unicode = '', cldr = '' }: RuntimeVersions): readonly string[] {
  return [node.split('.', 1)[0]!, tz, unicode, cldr];
}

/**
 * A file and everything of the project that it imports, as one text in which each file stands once, under a name that
 * does not depend on where the project lies.
 */
export function sourceOf(file: string): string {
  const extension = extname(file);
  const libraries = dirname(dirname(dirname(file)));
  const found = new Map<string, string>();
  const open = [file];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path) || !existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    found.set(path, text);
    for (const specifier of importsOf(text)) {
      const target = resolveImport(specifier, path, libraries, extension);
      if (target !== undefined) open.push(target);
    }
  }
  const files = [...found].map(([path, text]) => [relative(libraries, path).replaceAll('\\', '/'), text] as const);
  return canonicalJson(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Specifiers of static imports and exports of values; types leave no trace in what runs. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s(?!type\b)[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, from, bare]) => (from ?? bare)!);
}

/** `#lib/path.js` is `lib/src/path` beside the library of the file; packages are not followed. */
function resolveImport(specifier: string, from: string, libraries: string, extension: string): string | undefined {
  const bare = specifier.replace(/\.js$/, '');
  if (specifier.startsWith('.')) return join(dirname(from), `${bare}${extension}`);
  if (!specifier.startsWith('#')) return undefined;
  const [library, ...path] = bare.slice(1).split('/');
  return join(libraries, library!, 'src', ...path.slice(0, -1), `${basename(bare)}${extension}`);
}
