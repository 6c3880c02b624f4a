import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LedgerError } from '#core/errors.js';
import { compileProjection, isProjection } from './compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from './compiled-projection.js';
import type { ParameterValues } from './definition.js';
import { fingerprintOf, sourceOf } from './fingerprint.js';

/** A definition, found or given, with the text that its fingerprint is made of. */
export interface RegisteredProjection {
  readonly definition: AnyDefinition;
  readonly source: string;
}

/** A file that gave no projection, and why. */
export interface RegistryProblem {
  readonly file: string;
  readonly reason: string;
}

/** All projections that there are, and what was wrong with the others. */
export interface ProjectionRegistry {
  readonly projections: readonly RegisteredProjection[];
  readonly problems: readonly RegistryProblem[];
}

/**
 * Every `*.projection.js` (or `.ts`) of a folder, whose name is that of its one export. A file that does not load, or
 * whose definition the engine cannot run, is told and does not stop the others; of two with one name neither is taken.
 * @param load how a file is loaded; default: `import()`
 */
export async function scanProjections(
  folder: string,
  load: (file: string) => Promise<object> = async (file) => (await import(pathToFileURL(file).href)) as object,
): Promise<ProjectionRegistry> {
  const projections = new Map<string, RegisteredProjection>();
  const problems: RegistryProblem[] = [];
  const files = readdirSync(folder)
    .filter((name) => /\.projection\.[jt]s$/.test(name))
    .sort();
  for (const file of files) {
    try {
      const sameName = files.filter((other) => nameOf(other) === nameOf(file));
      if (sameName.length > 1) throw new LedgerError('invalid', `${sameName.join(' and ')} have one name.`);
      const definition = definitionOf(await load(join(folder, file)), nameOf(file));
      compileProjection(definition);
      projections.set(definition.name, { definition, source: sourceOf(join(folder, file)) });
    } catch (error) {
      problems.push({ file, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { projections: [...projections.values()], problems };
}

/** A registry of definitions that are at hand, for tests and tools. Their source is their functions' text. */
export function registryOf(...definitions: readonly AnyDefinition[]): ProjectionRegistry {
  return { projections: definitions.map((definition) => ({ definition, source: textOf(definition) })), problems: [] };
}

/** A definition with the values that the workspace sets, and the fingerprint of both. */
export function settleProjection(
  { definition, source }: RegisteredProjection,
  parameters: ParameterValues,
): { readonly compiled: CompiledProjection; readonly fingerprint: string } {
  const compiled = compileProjection(definition, parameters);
  return { compiled, fingerprint: fingerprintOf(compiled, source) };
}

function nameOf(file: string): string {
  return basename(file).replace(/\.projection\.[jt]s$/, '');
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
