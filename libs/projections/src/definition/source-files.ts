import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { canonicalJson } from '#core/canonical-json.js';

/** Where this file's own library lies: what a projection outside of the project imports is found there. */
const ownLibraries = dirname(dirname(dirname(import.meta.dirname)));
const ownExtension = extname(import.meta.filename);

/** Texts of files that several projections import are read once. */
export type SourceTexts = Map<string, string>;

/**
 * Packages that only mark classes, for where data enter. Nothing of them has a part in folding, so that a bundle holds
 * functions of their names that do nothing: a tenth of the size, and no release of theirs builds everything anew.
 */
export const inertPackages: ReadonlySet<string> = new Set(['class-validator']);

/**
 * A file and everything of the project that it imports, as one text in which each file stands once, under a name that
 * does not depend on where the project lies, with the versions of the packages. It tells whether anything has changed
 * without bundling.
 */
export function sourceOf(file: string, texts: SourceTexts = new Map()): string {
  const libraries = librariesOf(file);
  const files = filesOf(file, texts);
  const named = [...files].map(([path, text]) => [nameIn(libraries, path), text] as const);
  const packages = packagesIn(files.values()).map((name) => [`package ${name}`, versionOf(name, file)] as const);
  return canonicalJson([...named, ...packages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function packagesIn(texts: Iterable<string>): readonly string[] {
  const names = new Set<string>();
  for (const text of texts) {
    for (const specifier of importsOf(text)) {
      const [name] = /^(?:@[^/]+\/)?[^./#@:][^/:]*/.exec(specifier) ?? [];
      if (name !== undefined && !specifier.startsWith('node:') && !inertPackages.has(name)) names.add(name);
    }
  }
  return [...names];
}

/** Of the package that a file would be given; empty when there is none, which bundling will tell. */
function versionOf(name: string, file: string): string {
  for (const start of [dirname(file), ownLibraries]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const manifest = join(folder, 'node_modules', name, 'package.json');
      if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
      if (folder === dirname(folder)) break;
    }
  }
  return '';
}

/** A file and everything of the project that it imports: path → text. */
export function filesOf(file: string, texts: SourceTexts = new Map()): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open = [file];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const text = texts.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    if (text === undefined) continue;
    texts.set(path, text);
    found.set(path, text);
    for (const specifier of importsOf(text)) {
      const target = resolveImport(specifier, path);
      if (target !== undefined) open.push(target);
    }
  }
  return found;
}

/**
 * Where an import of the project leads; undefined for packages, which are not followed. `#lib/path.js` is `lib/src/path`
 * beside the library of the file, else beside this one.
 */
export function resolveImport(specifier: string, from: string): string | undefined {
  const bare = specifier.replace(/\.[jt]s$/, '');
  const extension = extname(from);
  if (specifier.startsWith('.')) return join(dirname(from), `${bare}${extension}`);
  if (!specifier.startsWith('#')) return undefined;
  const [library, ...path] = bare.slice(1).split('/');
  const inside = join(library!, 'src', ...path.slice(0, -1), basename(bare));
  const beside = join(librariesOf(from), `${inside}${extension}`);
  const own = join(ownLibraries, `${inside}${ownExtension}`);
  return existsSync(beside) || !existsSync(own) ? beside : own;
}

/** `libs/` of a file in `libs/<name>/src/`. */
function librariesOf(file: string): string {
  if (file.startsWith(join(ownLibraries, '/'))) return ownLibraries;
  return dirname(dirname(dirname(file)));
}

function nameIn(libraries: string, path: string): string {
  const from = path.startsWith(join(ownLibraries, '/')) ? ownLibraries : libraries;
  return relative(from, path).replaceAll('\\', '/');
}

/** Specifiers of static imports and exports of values; types leave no trace in what runs. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^\s*(?:import|export)\s(?!type\b)[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, from, bare]) => (from ?? bare)!);
}
