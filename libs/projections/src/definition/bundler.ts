import { stripVTControlCharacters } from 'node:util';
import type { Plugin } from 'rolldown';
import { LedgerError } from '#core/errors.js';
import { filesOf, inertPackages, resolveImport } from './source-files.js';
import type { SourceTexts } from './source-files.js';

/** Of modules that stand in for packages that have no part in folding. */
const inertPrefix = '\0inert:';

/**
 * A definition's file with everything that it imports, as the text of one module that needs nothing but Node. The same
 * sources give the same text, wherever they lie.
 * @throws LedgerError `invalid` when a file is no program, or an import leads nowhere
 */
export async function bundleOf(file: string, texts: SourceTexts = new Map()): Promise<string> {
  // Loaded only when something has changed: a start with nothing new bundles nothing.
  const { rolldown } = await import('rolldown');
  try {
    const bundle = await rolldown({
      input: file,
      platform: 'node',
      tsconfig: false,
      plugins: [projectFiles(file, texts)],
      transform: { decorator: { legacy: true } },
      // Otherwise the paths of the files would stand in comments.
      experimental: { attachDebugInfo: 'none' },
      logLevel: 'silent',
      onLog: (_level, log) => {
        // Only warned of by the bundler, and an error as soon as the bundle is run.
        if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      },
    });
    try {
      const { output } = await bundle.generate({
        format: 'esm',
        codeSplitting: false,
        comments: false,
        sourcemapIgnoreList: false,
      });
      return output[0].code;
    } finally {
      await bundle.close();
    }
  } catch (error) {
    throw new LedgerError('invalid', sentenceOf(error), { cause: error });
  }
}

function projectFiles(file: string, texts: SourceTexts): Plugin {
  return {
    name: 'project-files',
    resolveId: (specifier, importer) => {
      if (inertPackages.has(specifier)) return `${inertPrefix}${specifier}`;
      return importer === undefined || importer.startsWith('\0') ? undefined : resolveOwn(specifier, importer);
    },
    load: (id) => (id.startsWith(inertPrefix) ? inertModule(id.slice(inertPrefix.length), file, texts) : undefined),
  };
}

function resolveOwn(specifier: string, importer: string): string | undefined {
  return specifier.startsWith('#') ? resolveImport(specifier, importer) : undefined;
}

/** Exports whatever the project's files import from a package, as functions that do nothing. */
function inertModule(name: string, file: string, texts: SourceTexts): string {
  const names = new Set<string>();
  for (const text of filesOf(file, texts).values()) {
    for (const [, list, from] of text.matchAll(/^import\s+\{([^}]*)\}\s+from\s+['"]([^'"]+)['"]/gm)) {
      if (from !== name) continue;
      for (const imported of list!.split(',')) {
        const [first] = imported.trim().split(/\s+as\s+/);
        if (/^[\w$]+$/.test(first!)) names.add(first!);
      }
    }
  }
  const exported = [...names].sort().map((each) => `export const ${each} = () => () => undefined;`);
  return exported.join('\n');
}

/** What is wrong, in a line without colours. */
function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim());
  const told = lines.filter((line) => line !== '' && !line.startsWith('Build failed') && !line.startsWith('at '));
  return (told[0] ?? 'It cannot be bundled').slice(0, 500);
}
