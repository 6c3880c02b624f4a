import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { sha256Hex } from '#core/hashing.js';
import { openBundles } from '#projections/definition/bundle-store.js';
import { bundleOf } from '#projections/definition/bundler.js';
import type { ThreadProgram } from '#projections/threads/pool-thread.js';
import { codeIn } from '#projections/definition/projection-registry.js';
import type { ProjectionRegistry } from '#projections/definition/projection-registry.js';

/** Also a built program makes threads of the sources. */
const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..');
const sources = join(root, 'libs/projections/src');
/** From here packages are found. */
const cache = join(root, 'node_modules/.cache/tend');

/** The program of the threads that fold, made of the sources as they are: a test never runs an old build. */
export async function threadProgram(): Promise<ThreadProgram & { readonly remove: () => void }> {
  const bundle = await rolldown({
    input: join(sources, 'threads/folding-thread.ts'),
    platform: 'node',
    tsconfig: false,
    // Packages are loaded from where they lie.
    external: (id) => /^[a-z@]/.test(id) && !id.startsWith('@oxc-project/'),
    resolve: { conditionNames: ['source', 'node', 'import'], extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { decorator: { legacy: true } },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', sourcemapIgnoreList: false });
  await bundle.close();
  const directory = folderFor('threads-');
  for (const file of output) if (file.type === 'chunk') writeFileSync(join(directory, file.fileName), file.code);
  const remove = (): void => rmSync(directory, { recursive: true });
  return { url: pathToFileURL(join(directory, output[0].fileName)), remove };
}

/**
 * Definitions that a file of samples exports, as a registry whose bundles lie in a directory.
 * @param file beside the other samples of the library of projections, in `oracle`
 */
export async function bundledRegistry(
  directory: string,
  file: string,
  names: readonly string[],
): Promise<ProjectionRegistry> {
  const bundles = openBundles(directory);
  const code = codeIn(bundles);
  const folder = folderFor('definitions-');
  const projections = [];
  try {
    for (const exported of names) {
      const path = join(folder, `${exported}.ts`);
      writeFileSync(path, `export { ${exported} } from '#projections/oracle/${file}';\n`);
      const text = await bundleOf(path);
      const bundle = bundles.keep(sha256Hex(path), text);
      const [found] = Object.values(await bundles.load(bundle)) as { name: string }[];
      projections.push({ definition: await code.definition(bundle, found!.name), bundle });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { projections, problems: [], code };
}

/** The same of bundles that were made before, so that a process need not make them. */
export async function keptRegistry(
  directory: string,
  made: readonly { readonly name: string; readonly bundle: string }[],
): Promise<ProjectionRegistry> {
  const code = codeIn(openBundles(directory));
  const projections = [];
  for (const { name, bundle } of made) projections.push({ definition: await code.definition(bundle, name), bundle });
  return { projections, problems: [], code };
}

function folderFor(prefix: string): string {
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, prefix));
}
