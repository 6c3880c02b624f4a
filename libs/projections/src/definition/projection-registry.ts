import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LedgerError } from '#core/errors.js';
import { sha256Hex } from '#core/hashing.js';
import type { BundleStore } from './bundle-store.js';
import { bundleOf } from './bundler.js';
import { compileProjection, isProjection } from './compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from './compiled-projection.js';
import type { ParameterValues } from './definition.js';
import { fingerprintOf } from './fingerprint.js';
import { sourceOf } from './source-files.js';
import type { SourceTexts } from './source-files.js';

/** A definition, found or given, with the hash of the text that it is executed from. */
export interface RegisteredProjection {
  readonly definition: AnyDefinition;
  readonly bundle: string;
}

/** A file that gave no projection, and why. */
export interface RegistryProblem {
  readonly file: string;
  readonly reason: string;
}

/** Gives definitions of builds by the hash of their bundle, also of those that are no longer in any file. */
export interface KeptCode {
  /** @throws LedgerError `not-found`, `integrity`, `invalid` */
  definition(bundle: string, name: string): Promise<AnyDefinition>;
  /** Deletes what is not wanted any more. */
  sweep(wanted: ReadonlySet<string>): void;
}

/** All projections that there are, and what was wrong with the others. */
export interface ProjectionRegistry {
  readonly projections: readonly RegisteredProjection[];
  readonly problems: readonly RegistryProblem[];
  /** Absent in a process that only reads. */
  readonly code?: KeptCode;
}

interface ScanOptions {
  /** Where bundles are kept; then definitions are executed from there, else from their files. */
  readonly bundles?: BundleStore;
  /** Another process keeps the bundles: what is there is executed, and nothing is added. */
  readonly readOnly?: boolean;
  /** How a file is loaded without bundles; default: `import()` */
  readonly load?: (file: string) => Promise<object>;
}

/**
 * Every `*.projection.js` (or `.ts`) of a folder, whose name is that of its one export. A file that does not load, or
 * whose definition the engine cannot run, is told and does not stop the others; of two with one name neither is taken.
 */
export async function scanProjections(folder: string, options: ScanOptions = {}): Promise<ProjectionRegistry> {
  const projections = new Map<string, RegisteredProjection>();
  const problems: RegistryProblem[] = [];
  const files = projectionFiles(folder);
  const texts: SourceTexts = new Map();
  for (const file of files) {
    try {
      const sameName = files.filter((other) => nameOf(other) === nameOf(file));
      if (sameName.length > 1) throw new LedgerError('invalid', `${sameName.join(' and ')} have one name.`);
      const { exports, bundle } = await loadFile(resolve(folder, file), texts, options);
      const definition = definitionOf(exports, nameOf(file));
      compileProjection(definition);
      projections.set(definition.name, { definition, bundle });
    } catch (error) {
      problems.push({ file, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const { bundles } = options;
  const found = { projections: [...projections.values()], problems };
  return bundles === undefined ? found : { ...found, code: codeIn(bundles) };
}

/** Names of the projections of a folder, whether or not their files load. */
export function projectionNames(folder: string): readonly string[] {
  return projectionFiles(folder).map(nameOf);
}

/** The bundles that the files of a folder are executed from, as far as they were made. */
export function currentBundles(folder: string, bundles: BundleStore): readonly string[] {
  const texts: SourceTexts = new Map();
  return projectionFiles(folder).flatMap(
    (file) => bundles.madeOf(sha256Hex(sourceOf(resolve(folder, file), texts))) ?? [],
  );
}

function projectionFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.projection\.[jt]s$/.test(name))
    .sort();
}

/** The name of the projection that a file should give. */
export function nameOf(file: string): string {
  return basename(file).replace(/\.projection\.[jt]s$/, '');
}

/** What is bundled already is not bundled again: a start with nothing new only reads the sources. */
async function loadFile(
  path: string,
  texts: SourceTexts,
  { bundles, readOnly = false, load = importFile }: ScanOptions,
): Promise<{ readonly exports: object; readonly bundle: string }> {
  const source = sha256Hex(sourceOf(path, texts));
  const known = bundles?.madeOf(source);
  if (bundles === undefined || (readOnly && known === undefined)) return { exports: await load(path), bundle: source };
  const bundle = known ?? bundles.keep(source, await bundleOnce(source, path, texts));
  return { exports: await bundles.load(bundle), bundle };
}

/** What this process has bundled before, for another data directory. */
const bundled = new Map<string, string>();

async function bundleOnce(source: string, path: string, texts: SourceTexts): Promise<string> {
  const text = bundled.get(source) ?? (await bundleOf(path, texts));
  bundled.set(source, text);
  return text;
}

async function importFile(path: string): Promise<object> {
  return (await import(pathToFileURL(path).href)) as object;
}

/** The code that is kept in a store of bundles. */
export function codeIn(bundles: BundleStore): KeptCode {
  return {
    definition: async (bundle, name) => definitionOf(await bundles.load(bundle), name),
    sweep: (wanted) => void bundles.sweep(wanted),
  };
}

/**
 * A registry of definitions that are at hand, for tests and tools. Their bundle is the hash of their functions' text.
 * Every definition that was ever given to this function is kept code.
 */
export function registryOf(...definitions: readonly AnyDefinition[]): ProjectionRegistry {
  const projections = definitions.map((definition) => ({ definition, bundle: sha256Hex(textOf(definition)) }));
  for (const { definition, bundle } of projections) atHand.set(bundle, definition);
  return { projections, problems: [], code: codeAtHand };
}

const atHand = new Map<string, AnyDefinition>();
const codeAtHand: KeptCode = {
  definition: async (bundle) => {
    const found = atHand.get(bundle);
    if (found === undefined) throw new LedgerError('not-found', 'The code of this build is no longer there.');
    return found;
  },
  sweep: () => undefined,
};

/** A definition with the values that the workspace sets, and the fingerprint of both. */
export function settleProjection(
  { definition, bundle }: RegisteredProjection,
  parameters: ParameterValues,
): { readonly compiled: CompiledProjection; readonly fingerprint: string } {
  const compiled = compileProjection(definition, parameters);
  return { compiled, fingerprint: fingerprintOf(compiled, bundle) };
}

function definitionOf(exports: object, name: string): AnyDefinition {
  const found = Object.values(exports).filter(isProjection);
  if (found.length !== 1)
    throw new LedgerError('invalid', `The file exports ${found.length} projections instead of one.`);
  const [definition] = found as [AnyDefinition];
  if (definition.name !== name)
    throw new LedgerError('invalid', `The projection is named "${definition.name}", the file "${name}".`);
  return definition;
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${textOf(member)}`)
    .join(',')}}`;
}
